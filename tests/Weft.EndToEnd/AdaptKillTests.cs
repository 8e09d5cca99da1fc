using Shouldly;
using Weft.Studies;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Adaptation and sweeps that are killed on the way end with the same bits as those that were left alone.</summary>
public sealed class AdaptKillTests(SmallDomainsData data) : IClassFixture<SmallDomainsData>
{
    // Small batches make many steps, so that kills find something to interrupt; a checkpoint comes after each.
    private static readonly string[] ManySteps = ["--set", "checkpointSeconds=0", "--set", "train.batchSize=2"];

    private static readonly string[] Grid = ["--grid", "lr=0.01,0.02", "--grid", "epochs=3,4"];

    [Fact]
    public async Task Killed_while_ordering_and_while_adapting_it_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string[] Arguments(string run) => data.Command(
            "adapt", "glad", run,
            [
                "--test", data.List("test"), "--epochs", "4", "--set", "order.epochs=4", "--set", "clips.transforms.blend.probability=0.5",
                .. ManySteps,
            ]);
        var whole = await WeftProgram.RunAsync(Arguments(folder["whole"]));
        whole.ExitCode.ShouldBe(0, whole.Error);

        var run = folder["run"];
        var arguments = Arguments(run);
        foreach (var stage in new[] { "order-0", "glad-0", "glad-0" })
        {
            using var process = WeftProcess.Start(arguments);
            var there = Files.Checkpoints(run, stage);
            (await process.UntilAsync(() => Files.Checkpoints(run, stage).Any(c => !there.Contains(c))))
                .ShouldBeTrue($"{stage} was not met at work: {process.Error}");
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldNotBe(0);
            File.Exists(Path.Combine(run, "stages", stage + ".json")).ShouldBeFalse($"{stage} was over when the kill came");
            arguments = ["adapt", "--run", run, "--resume"];
        }

        var end = await WeftProgram.RunAsync(arguments);
        end.ExitCode.ShouldBe(0, end.Error);
        Files.Essence(run).ShouldBe(Files.Essence(folder["whole"]));
        Files.Essence(run).Keys.ShouldContain("networks/glad-0.safetensors");
        Files.Below(run).ShouldNotContain(f => f.Contains(".tmp") || f.StartsWith("checkpoints/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sweep_that_is_killed_and_one_that_is_interrupted_end_with_the_same_table()
    {
        using var folder = new TemporaryFolder();
        string[] Arguments(string run) => data.Command(
            "sweep", "source-only", run, ["--test", data.List("test"), "--dev", data.List("dev"), "--seeds", "2", .. Grid, .. ManySteps]);
        var whole = await WeftProgram.RunAsync(Arguments(folder["whole"]));
        whole.ExitCode.ShouldBe(0, whole.Error);
        foreach (var word in new[]
        {
            "mean top1", "std", "worst", "seconds", "dev", "best on dev", "lr=0.01_epochs=3", "flatters", "choose by the score on dev",
        })
        {
            whole.Output.ShouldContain(word);
        }

        var run = folder["run"];
        var arguments = Arguments(run);
        foreach (var (point, stage, signal) in new[]
        {
            ("lr=0.01_epochs=4", "source-only-1", ""), ("lr=0.02_epochs=3", "source-only-0", "INT"),
        })
        {
            using var process = WeftProcess.Start(arguments);
            var at = Path.Combine(run, "points", point);
            (await process.UntilAsync(() => Files.Checkpoints(at, stage).Length > 0))
                .ShouldBeTrue($"{point} was not met at work: {process.Error}");
            if (signal.Length > 0)
            {
                process.Signal(signal);
                var stopped = await process.EndAsync();
                stopped.ExitCode.ShouldBe(130, stopped.Error);
                stopped.Error.ShouldEndWith("weft: interrupted; run again with --resume\n");
            }
            else
            {
                process.Kill();
                (await process.EndAsync()).ExitCode.ShouldNotBe(0);
            }

            arguments = ["sweep", "--run", run, "--resume"];
        }

        var end = await WeftProgram.RunAsync(arguments);
        end.ExitCode.ShouldBe(0, end.Error);
        Table(run).ShouldBe(Table(folder["whole"]));
        Studies.Essence(Studies.Read(run)).ShouldBe(Studies.Essence(Studies.Read(folder["whole"])));
        Studies.Read(run).Count(t => t.State == TrialState.Done).ShouldBe(4);
        foreach (var point in Files.FoldersIn(Path.Combine(run, "points")))
        {
            Files.Essence(point).ShouldBe(Files.Essence(Path.Combine(folder["whole"], "points", Path.GetFileName(point))));
        }

        (await WeftProgram.RunAsync(["study", "show", run])).Output.ShouldContain("trials   4: 0 waiting, 0 running, 4 done, 0 failed");
        var other = await WeftProgram.RunAsync(["sweep", "--run", run, "--resume", "--grid", "lr=1"]);
        BadInputTests.Told(other, 2, "sweep.json was begun with another grid: --resume goes on as begun");
    }

    [Theory]
    [InlineData("", "--grid is missing: write --grid KEY=VALUE,VALUE")]
    [InlineData("--grid train.rat=1", "train.rat")]
    [InlineData("--grid lr=0.1,lr=0.2", "the setting train.rate is there twice")]
    [InlineData("--grid lr=0.1,.1", "are the same settings; name each value once")]
    [InlineData("--grid batch=0", "train.batchSize")]
    public async Task A_grid_that_is_none_is_refused_before_anything_is_written(string said, string sentence)
    {
        using var folder = new TemporaryFolder();
        string[] grid = said.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var arguments = data.Command("sweep", "source-only", folder["run"], ["--test", data.List("test"), .. grid]);
        BadInputTests.Told(await WeftProgram.RunAsync(arguments), 2, sentence);
        Directory.Exists(folder["run"]).ShouldBeFalse();
    }

    /// <summary>The table without its seconds.</summary>
    private static string[] Table(string run)
    {
        var lines = File.ReadAllLines(Path.Combine(run, "sweep.csv"));
        var seconds = Array.IndexOf(lines[0].Split(','), "seconds");
        return [.. lines.Select(l => string.Join(',', l.Split(',').Where((_, i) => i != seconds)))];
    }
}
