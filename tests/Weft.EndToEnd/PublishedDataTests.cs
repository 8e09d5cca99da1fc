using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>
/// MM-IMDB, NTU RGB+D and EgoGesture from small files in their official formats to a report, by both methods: once undisturbed, once killed
/// and gone on with, to the same bits. Encoders are narrow and pictures small, so that seconds do.
/// </summary>
public sealed class PublishedDataTests
{
    private static readonly string[] Small =
    [
        "encoder.epochs=1", "encoder.batchSize=8", "augmentedViews=1", "retrain.epochs=1", "retrain.seeds=1", "retrain.batchSize=4",
        "search.epochs=2", "search.candidates=1", "search.batchSize=4", "baselines.randomNetworks=1", "shape.channels=8", "trials.epochs=1",
        "trials.batchSize=4", "trials.candidates=1", "surrogate.firstStep=2", "surrogate.model.epochs=2", "mfasFound.inner=8",
        "checkpointSeconds=0.05",
    ];

    [Theory]
    [InlineData("mmimdb", "bmnas", "f1Weighted", 23)]
    [InlineData("mmimdb", "mfas", "f1Weighted", 23)]
    [InlineData("ntu", "bmnas", "accuracy", 60)]
    [InlineData("ntu", "mfas", "accuracy", 60)]
    [InlineData("egogesture", "bmnas", "accuracy", 4)]
    [InlineData("egogesture", "mfas", "accuracy", 4)]
    public async Task Searched_retrained_tested_and_reported_killed_or_not(string task, string method, string metric, int classes)
    {
        using var folder = new TemporaryFolder();
        await PrepareAsync(task, folder["data"]);
        Files.Copy(folder["data"], folder["data-killed"]);

        (await PipelineTests.Fine(Search(task, method, folder["data"], folder["run"]))).Output.ShouldContain("report: ");
        await KilledAsync(task, method, folder["data-killed"], folder["killed"]);
        Files.Essence(folder["killed"]).ShouldBe(Files.Essence(folder["run"]));

        var report = Files.Report(folder["run"]);
        report["baselines"]!.AsArray().Count.ShouldBe(5);
        report["classes"]!.AsArray().Count.ShouldBe(classes);
        report["test"]!.AsObject().First().Key.ShouldBe(metric);
        var value = report["test"]![metric]!.GetValue<double>();
        (await PipelineTests.Fine("test", "--run", folder["run"])).Output.ShouldContain(FormattableString.Invariant($"mean test {metric}: {value:0.0000}"));
        (await File.ReadAllTextAsync(folder["run/report.html"], TestContext.Current.CancellationToken)).ShouldContain("Class by class");
    }

    [Theory]
    [InlineData("mmimdb", "bmnas", "bmnas:mmimdb/paper")]
    [InlineData("ntu", "bmnas", "bmnas:ntu/paper")]
    [InlineData("ntu", "mfas", "mfas:ntu/1")]
    [InlineData("egogesture", "bmnas", "bmnas:egogesture/paper")]
    public async Task Published_architectures_are_trained_by_the_published_rules(string task, string method, string genotype)
    {
        using var folder = new TemporaryFolder();
        await PrepareAsync(task, folder["data"]);
        var result = await PipelineTests.Fine(
            ["train", "--genotype", genotype, "--task", task, "--data", folder["data"], "--run", folder["run"], .. Settings(task),
                "--set", "compatibility=reference", "--set", "retrain.unfrozenEpochs=0", "--set", "baselines.enabled=false"]);
        result.Output.ShouldContain("rules: reference");
        Files.Report(folder["run"])["method"]!.GetValue<string>().ShouldBe(method);

        // BM-NAS's published programs choose epochs on test; MFAS's of NTU RGB+D meets test once.
        (await File.ReadAllTextAsync(folder["run/log.jsonl"], TestContext.Current.CancellationToken)).Contains("\"phase\":\"test\"", StringComparison.Ordinal)
            .ShouldBe(method is "bmnas");
        if (task is "ntu")
        {
            Files.Remarks(folder["run"]).ShouldContain(r => r.StartsWith("The published search trains on fewer people", StringComparison.Ordinal));
        }

        if (task is "mmimdb")
        {
            Files.Remarks(folder["run"]).ShouldContain("The text encoder is an untrained one, as in the published search.");
        }
    }

