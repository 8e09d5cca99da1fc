using System.Globalization;
using System.Text;
using Shouldly;
using Weft.Data.Clips.Lists;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Studies;
using Weft.Torch;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class SweepRunTests : IDisposable
{
    private readonly DomainsBench bench = new();

    [Fact]
    public void Every_point_is_a_run_of_its_own_and_a_trial_of_the_study()
    {
        var plan = Plan("lr=0.01,0.02", "epochs=1,2");
        plan.Check();
        plan.Save(bench.Harness["."]);
        var table = new SweepRun(plan, bench.Harness.Context()).Execute();
        table.Rows.Count.ShouldBe(4);
        table.Rows.Select(r => r.Mean!.Value).ShouldBeInOrder(SortDirection.Descending);
        foreach (var row in table.Rows)
        {
            var folder = bench.Harness[$"points/{row.Point.Name}"];
            var settings = RunFolder.Load<AdaptationSettings>(folder);
            settings.Kind.ShouldBe("adapt");
            row.Point.Values.ShouldBe(
                [settings.Train.Rate.ToString(CultureInfo.InvariantCulture), settings.Train.Epochs.ToString(CultureInfo.InvariantCulture)]);
            File.Exists(Path.Combine(folder, "report.html")).ShouldBeTrue();
        }

        using var study = StudyStorages.Open(bench.Harness["."], TimeProvider.System);
        var trials = study.Trials();
        trials.Select(t => t.State).ShouldBe(Enumerable.Repeat(TrialState.Done, 4));
        trials[1].Proposal.Genotype.ShouldBe("""{"train.rate":"0.01","train.epochs":"2"}""");
        trials[1].Result!.Score.ShouldBe(table.Rows.Single(r => r.Point.Name == "lr=0.01_epochs=2").Mean);
        study.ActiveWorkers().ShouldBe(0);

        // Once more: everything is there, so that nothing is trained, and the table is the same.
        var stages = bench.Harness.Lines.Count;
        Csv(new SweepRun(SweepPlan.Of(bench.Harness["."], plan.Settings, []), bench.Harness.Context()).Execute()).ShouldBe(Csv(table));
        bench.Harness.Lines.Count.ShouldBe(stages);
        File.ReadAllText(bench.Harness["sweep.csv"]).ShouldBe(Csv(table));
    }

    [Fact]
    public void A_point_that_diverges_is_given_up_and_the_others_go_on()
    {
        // A decay of 10 at a rate of 1000 makes every weight ten thousand times as large at each step.
        var settings = bench.Settings("source-only");
        settings = settings with { Train = settings.Train with { Epochs = 5, WeightDecay = 10 } };
        var table = new SweepRun(new SweepPlan(settings, SweepGrid.Parse(["lr=1000,0.01"])), bench.Harness.Context()).Execute();
        table.Rows.Select(r => r.Point.Name).ShouldBe(["lr=0.01", "lr=1000"]);
        var problem = table.Rows[1].Swept.Problem.ShouldNotBeNull();
        problem.ShouldContain("the loss is");
        (table.Rows[1].Mean, table.Rows[1].Std, table.Rows[1].Worst).ShouldBe((null, null, null));
        bench.Harness.Lines.ShouldContain($"lr=1000 was given up: {problem}");
        Directory.Exists(bench.Harness["points/lr=1000/checkpoints/source-only-0"]).ShouldBeFalse();
        using var study = StudyStorages.Open(bench.Harness["."], TimeProvider.System);
        study.Trials().Select(t => t.State).ShouldBe([TrialState.Failed, TrialState.Done]);
    }

    [Fact]
    public void An_interruption_leaves_the_point_waiting()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() => new SweepRun(Plan("lr=0.01,0.02"), bench.Harness.Context(cancellation: stop.Token)).Execute());
        using var study = StudyStorages.Open(bench.Harness["."], TimeProvider.System);
        study.Trials().ShouldAllBe(t => t.State == TrialState.Waiting && t.Worker == null);
    }

    [Fact]
    public void With_dev_the_point_to_choose_is_marked_and_the_study_goes_by_it()
    {
        var settings = bench.Settings("source-only") with { Kind = SweepPlan.RunKind, Dev = DomainsBench.Part("dev") };
        var table = new SweepRun(new SweepPlan(settings, SweepGrid.Parse(["lr=0.001,0.05"])), bench.Harness.Context()).Execute();
        table.Rows.ShouldAllBe(r => r.Swept.Dev >= 0);
        table.BestOnDev.ShouldBe(table.Rows.OrderByDescending(r => r.Swept.Dev).ThenBy(r => r.Point.Name, StringComparer.Ordinal).First().Point);
        table.Advice.ShouldBe("These figures are of the target's labels: choosing a point by them, as the original does, flatters it; choose by the score on dev.");
        using var study = StudyStorages.Open(bench.Harness["."], TimeProvider.System);
        study.Trials().Select(t => t.Result!.Score).Order().ShouldBe(table.Rows.Select(r => r.Swept.Dev).Order());
    }

    [Fact]
    public void A_study_of_something_else_is_refused()
    {
        new SweepRun(Plan("lr=0.01"), bench.Harness.Context()).Execute();
        Should.Throw<UsageException>(() => new SweepRun(Plan("lr=0.02"), bench.Harness.Context()).Execute()).Message
            .ShouldEndWith("is a study of another search: move it away, or begin another sweep.");
    }

    [Fact]
    public void Points_are_sorted_and_told_with_their_spread()
    {
        var table = new SweepTable(Plan("lr=1,2,3"), [new([0.5, 0.7], 3, "top1", 0.9), new([], 0, Problem: "It broke, so."), new([0.8, 0.6], 4, "top1", 0.9)]);
        table.Rows.Select(r => r.Point.Name).ShouldBe(["lr=3", "lr=1", "lr=2"]);
        table.Rows[0].Mean!.Value.ShouldBe(0.7, 1e-12);
        table.Rows[0].Std!.Value.ShouldBe(Math.Sqrt(0.02), 1e-12);
        table.Rows[0].Worst.ShouldBe(0.6);
        table.BestOnDev!.Name.ShouldBe("lr=1", "the first of equals");
        var lines = Csv(table).Split('\n', StringSplitOptions.TrimEntries);
        lines[0].ShouldBe("point,train.rate,metric,mean,std,worst,values,dev,best_on_dev,seconds,problem");
        lines[2].ShouldStartWith("lr=1,1,top1,0.6,");
        lines[2].ShouldEndWith(",0.5,0.5 0.7,0.9,true,3.0,");
        lines[3].ShouldBe("lr=2,2,,,,,,,false,0.0,\"It broke, so.\"");
    }

    [Fact]
    public void Published_rules_choose_by_the_target_and_are_not_told_otherwise()
    {
        SweptPoint[] swept = [new([0.5], 3, "top1")];
        new SweepTable(Plan("lr=1"), swept).Advice!.ShouldEndWith("flatters it; name held-out clips of the source by --dev to choose by.");
        var reference = bench.Settings("source-only") with { Compatibility = Compatibility.Reference };
        new SweepTable(new SweepPlan(reference, SweepGrid.Parse(["lr=1"])), swept).Advice.ShouldBeNull();
    }

    [Fact]
    public void Settings_that_do_not_bind_or_compare_are_told()
    {
        Should.Throw<UsageException>(() => Plan("train.rat=1")).Message.ShouldContain("did you mean 'train.rate'?");
        Should.Throw<UsageException>(() => Plan("batch=0")).Message.ShouldContain("train.batchSize");
        Should.Throw<UsageException>(() => Plan("lr=.1,0.1")).Message.ShouldBe("--grid: lr=.1 and lr=0.1 are the same settings; name each value once.");
        Told(s => s with { Method = "temporal-order" }, "--method: temporal-order tells nothing apart, so its points cannot be compared; sweep another method.");
        Told(s => s with { Test = new ClipListSettings() }, "--test is missing: name the list of clips by whose figures points are compared.");
        Told(s => s with { Source = new ClipListSettings() }, "lr=1: --source is missing: name the list of labelled clips.");
        Should.NotThrow(() => new SweepPlan(
            bench.Settings("source-only") with { Test = new ClipListSettings(), Dev = DomainsBench.Part("dev") }, SweepGrid.Parse(["lr=1"])).Check());
    }

    [Theory]
    [InlineData("{", "is damaged")]
    [InlineData("null", "is damaged")]
    [InlineData("""{"grid": null, "points": []}""", "is damaged")]
    [InlineData("""{"grid": [null], "points": []}""", "is damaged")]
    [InlineData("""{"grid": [{"name": "lr", "key": "train.rate", "values": [null]}], "points": []}""", "is damaged")]
    [InlineData("""{"grid": [], "points": []}""", "holds no grid (--grid is missing")]
    [InlineData("""{"grid": [{"name": "lr", "key": "train.rate", "values": [""]}], "points": []}""", "holds no grid (--grid: a value of 'lr' is empty")]
    public void A_damaged_plan_is_told(string text, string sentence)
    {
        File.WriteAllText(bench.Harness["sweep.json"], text);
        var problem = Should.Throw<InvalidFileException>(() => SweepPlan.Of(bench.Harness["."], bench.Settings("source-only"), []));
        problem.Message.ShouldContain(sentence);
        problem.Message.ShouldContain("delete it, and give --grid again with --resume");
    }

    [Fact]
    public void A_plan_goes_on_without_its_grid_and_with_no_other()
    {
        var plan = Plan("lr=1,2");
        plan.Save(bench.Harness["."]);
        SweepPlan.Of(bench.Harness["."], plan.Settings, []).Points.Select(p => p.Name).ShouldBe(["lr=1", "lr=2"]);
        SweepPlan.Of(bench.Harness["."], plan.Settings, ["lr=1,2"]).Points.Count.ShouldBe(2);
        Should.Throw<UsageException>(() => SweepPlan.Of(bench.Harness["."], plan.Settings, ["lr=1,3"])).Message
            .ShouldContain("was begun with another grid: --resume goes on as begun; leave --grid out, or begin another sweep.");
    }

    public void Dispose() => bench.Dispose();

    private static string Csv(SweepTable table)
    {
        using var stream = new MemoryStream();
        table.WriteCsv(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private SweepPlan Plan(params string[] grid) => new(bench.Settings("source-only") with { Kind = SweepPlan.RunKind }, SweepGrid.Parse(grid));

    private void Told(Func<AdaptationSettings, AdaptationSettings> change, string sentence) =>
        Should.Throw<UsageException>(() => new SweepPlan(change(bench.Settings("source-only")), SweepGrid.Parse(["lr=1"])).Check()).Message.ShouldBe(sentence);
}
