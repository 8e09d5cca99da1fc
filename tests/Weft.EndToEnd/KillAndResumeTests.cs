using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>A run that is killed again and again ends with the same bits as one that was left alone.</summary>
public sealed class KillAndResumeTests(PreparedData prepared, KillAndResumeTests.Undisturbed undisturbed) : IClassFixture<KillAndResumeTests.Undisturbed>
{
    // Small batches make many steps, so that kills find something to interrupt; a checkpoint comes after each of the slower ones.
    private static readonly string[] ManySteps =
        ["--set", "checkpointSeconds=0.2", "--set", "encoder.batchSize=16", "--set", "search.batchSize=8", "--set", "retrain.batchSize=4", "--set", "retrain.seeds=1"];

    [Fact]
    public async Task Killed_in_every_stage_it_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var expected = await undisturbed.EssenceAsync(prepared, ManySteps);
        var (data, run) = (prepared.CopyTo(folder["data"]), folder["run"]);
        var random = new Random(5);
        var arguments = SmallRun.Search(data, run, ManySteps);
        foreach (var stage in new[] { "encoder-image", "encoder-audio", "cache", "search", "candidate-1", "single-audio-2", "random-2-1", "random-2-2", "found-2" })
        {
            using var process = WeftProcess.Start(arguments);
            (await process.UntilAsync(() => IsAtWork(data, run, stage))).ShouldBeTrue($"{stage} was not met at work: {process.Error}");
            await Task.Delay(random.Next(12), TestContext.Current.CancellationToken);
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldNotBe(0, $"the kill came too late for {stage}");
            StageIsHalfDone(data, run, stage).ShouldBeTrue($"{stage} was over when the kill came: {process.Error}");
            arguments = SmallRun.Resume(run);
        }

        await FinishAsync(run);
        Files.Essence(run).ShouldBe(expected);
        Files.Below(run).ShouldNotContain(f => f.Contains(".tmp") || f.Contains("unfinished"));
        Files.Below(data).ShouldNotContain(f => f.Contains("unfinished"));
        Files.Remarks(run).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [Trait("Category", "Long")]
    public Task Killed_at_sixty_random_moments_it_ends_with_the_same_bits(int seed) => KillAtRandom(seed, kills: 60);

    [Fact]
    public Task Killed_at_a_few_random_moments_it_ends_with_the_same_bits() => KillAtRandom(seed: 3, kills: 4);

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Asked_to_stop_it_saves_itself_and_can_go_on(string signal, int code)
    {
        using var folder = new TemporaryFolder();
        var expected = await undisturbed.EssenceAsync(prepared, ManySteps);
        var (data, run) = (prepared.CopyTo(folder["data"]), folder["run"]);
        var arguments = SmallRun.Search(data, run, ManySteps);
        foreach (var stage in new[] { "encoder-audio", "search" })
        {
            using var process = WeftProcess.Start(arguments);
            (await process.UntilAsync(() => process.Error.Contains($"{stage.Replace('-', ':')}  epoch"))).ShouldBeTrue();
            process.Signal(signal);
            var result = await process.EndAsync();
            result.ExitCode.ShouldBe(code, result.Error);
            result.Error.ShouldEndWith("weft: interrupted; run again with --resume\n");
            result.Error.ShouldNotContain("   at ");
            Files.Checkpoints(run, stage).ShouldNotBeEmpty();
            arguments = SmallRun.Resume(run);
        }

        await FinishAsync(run);
        Files.Essence(run).ShouldBe(expected);
    }

    private async Task KillAtRandom(int seed, int kills)
    {
        using var folder = new TemporaryFolder();
        var expected = await undisturbed.EssenceAsync(prepared, ManySteps);
        var (data, run) = (prepared.CopyTo(folder["data"]), folder["run"]);
        var random = new Random(seed);
        var done = 0;
        for (var k = 0; k < kills; k++)
        {
            // Before there is a config.yaml there is nothing to resume: the command is given again as it was.
            using var process = WeftProcess.Start(
                File.Exists(Path.Combine(run, "config.yaml")) ? SmallRun.Resume(run) : SmallRun.Search(data, run, ManySteps));
            var delay = TimeSpan.FromMilliseconds(random.Next(50, 1500));
            var started = TimeProvider.System.GetTimestamp();
            await process.UntilAsync(() => TimeProvider.System.GetElapsedTime(started) > delay);
            process.Kill();
            await process.EndAsync();
            var progress = Progress(run);
            progress.ShouldBeGreaterThanOrEqualTo(done, "finished stages were lost");
            done = progress;
        }

        await FinishAsync(run);
        Files.Essence(run).ShouldBe(expected);
    }

    private static async Task FinishAsync(string run)
    {
        var end = await WeftProgram.RunAsync(SmallRun.Resume(run));
        end.ExitCode.ShouldBe(0, end.Error);
        end.Error.ShouldNotContain("damaged");
    }

    private static int Progress(string run) => Files.FoldersIn(run).Any(f => f.EndsWith("stages", StringComparison.Ordinal)) ? Directory.GetFiles(Path.Combine(run, "stages"), "*.json").Length : 0;

    private static bool IsAtWork(string data, string run, string stage) => stage == "cache"
        ? Files.FoldersIn(Path.Combine(data, "cache")).Any(f => f.Contains("unfinished"))
        : Files.Checkpoints(run, stage).Length > 0;

    private static bool StageIsHalfDone(string data, string run, string stage) =>
        IsAtWork(data, run, stage) && !File.Exists(Path.Combine(run, "stages", stage + ".json"));

    /// <summary>What an uninterrupted run gives, on data of its own; run once for all tests.</summary>
    public sealed class Undisturbed
    {
        private SortedDictionary<string, string>? essence;

        internal async Task<SortedDictionary<string, string>> EssenceAsync(PreparedData prepared, string[] settings)
        {
            if (essence is null)
            {
                using var folder = new TemporaryFolder();
                var result = await WeftProgram.RunAsync(SmallRun.Search(prepared.CopyTo(folder["data"]), folder["run"], settings));
                result.ExitCode.ShouldBe(0, result.Error);
                essence = Files.Essence(folder["run"]);
            }

            return essence;
        }
    }
}
