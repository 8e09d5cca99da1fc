using Shouldly;
using Weft.Studies;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>A search by trials that is killed again and again proposes, scores and ends as one that was left alone.</summary>
public sealed class TrialKillTests(PreparedData prepared, TrialKillTests.Undisturbed undisturbed)
    : IClassFixture<TrialKillTests.Undisturbed>
{
    // Small batches make many steps, so that kills find something to interrupt; the surrogate's many epochs make a pause between steps.
    private static readonly string[] ManySteps =
    [
        "--set", "checkpointSeconds=0.05", "--set", "trials.batchSize=4", "--set", "trials.epochs=6", "--set", "retrain.batchSize=4",
        "--set", "retrain.epochs=8", "--set", "retrain.seeds=1", "--set", "surrogate.model.epochs=150",
    ];

    [Fact]
    public async Task Killed_in_every_stage_and_between_steps_it_ends_with_the_same_trials()
    {
        using var folder = new TemporaryFolder();
        var expected = await undisturbed.EssenceAsync(prepared);
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        var arguments = SmallRun.Trials("mfas", data, run, ManySteps);
        foreach (var stage in new[]
        {
            "search-1-4", "between 1 and 2", "search-5-7", "search-11-13", "candidate-trial", "random-trials-2-1-2", "found-2",
        })
        {
            using var process = WeftProcess.Start(arguments);
            (await process.UntilAsync(() => IsAtWork(run, stage))).ShouldBeTrue($"{stage} was not met at work: {process.Error}");
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldNotBe(0, $"the kill came too late for {stage}");
            IsAtWork(run, stage).ShouldBeTrue($"{stage} was over when the kill came: {process.Error}");
            arguments = SmallRun.Resume(run, "mfas");
        }

        await FinishAsync(run);
        Files.Essence(run).ShouldBe(expected);
        Files.Below(run).ShouldNotContain(f => f.Contains(".tmp") || f.StartsWith("checkpoints/", StringComparison.Ordinal));
        Files.Remarks(run).ShouldBeEmpty();
    }

    [Fact]
    public Task Killed_at_a_few_random_moments_it_ends_with_the_same_trials() => KillAtRandom(seed: 4, kills: 4);

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [Trait("Category", "Long")]
    public Task Killed_at_forty_random_moments_it_ends_with_the_same_trials(int seed) => KillAtRandom(seed, kills: 40);

    [Fact]
    public async Task Asked_to_stop_it_gives_its_trials_back_and_can_go_on()
    {
        using var folder = new TemporaryFolder();
        var expected = await undisturbed.EssenceAsync(prepared);
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        using (var process = WeftProcess.Start(SmallRun.Trials("mfas", data, run, ManySteps)))
        {
            (await process.UntilAsync(() => IsAtWork(run, "search-5-7"))).ShouldBeTrue(process.Error);
            process.Signal("INT");
            var result = await process.EndAsync();
            result.ExitCode.ShouldBe(130, result.Error);
            result.Error.ShouldEndWith("weft: interrupted; run again with --resume\n");
        }

        Studies.Read(run).Where(t => t.Step == 1).ShouldAllBe(t => t.State == TrialState.Waiting && t.Worker == null);
        await FinishAsync(run);
        Files.Essence(run).ShouldBe(expected);
    }

    /// <summary>The second stage of a kept network, which trains the encoders along.</summary>
    [Fact]
    public async Task Killed_while_encoders_are_trained_along_it_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var data = await prepared.CopyEncodedAsync(folder["data"]);
        string[] settings =
        [
            "--genotype", "mfas:avmnist/1", "--set", "retrain.unfrozenEpochs=2", "--set", "retrain.unfrozenRate=0.1",
            "--set", "retrain.epochs=2", "--set", "retrain.batchSize=16", "--set", "baselines.enabled=false",
            "--set", "checkpointSeconds=0",
        ];
        var whole = await WeftProgram.RunAsync(SmallRun.Train(data, folder["whole"], settings));
        whole.ExitCode.ShouldBe(0, whole.Error);
        whole.Error.ShouldContain("found:3:unfrozen  epoch 2/2");
        var mean = Files.Report(folder["whole"])["test"]!["accuracy"]!.GetValue<double>();
        (await WeftProgram.RunAsync(["test", "--run", folder["whole"]])).Output
            .ShouldContain(FormattableString.Invariant($"mean test accuracy: {mean:0.0000}"));

        var run = folder["run"];
        var arguments = SmallRun.Train(data, run, settings);
        foreach (var stage in new[] { "found-2", "found-2-unfrozen", "found-3-unfrozen" })
        {
            using var process = WeftProcess.Start(arguments);
            (await process.UntilAsync(() => IsAtWork(run, stage))).ShouldBeTrue($"{stage} was not met at work: {process.Error}");
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldNotBe(0);
            arguments = ["train", "--run", run, "--resume"];
        }

        (await WeftProgram.RunAsync(arguments)).ExitCode.ShouldBe(0);
        Files.Essence(run).ShouldBe(Files.Essence(folder["whole"]));
        Files.Below(run).ShouldNotContain(f => f.StartsWith("checkpoints/", StringComparison.Ordinal));
    }

    private async Task KillAtRandom(int seed, int kills)
    {
        using var folder = new TemporaryFolder();
        var expected = await undisturbed.EssenceAsync(prepared);
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        var random = new Random(seed);
        var done = 0;
        for (var k = 0; k < kills; k++)
        {
            using var process = WeftProcess.Start(
                File.Exists(Path.Combine(run, "config.yaml"))
                    ? SmallRun.Resume(run, "mfas")
                    : SmallRun.Trials("mfas", data, run, ManySteps));
            var delay = TimeSpan.FromMilliseconds(random.Next(300, 1500));
            var started = TimeProvider.System.GetTimestamp();
            await process.UntilAsync(() => TimeProvider.System.GetElapsedTime(started) > delay);
            process.Kill();
            await process.EndAsync();
            var scored = Studies.Now(run).Count(t => t.State == TrialState.Done);
            scored.ShouldBeGreaterThanOrEqualTo(done, "scores were lost");
            done = scored;
        }

        await FinishAsync(run);
        Files.Essence(run).ShouldBe(expected);
    }

    private static async Task FinishAsync(string run)
    {
        var end = await WeftProgram.RunAsync(SmallRun.Resume(run, "mfas"));
        end.ExitCode.ShouldBe(0, end.Error);
        end.Error.ShouldNotContain("damaged");
    }

    /// <summary>Whether a stage is half done; "between" is the time in which one step is measured and the next not yet proposed.</summary>
    private static bool IsAtWork(string run, string stage)
    {
        if (stage.StartsWith("between", StringComparison.Ordinal))
        {
            return Studies.Now(run) is { Count: 4 } trials && trials.All(t => t.State == TrialState.Done);
        }

        return Files.FoldersIn(Path.Combine(run, "checkpoints")).Select(f => Path.GetFileName(f))
            .Any(name => name.StartsWith(stage, StringComparison.Ordinal) && Files.Checkpoints(run, name).Length > 0
                && !File.Exists(Path.Combine(run, "stages", name + ".json")));
    }

    /// <summary>What an uninterrupted run gives; run once for all tests.</summary>
    public sealed class Undisturbed
    {
        private SortedDictionary<string, string>? essence;

        internal async Task<SortedDictionary<string, string>> EssenceAsync(PreparedData prepared)
        {
            if (essence is null)
            {
                using var folder = new TemporaryFolder();
                var data = await prepared.CopyEncodedAsync(folder["data"]);
                var result = await WeftProgram.RunAsync(SmallRun.Trials("mfas", data, folder["run"], ManySteps));
                result.ExitCode.ShouldBe(0, result.Error);
                essence = Files.Essence(folder["run"]);
            }

            return essence;
        }
    }
}