    [Theory]
    [InlineData("mmimdb", "image", "text")]
    [InlineData("ntu", "video", "skeleton")]
    [InlineData("egogesture", "rgb", "depth")]
    public async Task Each_encoder_is_trained_on_its_modality_and_left_with_the_data(string task, params string[] modalities)
    {
        using var folder = new TemporaryFolder();
        await PrepareAsync(task, folder["data"]);
        foreach (var modality in modalities)
        {
            var result = await PipelineTests.Fine(
                ["train", "encoder", "--task", task, "--modality", modality, "--data", folder["data"], "--run", folder[modality], .. Settings(task)]);
            result.Output.ShouldContain("report: ");
            File.Exists(folder[$"data/encoders/{modality}.safetensors"]).ShouldBeTrue();
            (await PipelineTests.Fine("test", "--run", folder[modality])).Output.ShouldContain($"encoder:{modality}");
        }
    }

    /// <summary>In train mode nothing that is cached would be exact; in evaluation mode dev is, for both encoders; VGG-19's taps always are.</summary>
    [Theory]
    [InlineData("ntu", 0)]
    [InlineData("egogesture", 2)]
    [InlineData("mmimdb", 2)]
    public async Task The_published_search_runs_its_encoders_at_every_step_but_where_the_cache_is_exact(string task, int entries)
    {
        using var folder = new TemporaryFolder();
        await PrepareAsync(task, folder["data"]);
        var result = await PipelineTests.Fine(
            [.. Search(task, "bmnas", folder["data"], folder["run"]), "--search-only", "--set", "compatibility=reference"]);
        result.Output.ShouldContain("genotype: ");
        Files.Below(folder["data"]).Count(f => f.StartsWith("cache/", StringComparison.Ordinal) && f.EndsWith("/entry.json", StringComparison.Ordinal)).ShouldBe(entries);
    }

    private static async Task PrepareAsync(string task, string target)
    {
        var source = Path.Combine(TestPaths.Shared, "fixtures", task);
        Assert.SkipUnless(Directory.Exists(source), $"fixtures/{task} beside the repository absent: skipped");
        string[] arguments = task switch
        {
            "mmimdb" => ["--hdf5", Path.Combine(source, "multimodal_imdb_gzip.hdf5"), "--split", Path.Combine(source, "mmimdb_split.json")],
            "ntu" =>
            [
                "--videos", Path.Combine(source, "nturgb+d_rgb"), "--skeletons", Path.Combine(source, "nturgb+d_skeletons"), "--size", "64", "--straight",
            ],
            _ =>
            [
                "--frames", Path.Combine(source, "frames"), "--annotations", Path.Combine(source, "egogestureall_but_None.json"), "--size", "32",
            ],
        };
        await PipelineTests.Fine(["data", "prepare", task, "--out", target, .. arguments]);
    }

    private static string[] Search(string task, string method, string data, string run) =>
        ["search", method, "--task", task, "--data", data, "--run", run, .. Settings(task), .. method is "mfas" ? (string[])["--trials", "4"] : []];

    private static IEnumerable<string> Settings(string task)
    {
        var widths = task switch
        {
            "mmimdb" => "encoder.channels.image=4",
            "ntu" => "encoder.channels={video: 4, skeleton: 8}",
            _ => "encoder.channels={rgb: 4, depth: 4}",
        };
        return [.. Small.Append(widths).SelectMany(s => (string[])["--set", s]), "--threads", "1"];
    }

    private static async Task KilledAsync(string task, string method, string data, string run)
    {
        var random = new Random(7);
        var arguments = Search(task, method, data, run);
        var struck = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            using var process = WeftProcess.Start(File.Exists(Path.Combine(run, "config.yaml")) ? SmallRun.Resume(run, method) : arguments);
            var delay = TimeSpan.FromMilliseconds(random.Next(500, 2500));
            var started = TimeProvider.System.GetTimestamp();
            await process.UntilAsync(() => TimeProvider.System.GetElapsedTime(started) > delay);
            process.Kill();
            struck += (await process.EndAsync()).ExitCode == 0 ? 0 : 1;
        }

        struck.ShouldBeGreaterThan(0, "every kill came too late");
        await PipelineTests.Fine(File.Exists(Path.Combine(run, "config.yaml")) ? SmallRun.Resume(run, method) : arguments);
    }
}
