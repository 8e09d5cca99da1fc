using System.Globalization;
using Shouldly;
using Weft.Studies;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Several processes on one study: each trial once, the same trials as one process, nothing lost with whoever is killed.</summary>
public sealed class JoinTests(PreparedData prepared, JoinTests.Alone alone) : IClassFixture<JoinTests.Alone>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Long enough for the others to arrive within the first steps.
    private static readonly string[] LongTrials =
    [
        "--search-only", "--set", "trials.batchSize=4", "--set", "trials.epochs=40", "--set", "surrogate.samples=8",
        "--set", "surrogate.firstStep=8", "--set", "trials.leaseSeconds=2", "--set", "trials.candidates=1",
        "--set", "checkpointSeconds=0.1",
    ];

    [Fact]
    public async Task Three_processes_share_a_study_and_train_each_trial_once()
    {
        using var folder = new TemporaryFolder();
        var expected = await alone.TrialsAsync(prepared);
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        using var main = WeftProcess.Start(SmallRun.Trials("mfas", data, run, LongTrials));
        (await main.UntilAsync(() => Studies.Now(run).Count > 0)).ShouldBeTrue(main.Error);
        using var first = WeftProcess.Start(["search", "mfas", "--join", run]);
        using var second = WeftProcess.Start(["search", "mfas", "--join", Path.Combine(run, "study.db"), "--run", folder["second"]]);

        foreach (var process in new[] { main, first, second })
        {
            var end = await process.EndAsync();
            end.ExitCode.ShouldBe(0, end.Error);
            end.Error.ShouldNotContain("weft: ");
        }

        var trials = Studies.Read(run);
        Studies.Essence(trials).ShouldBe(expected);
        trials.Where(t => t.Proposal.SameAs is null).ShouldAllBe(t => t.Attempts == 1);
        var shares = trials.GroupBy(t => t.Worker).ToDictionary(g => g.Key ?? string.Empty, g => g.Count());
        shares.Count.ShouldBe(3, $"not everybody came in time: {string.Join(", ", shares)}");
        var told = (await second.EndAsync()).Output;
        told.ShouldContain($"{Path.Combine(run, "study.db")}: ");
        told.ShouldContain("trials trained here; the search is over. Its run goes on with `weft search mfas --run ");
        shares.Values.ShouldContain(int.Parse(told.Split(": ")[1].Split(' ')[0], CultureInfo.InvariantCulture));

        // The run that everybody helped goes on as if it had been alone.
        var rest = await WeftProgram.RunAsync(SmallRun.Resume(run, "mfas"));
        rest.ExitCode.ShouldBe(0, rest.Error);
        Files.Report(run)["search"]!["trials"]!.AsArray().Count.ShouldBe(trials.Count);
    }

    [Fact]
    public async Task A_worker_that_is_killed_loses_nothing_but_its_time()
    {
        using var folder = new TemporaryFolder();
        var expected = await alone.TrialsAsync(prepared);
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        using var main = WeftProcess.Start(SmallRun.Trials("mfas", data, run, LongTrials));
        (await main.UntilAsync(() => Studies.Now(run).Any(t => t.State == TrialState.Running))).ShouldBeTrue(main.Error);
        var others = Studies.Now(run).Select(t => t.Worker).ToHashSet();
        using var worker = WeftProcess.Start(["search", "mfas", "--join", run, "--run", folder["worker"]]);
        Trial[] held = [];
        (await worker.UntilAsync(() =>
        {
            held = [.. Studies.Now(run).Where(t => t.State == TrialState.Running && !others.Contains(t.Worker))];
            return held.Length > 0;
        })).ShouldBeTrue($"the worker got no trial: {worker.Error}");
        worker.Kill();
        (await worker.EndAsync()).ExitCode.ShouldNotBe(0);

        var end = await main.EndAsync();

        end.ExitCode.ShouldBe(0, end.Error);
        var trials = Studies.Read(run);
        Studies.Essence(trials).ShouldBe(expected);
        var again = trials.Where(t => t.Attempts > 1).ToList();
        again.Select(t => t.Number).ShouldBeSubsetOf(held.Select(t => t.Number));
        again.ShouldAllBe(t => t.Attempts == 2 && others.Contains(t.Worker));
        again.ShouldNotBeEmpty("the worker was killed when its trials were done");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_first_process_may_be_killed_too_and_finds_the_work_of_the_others()
    {
        using var folder = new TemporaryFolder();
        var expected = await alone.TrialsAsync(prepared);
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        using (var main = WeftProcess.Start(SmallRun.Trials("mfas", data, run, LongTrials)))
        {
            (await main.UntilAsync(() => Files.Checkpoints(run, "search-1-8").Length > 0)).ShouldBeTrue(main.Error);
            main.Kill();
            (await main.EndAsync()).ExitCode.ShouldNotBe(0);
        }

        using var worker = WeftProcess.Start(["search", "mfas", "--join", run]);
        var helped = await worker.EndAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
        helped.ExitCode.ShouldBe(0, helped.Error);
        var rest = await WeftProgram.RunAsync([.. SmallRun.Resume(run, "mfas"), "--search-only"]);

        rest.ExitCode.ShouldBe(0, rest.Error);
        rest.Error.ShouldNotContain("epoch", customMessage: "something was trained again");
        Studies.Essence(Studies.Read(run)).ShouldBe(expected);
        Files.Below(run).ShouldNotContain(f => f.StartsWith("checkpoints/", StringComparison.Ordinal));
    }

    /// <summary>What is left of a group of trials is another group: the checkpoint of the whole one is not taken for it.</summary>
    [Fact]
    public async Task Others_may_have_finished_a_part_of_what_a_killed_process_trained_together()
    {
        using var folder = new TemporaryFolder();
        var expected = await alone.TrialsAsync(prepared);
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        using (var main = WeftProcess.Start(SmallRun.Trials("mfas", data, run, LongTrials)))
        {
            (await main.UntilAsync(() => Files.Checkpoints(run, "search-1-8").Length > 0)).ShouldBeTrue(main.Error);
            main.Kill();
            (await main.EndAsync()).ExitCode.ShouldNotBe(0);
        }

        using (var study = StudyStorages.Open(run, TimeProvider.System))
        {
            study.Release(study.Trials()[0].Worker!);
            study.Claim("other", 3, TimeSpan.FromSeconds(60)).Select(t => t.Number).ShouldBe([1, 2, 3]);
            var results = new Dictionary<long, TrialResult> { [2] = alone.ResultOf(2), [3] = alone.ResultOf(3) };
            study.Complete("other", results).ShouldBe([2, 3]);
            study.Release("other");
        }

        var rest = await WeftProgram.RunAsync([.. SmallRun.Resume(run, "mfas"), "--search-only"]);

        rest.ExitCode.ShouldBe(0, rest.Error);
        var trials = Studies.Read(run);
        Studies.Essence(trials).ShouldBe(expected);
        trials.Take(8).Select(t => t.Attempts).ShouldBe([3, 2, 2, 2, 2, 2, 2, 2]);
        Files.Below(run).ShouldNotContain(f => f.StartsWith("checkpoints/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_joined_is_told()
    {
        using var folder = new TemporaryFolder();
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        (await WeftProgram.RunAsync(SmallRun.Trials("mfas", data, run, "--search-only", "--trials", "2"))).ExitCode.ShouldBe(0);
        Task<ProgramResult> Join(string method, string study) =>
            WeftProgram.RunAsync(["search", method, "--join", study, "--run", folder["worker"]]);

        BadInputTests.Told(await Join("bmnas", run), 2, "study.db searches the space of mfas", "join it with `weft search mfas --join`");
        BadInputTests.Told(await Join("mfas", folder["none"]), 2, folder["none"], "names no study");
        BadInputTests.Told(await Join("mfas", folder["none.db"]), 2, folder["none.db"], "is not there");
        BadInputTests.Told(await Join("mfas", data), 2, data, "study.db is not there");
        var address = await Join("mfas", "postgres://ada:secret@host/study");
        BadInputTests.Told(address, 2, "PostgreSQL addresses are not understood");
        address.Error.ShouldNotContain("secret");
        Directory.Exists(folder["worker"]).ShouldBeFalse();

        Directory.Delete(Path.Combine(run, "encoders"), recursive: true);
        BadInputTests.Told(await Join("mfas", run), 2, "encoders/image.safetensors is not there", "where its run folder is");

        // A study that is over: nothing to do, and that is fine.
        (await WeftProgram.RunAsync(SmallRun.Trials("mfas", data, folder["other"], "--search-only", "--trials", "2"))).ExitCode.ShouldBe(0);
        var late = await WeftProgram.RunAsync(["search", "mfas", "--join", folder["other"]]);
        late.ExitCode.ShouldBe(0, late.Error);
        late.Output.ShouldContain(": 0 trials trained here; the search is over.");
    }

    /// <summary>The trials of one process; run once for all tests.</summary>
    public sealed class Alone
    {
        private IReadOnlyList<Trial>? trials;

        internal TrialResult ResultOf(long number) => trials!.First(t => t.Number == number).Result!;

        internal async Task<string[]> TrialsAsync(PreparedData prepared)
        {
            if (trials is null)
            {
                using var folder = new TemporaryFolder();
                var data = await prepared.CopyEncodedAsync(folder["data"]);
                var result = await WeftProgram.RunAsync(SmallRun.Trials("mfas", data, folder["run"], LongTrials));
                result.ExitCode.ShouldBe(0, result.Error);
                trials = Studies.Read(folder["run"]);
            }

            return Studies.Essence(trials);
        }
    }
}
