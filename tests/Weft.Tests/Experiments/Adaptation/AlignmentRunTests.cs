using Shouldly;
using Weft.Cdar.Space;
using Weft.Data.Clips.Lists;
using Weft.Data.Clips.Sampling;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Settings;
using Weft.Studies;
using Weft.Torch;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class AlignmentRunTests
{
    [Fact]
    public void A_search_finds_a_choice_and_trains_it_beside_others()
    {
        using var bench = new AlignmentBench(s => s with { Train = s.Train with { Seeds = 2 }, Trials = s.Trials with { Candidates = 2 } });
        AlignmentChecks.Check(bench.Settings);
        using var experiment = bench.Open();
        var report = AlignmentRun.Search(experiment, searchOnly: false)!;

        report.Kind.ShouldBe("search");
        report.Method.ShouldBe("alignment");
        report.Baselines!.Select(b => b.Name).ShouldBe(["source-only", "glad", "random-search", "found"]);
        report.Baselines!.ShouldAllBe(b => b.Values.Count == 2);
        report.Differences!.Select(d => d.Against).ShouldBe(["source-only", "glad", "random-search"]);
        report.Baselines![1].Note!.ShouldStartWith("the choice that the settings hold: local 1, global 1, cross 1, 2 local views, order off");
        report.Architecture!.Nodes.ShouldContain(n => n.Label == "class scores");
        var trials = report.Search!.Trials;
        trials.Count.ShouldBe(4);
        trials.ShouldAllBe(t => t.Score != null && t.Score <= 1.5);
        var genotype = AlignmentGenotypeReader.Read(File.ReadAllText(bench.Run["genotype.json"]), "genotype.json");
        report.GenotypeHash.ShouldBe(((Weft.Search.IGenotype)genotype).Hash);
        trials.OrderByDescending(t => t.Score).DistinctBy(t => t.Hash).Take(2).Select(t => t.Hash).ShouldContain(report.GenotypeHash);
        Directory.GetFiles(bench.Run["networks"], "search-*").ShouldBeEmpty("networks of trials are not kept");

        // What was found is asked by its own views and weights, and gives the report's figure again.
        var asked = AlignmentRun.Asked(experiment);
        asked.Settings.Adapt.Locals.ShouldBe(genotype.Locals);
        (asked.Settings.Clips.Sampler.Locals, asked.Settings.Clips.Sampler.Globals).ShouldBe((genotype.Locals, 3 - genotype.Locals));
        AdaptationTesting.Measure(asked, null, null).Average(r => r.Metrics["top1"]).ShouldBe(report.Test!["top1"], 1e-12);
        Weft.Runs.Html.HtmlReport.Write(bench.Run.Context().Folder);
        File.ReadAllText(bench.Run["report.html"]).ShouldContain("validation for the target");
    }

    [Fact]
    public void Labels_of_the_target_change_no_bit_of_a_search()
    {
        var seen = new List<string>();
        foreach (var turn in new[] { 0, 1 })
        {
            using var bench = new AlignmentBench(turn: turn);
            using var experiment = bench.Open();
            AlignmentRun.Search(experiment, searchOnly: true).ShouldBeNull();
            seen.Add(Study(bench));
        }

        seen[1].ShouldBe(seen[0]);
    }

    [Fact]
    public void A_search_that_is_stopped_again_and_again_ends_with_the_same_bits()
    {
        using var whole = new AlignmentBench();
        using (var experiment = whole.Open())
        {
            AlignmentRun.Search(experiment, searchOnly: false);
        }

        using var stopped = new AlignmentBench();
        var starts = 1;
        for (var reports = 3; !Finishes(stopped, reports); reports += 7)
        {
            starts++;
        }

        starts.ShouldBeGreaterThan(5);
        Study(stopped).ShouldBe(Study(whole));
        foreach (var file in Directory.GetFiles(whole.Run["networks"]))
        {
            File.ReadAllBytes(stopped.Run["networks/" + Path.GetFileName(file)]).ShouldBe(File.ReadAllBytes(file), file);
        }

        static bool Finishes(AlignmentBench bench, int reports)
        {
            using var experiment = bench.Open(reports);
            try
            {
                AlignmentRun.Search(experiment, searchOnly: false).ShouldNotBeNull();
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void Trials_learn_from_one_part_of_each_class_and_are_compared_on_the_other()
    {
        using var bench = new AlignmentBench();
        using var experiment = bench.Open();
        var parts = AlignmentParts.Of(experiment.Lists, 0.2, 7);
        parts.HeldOut.Labels.Order().ShouldBe([0, 1, 2]);
        parts.Learned.Labels.CountBy(l => l).ShouldAllBe(c => c.Value == 4);
        parts.Learned.Clips.Concat(parts.HeldOut.Clips).Select(c => c.Row).Order().ShouldBe(Enumerable.Range(0, 15));
        AlignmentParts.Of(experiment.Lists, 0.2, 7).HeldOut.Clips.ShouldBe(parts.HeldOut.Clips);
        Enumerable.Range(0, 20).Select(seed => string.Join(' ', AlignmentParts.Of(experiment.Lists, 0.2, (ulong)seed).HeldOut.Clips.Select(c => c.Row)))
            .Distinct().Count().ShouldBeGreaterThan(5);

        // A list that is named is taken, and then nothing of the source is held out.
        using var named = new AlignmentBench(s => s with { Dev = new ClipListSettings { List = "test.npz" } });
        using var other = named.Open();
        var given = AlignmentParts.Of(other.Lists, 0.2, 7);
        (given.Learned.Clips.Count, given.HeldOut.Clips.Count).ShouldBe((15, 6));
    }

    [Theory]
    [InlineData("surrogate", "surrogate-guided search begins with shorter choices")]
    [InlineData("randon", "strategy: there is no 'randon'; did you mean 'random'?")]
    [InlineData("gates", "strategy: there is no 'gates'; there are evolution, random.")]
    public void Strategies_that_it_cannot_be_searched_by_are_told(string strategy, string problem)
    {
        using var bench = new AlignmentBench(s => s with { Strategy = strategy });
        Should.Throw<UsageException>(() => AlignmentChecks.Check(bench.Settings)).Message.ShouldContain(problem);
    }

    [Fact]
    public void What_does_not_fit_is_told_before_anything_is_written()
    {
        static void Says(Func<AdaptationSettings, AdaptationSettings> change, string problem)
        {
            using var bench = new AlignmentBench(change);
            Should.Throw<UsageException>(() => AlignmentChecks.Check(bench.Settings)).Message.ShouldContain(problem);
        }

        Says(s => s with { Target = new ClipListSettings() }, "--target is missing");
        Says(s => s with { Rivals = new(["glad"]) }, "glad is there twice");
        Says(s => s with { Space = s.Space with { Locals = new([4]) } }, "space.locals is 4, but each must be from 0 to 3.");
        Says(s => s with { Space = s.Space with { Weights = new([]) } }, "space.weights is empty");
    }

    [Fact]
    public void The_views_that_may_be_local_are_those_of_the_sampler()
    {
        using var bench = new AlignmentBench();
        AlignmentChecks.Space(bench.Settings).Size.ShouldBe(272);
        var rows = bench.Settings with
        {
            Clips = bench.Settings.Clips with { Sampler = new SamplerSettings { Name = SamplerName.LocalGlobal, Length = 4, Rows = new([0, 2]) } },
        };
        AlignmentChecks.Space(rows).Size.ShouldBe(192, "two rows are local, the column is global");
        AlignmentChoice.Apply(rows, new AlignmentGenotype(1, 1, 1, 2, 0)).Clips.Sampler.ShouldBe(rows.Clips.Sampler);
    }

    [Fact]
    public void A_run_of_glad_takes_what_was_found_from_a_file()
    {
        using var bench = new AlignmentBench(s => s with { Kind = "adapt", Method = "glad-blend" });
        var found = new AlignmentGenotype(0.5, 0, 2, 1, 0);
        File.WriteAllText(bench.Run["genotype.json"], found.ToJson());
        var settings = AlignmentChoice.ApplyFile(bench.Settings, bench.Run.Context().Folder);
        AlignmentGenotype.Of(settings.Adapt).ShouldBe(found);
        (settings.Method, settings.Clips.Sampler.Locals, settings.Clips.Sampler.Globals).ShouldBe(("glad-blend", 1, 2));
        AlignmentChoice.ApplyFile(settings, bench.Run["genotype.json"]).ShouldBe(settings, "a resume asks for the same again");
        Should.Throw<UsageException>(() => AlignmentChoice.ApplyFile(settings with { Method = "dann" }, bench.Run["genotype.json"]))
            .Message.ShouldBe("--genotype is a choice of GLAD's alignments, but the method is dann: leave one of them out.");
        Should.Throw<InvalidFileException>(() => AlignmentChoice.ApplyFile(settings, bench.Run["none.json"])).Message.ShouldContain("is not there");
        File.WriteAllText(bench.Run["genotype.json"], new string(' ', 20_000));
        Should.Throw<InvalidFileException>(() => AlignmentChoice.ApplyFile(settings, bench.Run["genotype.json"])).Message
            .ShouldContain("is too long for a genotype");
    }

    [Fact]
    public void Settings_come_back_and_a_run_that_has_found_nothing_says_so()
    {
        using var bench = new AlignmentBench();
        var back = RunKinds.ReadText(SettingsWriter.ToYaml(bench.Settings), "config.yaml").ShouldBeOfType<AdaptationSettings>();
        SettingsWriter.ToYaml(back).ShouldBe(SettingsWriter.ToYaml(bench.Settings));
        (back.Kind, back.Method, back.Trials.Count).ShouldBe(("search", "alignment", 4));
        using var experiment = bench.Open();
        Should.Throw<UsageException>(() => AlignmentRun.Asked(experiment)).Message.ShouldContain("has found nothing yet: go on with `weft search alignment");
    }

    private static string Study(AlignmentBench bench)
    {
        using var study = StudyStorages.Open(bench.Run.Context().Folder, bench.Run.Time);
        return string.Join('\n', study.Trials().Select(t =>
            $"{t.Number} {t.Step} {t.Proposal.Genotype} {t.Proposal.Seed} {t.State} {BitConverter.DoubleToInt64Bits(t.Result!.Score ?? 0)} {t.Result.Parameters}"));
    }
}
