using System.Text.RegularExpressions;
using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>The whole path of the program, command by command, as a person would go it.</summary>
public sealed class PipelineTests(PreparedData prepared)
{
    private const string Published =
        "Genotype(edges=[('skip', 1), ('skip', 4), ('skip', 0), ('skip', 5)], steps=[StepGenotype(inner_edges=[('skip', 0), ('skip', 1)], "
        + "inner_steps=['cat_conv_glu'], inner_concat=[2]), StepGenotype(inner_edges=[('skip', 1), ('skip', 0)], inner_steps=['sum'], "
        + "inner_concat=[2])], concat=[8, 9])";

    [Fact]
    public async Task From_sources_to_a_report()
    {
        using var folder = new TemporaryFolder();
        var (data, encoder, run) = (prepared.CopyTo(folder["data"]), folder["runs/encoder"], folder["runs/search"]);
        prepared.Made.Output.ShouldContain("128 / 48 / 48 pairs (train / dev / test)");

        var trained = await Fine(SmallRun.Encoder(data, encoder, "image"));
        trained.Output.ShouldContain("report: ");
        Files.Report(encoder)["kind"]!.GetValue<string>().ShouldBe("encoder");
        File.ReadAllBytes(Path.Combine(data, "encoders/image.safetensors")).ShouldBe(File.ReadAllBytes(Path.Combine(encoder, "encoders/image.safetensors")));
        (await Fine("test", "--run", encoder)).Output.ShouldContain("encoder:image");

        // Search alone, then the rest of the same run.
        var only = await Fine(SmallRun.Search(data, run, "--search-only"));
        only.Output.ShouldBe($"genotype: {Path.Combine(run, "genotype.json")}\n");
        only.Error.ShouldContain("encoder:image: taken from ");
        Files.Below(run).ShouldNotContain("report.json");
        var whole = await Fine(SmallRun.Resume(run));
        CheckRun(run, whole);

        var tested = await Fine("test", "--run", run);
        var mean = Files.Report(run)["test"]!["accuracy"]!.GetValue<double>();
        tested.Output.ShouldContain($"mean test accuracy: {mean:0.0000}");

        File.Delete(Path.Combine(run, "report.html"));
        (await Fine("report", "--run", run)).Output.ShouldBe(whole.Output);
        CheckPage(run);

        var list = (await Fine("runs", "list", "--in", folder["runs"])).Output;
        list.ShouldContain(run);
        list.ShouldContain(encoder);
        Regex.Count(list, "finished").ShouldBe(2, list);
        (await Fine("runs", "show", run)).Output.ShouldContain("state    finished");
    }

    [Fact]
    public async Task Genotypes_are_trained_from_a_run_and_from_a_published_log()
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        await Fine(SmallRun.Search(data, folder["search"], "--search-only"));
        string[] alone = ["--set", "baselines.enabled=false"];

        await Fine(SmallRun.Train(data, folder["from"], ["--from", folder["search"], .. alone]));
        File.ReadAllBytes(folder["from/genotype.json"]).ShouldBe(File.ReadAllBytes(folder["search/genotype.json"]));
        var report = Files.Report(folder["from"]);
        report["kind"]!.GetValue<string>().ShouldBe("train");
        report.ContainsKey("searchSeconds").ShouldBeFalse();
        report["baselines"]!.AsArray().Select(b => b!["name"]!.GetValue<string>()).ShouldBe(["found"]);

        await File.WriteAllTextAsync(folder["log.txt"], Published, TestContext.Current.CancellationToken);
        await Fine(SmallRun.Train(data, folder["published"], ["--genotype", folder["log.txt"], .. alone]));
        var genotype = await File.ReadAllTextAsync(folder["published/genotype.json"], TestContext.Current.CancellationToken);
        genotype.ShouldContain("""{"x":1,"y":4,"steps":[{"operation":"LinearGLU","x":0,"y":1}],"outputSteps":1}""");
        genotype.ShouldContain("""{"x":0,"y":5,"steps":[{"operation":"Sum","x":1,"y":0}],"outputSteps":1}""");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (prepared.CopyTo(folder["data1"]), prepared.CopyTo(folder["data2"]));
        await Fine(SmallRun.Search(first, folder["run1"], "--seed", "7"));
        await Fine(SmallRun.Search(second, folder["run2"], "--seed", "7"));
        Files.Essence(folder["run2"]).ShouldBe(Files.Essence(folder["run1"]));

