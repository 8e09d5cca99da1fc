using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.EndToEnd;

/// <summary>The other tasks from their sources to a report: three modalities, sequences, and features of anybody's.</summary>
public sealed class OtherTasksTests
{
    private const string ThreeModalities =
        "MFAS is published for two modalities; this task has 3, so each row takes a tap of every one of them (margin, shape, texture).";

    private static readonly string[] Small =
    [
        "--trials", "4", "--set", "surrogate.firstStep=2", "--set", "encoder.epochs=1", "--set", "retrain.seeds=1",
        "--set", "augmentedViews=0",
    ];

    [Fact]
    public async Task Leaves_of_three_modalities()
    {
        using var folder = new TemporaryFolder();
        var prepared = await PipelineTests.Fine("data", "prepare", "leaves100", "--out", folder["data"], "--source", Source("leaves100"));
        prepared.Output.ShouldContain("800 / 400 / 400 samples (train / dev / test), 100 classes, margin [64], shape [64], texture [64]");
        await SearchAsync(folder, "leaves100", ["single:margin", "single:shape", "single:texture"]);
        Files.Remarks(folder["run"]).ShouldBe([ThreeModalities]);
        Files.Report(folder["run"])["genotype"]!["rows"]![0]!.AsArray().Count.ShouldBe(4);
        (await File.ReadAllTextAsync(folder["run/report.html"], TestContext.Current.CancellationToken)).ShouldContain(ThreeModalities);

        // A genotype of a publication has two columns of taps, and this task has three.
        var named = await WeftProgram.RunAsync(
            ["train", "--task", "leaves100", "--data", folder["data"], "--run", folder["named"], "--genotype", "mfas:avmnist/1"]);
        BadInputTests.Told(named, 2, "mfas:avmnist/1 fuses image and audio", "this task has margin, shape, texture");
    }

    [Fact]
    public async Task Actions_as_skeletons_and_sensors()
    {
        using var folder = new TemporaryFolder();
        var prepared = await PipelineTests.Fine("data", "prepare", "utd-mhad", "--out", folder["data"], "--source", Source("utd_mhad"));
        prepared.Output.ShouldContain("27 classes, skeleton [120, 64], inertial [6, 128]");
        await SearchAsync(folder, "utd-mhad", ["single:skeleton", "single:inertial"]);
        Files.Report(folder["run"])["remarks"].ShouldBeNull();
    }

    [Fact]
    public async Task Features_of_ones_own()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var labels = Enumerable.Range(0, 60).Select(i => (long)(i % 3)).ToArray();
        float Feature(long label, int number, double noise) => (float)((label == number % 3 ? 1 : 0) + (noise * random.NextDouble()));
        NdArray Features(int count, double noise) => NdArray.From<float>(
            [.. labels.SelectMany(label => Enumerable.Range(0, count).Select(f => Feature(label, f, noise)))], labels.Length, count);
        NpzWriter.Write(folder["mine.npz"], new Dictionary<string, NdArray>
        {
            ["smell"] = Features(6, 1),
            ["taste"] = Features(9, 2),
            ["labels"] = NdArray.From<long>(labels, labels.Length),
        });
        var prepared = await PipelineTests.Fine("data", "prepare", "vectors", "--out", folder["data"], "--source", folder["mine.npz"]);
        prepared.Output.ShouldContain("3 classes, smell [6], taste [9]");
        await SearchAsync(folder, "vectors", ["single:smell", "single:taste"]);
        Files.Report(folder["run"])["genotype"]!["taps"]![0]![0]!.GetValue<string>().ShouldStartWith("smell ");

        // Data of one task are not another's.
        var other = await WeftProgram.RunAsync(
            ["search", "mfas", "--task", "avmnist", "--data", folder["data"], "--run", folder["other"]]);
        BadInputTests.Told(other, 1, folder["data/manifest.json"]);
        Directory.Exists(folder["other"]).ShouldBeFalse();
    }

    private static async Task SearchAsync(TemporaryFolder folder, string task, string[] singles)
    {
        var result = await PipelineTests.Fine(
            SmallRun.Trials("mfas", folder["data"], folder["run"], ["--task", task, "--set", "encoder.channels={}", .. Small]));
        result.Output.ShouldContain("trials: 4 done, 0 failed");
        var report = Files.Report(folder["run"]);
        report["task"]!.GetValue<string>().ShouldBe(task);
        report["baselines"]!.AsArray().Select(b => b!["name"]!.GetValue<string>())
            .ShouldBe([.. singles, "late-fusion", "random-search", "found"]);
        var accuracy = report["test"]!["accuracy"]!.GetValue<double>();
        (await PipelineTests.Fine("test", "--run", folder["run"])).Output
            .ShouldContain(FormattableString.Invariant($"mean test accuracy: {accuracy:0.0000}"));
    }

    private static string Source(string set)
    {
        Assert.SkipWhen(TestPaths.Data(set) is null, $"data/{set} beside the repository is absent: skipped");
        return TestPaths.Data(set)!;
    }
}