        await Fine(SmallRun.Search(first, folder["run3"], "--seed", "8", "--set", "baselines.enabled=false"));
        Files.Essence(folder["run3"])["networks/found-8.safetensors"].ShouldNotBe(Files.Essence(folder["run1"])["networks/found-8.safetensors"]);
    }

    [Fact]
    public async Task A_run_that_is_there_is_neither_overwritten_nor_changed()
    {
        using var folder = new TemporaryFolder();
        var (data, run) = (prepared.CopyTo(folder["data"]), folder["run"]);
        await Fine(SmallRun.Search(data, run, "--search-only"));
        var before = Snapshot(run);

        var again = await WeftProgram.RunAsync(SmallRun.Search(data, run));
        again.ExitCode.ShouldBe(2);
        again.Error.ShouldBe($"weft: {run} holds a run already: add --resume to go on with it, or choose another folder.\n");
        var changed = await WeftProgram.RunAsync([.. SmallRun.Resume(run), "--set", "search.epochs=9"]);
        changed.ExitCode.ShouldBe(2);
        changed.Error.ShouldContain("was begun with other settings ('epochs: 9' is new)");
        var otherKind = await WeftProgram.RunAsync(["train", "encoder", "--modality", "image", "--run", run, "--resume"]);
        otherKind.ExitCode.ShouldBe(2);
        otherKind.Error.ShouldContain("holds a run of the kind 'search', not 'encoder'");

        // The same path, but other data in it.
        Directory.Delete(data, recursive: true);
        prepared.CopyTo(data);
        var manifest = Path.Combine(data, "manifest.json");
        var labels = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            manifest, Regex.Replace(labels, "(\"sha256\": \")[0-9a-f]{8}", "${1}01234567"), TestContext.Current.CancellationToken);
        var otherData = await WeftProgram.RunAsync(SmallRun.Resume(run));
        otherData.ExitCode.ShouldBe(2);
        otherData.Error.ShouldContain($"{data} holds other data than this run began with");
        Snapshot(run).ShouldBe(before);
    }

    [Fact]
    public async Task Only_one_process_works_on_a_run()
    {
        using var folder = new TemporaryFolder();
        var (data, run) = (prepared.CopyTo(folder["data"]), folder["run"]);
        using var first = WeftProcess.Start(SmallRun.Search(data, run));
        (await first.UntilAsync(() => File.Exists(Path.Combine(run, "config.yaml")) && first.Error.Contains("encoder:image"))).ShouldBeTrue();

        var second = await WeftProgram.RunAsync(SmallRun.Resume(run));
        second.ExitCode.ShouldBe(1);
        second.Error.ShouldStartWith($"weft: {run}: another process works on this run");
        (await first.EndAsync()).ExitCode.ShouldBe(0);
    }

    /// <summary>Runs a command that must end well.</summary>
    internal static async Task<ProgramResult> Fine(params string[] arguments)
    {
        var result = await WeftProgram.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldNotContain("weft: ");
        return result;
    }

    /// <summary>All files but the log, which notes that somebody tried.</summary>
    private static string[] Snapshot(string run) =>
        [.. Files.Below(run).Where(f => f != "log.jsonl").Select(f => $"{f} {File.GetLastWriteTimeUtc(Path.Combine(run, f)):O}")];

    private static void CheckRun(string run, ProgramResult result)
    {
        var files = Files.Below(run);
        foreach (var name in new[] { "config.yaml", "log.jsonl", "genotype.json", "report.json", "report.html" })
        {
            files.ShouldContain(name);
        }

        files.ShouldNotContain(f => f.Contains(".tmp") || f.Contains("unfinished") || f.StartsWith("checkpoints/"));
        var report = Files.Report(run);
        foreach (var name in new[] { "task", "method", "seed", "genotype", "genotypeHash", "test", "dev", "parameters", "searchSeconds", "trainSeconds", "baselines", "compatibility" })
        {
            report.ContainsKey(name).ShouldBeTrue(name);
        }

        report["compatibility"]!.GetValue<string>().ShouldBe("sound");
        report["genotype"]!.ToJsonString().ShouldBe(File.ReadAllText(Path.Combine(run, "genotype.json")));
        report["test"]!.AsObject().First().Key.ShouldBe("accuracy");
        report["test"]!["accuracy"]!.GetValue<double>().ShouldBeInRange(0, 1);
        report["baselines"]!.AsArray().Select(b => b!["name"]!.GetValue<string>())
            .ShouldBe(["single:image", "single:audio", "late-fusion", "random-search", "found"]);
        foreach (var line in report["baselines"]!.AsArray())
        {
            line!["metric"]!.GetValue<string>().ShouldBe("accuracy");
            line["seeds"]!.AsArray().Select(s => s!.GetValue<int>()).ShouldBe([2, 3]);
            line["values"]!.AsArray().Average(v => v!.GetValue<double>()).ShouldBe(line["mean"]!.GetValue<double>(), 1e-12);
            line["std"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
        }

        result.Output.ShouldContain($"genotype {report["genotypeHash"]}");
        result.Output.ShouldEndWith($"report: {Path.Combine(run, "report.html")}\n");
        CheckPage(run);
    }

    private static void CheckPage(string run)
    {
        var page = File.ReadAllText(Path.Combine(run, "report.html"));
        page.ShouldContain("<svg");
        Regex.IsMatch(page, """(src|href)\s*=\s*["']?(https?:)?//|url\(\s*["']?https?:|@import|<link\b|<script[^>]*\ssrc""", RegexOptions.IgnoreCase)
            .ShouldBeFalse("the page refers to something outside of itself");
    }
}
