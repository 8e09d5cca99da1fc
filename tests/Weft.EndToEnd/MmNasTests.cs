using System.Text.Json.Nodes;
using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>MmNas from small files in their official formats to a report: searched, trained, measured, killed and gone on with.</summary>
public sealed class MmNasTests
{
    [Theory]
    [InlineData("vqa", "accuracy")]
    [InlineData("vgd", "accuracy")]
    [InlineData("itm", "mean recall")]
    public async Task Searched_retrained_tested_and_reported_killed_or_not(string task, string metric)
    {
        using var folder = new TemporaryFolder();
        SentenceRun.Write(task, folder["data"]);
        var (run, killed) = (folder["run"], folder["killed"]);
        (await PipelineTests.Fine(SentenceRun.Search(task, folder["data"], run))).Output.ShouldEndWith($"report: {Path.Combine(run, "report.html")}\n");

        var arguments = SentenceRun.Search(task, folder["data"], killed);
        foreach (var stage in new[] { "search", "late-fusion-888", "found-888" })
        {
            using var process = WeftProcess.Start(arguments);
            (await process.UntilAsync(() => Files.Checkpoints(killed, stage).Length > 0)).ShouldBeTrue($"{stage} was not met at work: {process.Error}");
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldNotBe(0, $"the kill came too late for {stage}");
            arguments = SmallRun.Resume(killed, "mmnas");
        }

        await PipelineTests.Fine(SmallRun.Resume(killed, "mmnas"));
        Files.Essence(killed).ShouldBe(Files.Essence(run));
        Files.Remarks(killed).ShouldBe(Files.Remarks(run));
        Files.Below(killed).ShouldNotContain(f => f.Contains(".tmp") || f.Contains("unfinished") || f.StartsWith("checkpoints/", StringComparison.Ordinal));

        var report = Files.Report(run);
        report["task"]!.GetValue<string>().ShouldBe(task);
        report["method"]!.GetValue<string>().ShouldBe("mmnas");
        report["test"]!.AsObject().First().Key.ShouldBe(metric);
        report["baselines"]!.AsArray().Select(b => b!["name"]!.GetValue<string>()).ShouldContain("random-search");
        (report["types"] is not null).ShouldBe(task == "vqa");
        var page = await File.ReadAllTextAsync(Path.Combine(run, "report.html"), TestContext.Current.CancellationToken);
        foreach (var part in new[] { "architecture", "probabilities", "examples", "honesty", task switch { "vqa" => "types", "vgd" => "types", _ => "retrieval" } })
        {
            page.ShouldContain($"<section id=\"{part}\">");
        }

        page.ShouldContain("Encoder");
        page.ShouldContain("Decoder");
        page.ShouldContain("<svg");

        var test = await PipelineTests.Fine("test", "--run", run);
        test.Output.ShouldContain("found:888");
        test.Output.ShouldContain(report["test"]![metric]!.GetValue<double>().ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture));
        var split = task switch { "vqa" => "val", "vgd" => "testB", _ => "dev" };
        (await PipelineTests.Fine("test", "--run", run, "--split", split)).Output.ShouldContain($"result file: {Path.Combine(run, "results", $"found-888.{split}.json")}");
        BadInputTests.Told(await WeftProgram.RunAsync(["test", "--run", run, "--split", "testC"]), 2, "testC");
    }

    [Fact]
    public async Task Published_architectures_are_trained_and_their_answers_go_to_the_server()
    {
        using var folder = new TemporaryFolder();
        SmallSentences.Answers(folder["data"]);
        string[] wide = ["--set", "network.hidden=64", "--set", "retrain.epochs=1", "--set", "retrain.batchSize=12"];
        var run = folder["run"];
        await PipelineTests.Fine([.. SentenceRun.Train("vqa", folder["data"], run, wide), "--genotype", "mmnas:mcan", "--split", "train+val", "--accumulate", "5"]);
        var answers = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(run, "results/found-888.test.json"), TestContext.Current.CancellationToken))!.AsArray();
        answers.Select(a => a!["question_id"]!.GetValue<int>()).ShouldBe([310, 311, 320, 321, 330, 331, 340, 341]);
        Files.Report(run).ContainsKey("test").ShouldBeFalse();
        (await File.ReadAllTextAsync(Path.Combine(run, "config.yaml"), TestContext.Current.CancellationToken)).ShouldContain("accumulate: 5");
        (await PipelineTests.Fine("test", "--run", run)).Output.ShouldContain("no answers to compare with");
        (await PipelineTests.Fine("test", "--run", run, "--split", "val")).Output.ShouldContain("accuracy");
    }

    [Fact]
    public async Task A_search_of_published_form_is_trained_by_epoch()
    {
        using var folder = new TemporaryFolder();
        SmallSentences.Grounding(folder["data"]);
        await File.WriteAllTextAsync(
            folder["arch.json"],
            """
            {"epoch1": {"enc": [["feed_forward"]], "dec": [["feed_forward"], ["guided_att_64"]]},
             "epoch3": {"enc": [["self_att_64"], ["feed_forward"]], "dec": [["rel_self_att_64"], ["guided_att_64"]]}}
            """,
            TestContext.Current.CancellationToken);
        string[] from = ["--genotype", folder["arch.json"], "--genotype-epoch", "3", "--set", "retrain.epochs=1"];
        await PipelineTests.Fine(SentenceRun.Train("vgd", folder["data"], folder["small"], [.. from, "--set", "network.hidden=64"]));
        Genotype(folder["small"]).ShouldContain("\"encoder\":[[\"self_att_64\"],[\"feed_forward\"]]");

        BadInputTests.Told(
            await WeftProgram.RunAsync(SentenceRun.Train("vgd", folder["data"], folder["none"], "--genotype", folder["arch.json"], "--genotype-epoch", "2")),
            1, folder["arch.json"], "has no genotype of epoch 2; there are 'epoch1', 'epoch3'");
        Directory.Exists(folder["none"]).ShouldBeFalse();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_large_network_has_heads_of_twice_the_width()
    {
        using var folder = new TemporaryFolder();
        SmallSentences.Grounding(folder["data"]);
        await File.WriteAllTextAsync(
            folder["arch.json"], """{"space":"mmnas","encoder":[["self_att_64"]],"decoder":[["guided_att_64"]]}""", TestContext.Current.CancellationToken);
        string[] Train(string size) =>
        [
            "train", "--task", "vgd", "--data", folder["data"], "--run", folder[size], "--genotype", folder["arch.json"], "--model", size, "--threads", "1",
            "--set", "retrain.batchSize=24", "--epochs", "1",
        ];
        foreach (var (size, width, hidden) in new[] { ("small", 64, 512), ("large", 128, 1024) })
        {
            await PipelineTests.Fine(Train(size));
            Genotype(folder[size]).ShouldBe($$"""{"space":"mmnas","encoder":[["self_att_{{width}}"]],"decoder":[["guided_att_{{width}}"]]}""");
            (await File.ReadAllTextAsync(Path.Combine(folder[size], "config.yaml"), TestContext.Current.CancellationToken)).ShouldContain($"hidden: {hidden}");
        }
    }

    [Fact]
    public async Task A_training_that_was_killed_goes_on_without_being_told_its_genotype()
    {
        using var folder = new TemporaryFolder();
        SmallSentences.Answers(folder["data"]);
        await File.WriteAllTextAsync(
            folder["arch.json"], """{"space":"mmnas","encoder":[["self_att_16"]],"decoder":[["guided_att_16"]]}""", TestContext.Current.CancellationToken);
        string[] Train(string run) => SentenceRun.Train("vqa", folder["data"], folder[run], "--genotype", folder["arch.json"], "--set", "space.encoder=[self_att_64]");
        await PipelineTests.Fine(Train("run"));
        using (var process = WeftProcess.Start(Train("killed")))
        {
            (await process.UntilAsync(() => Files.Checkpoints(folder["killed"], "found-888").Length > 0)).ShouldBeTrue(process.Error);
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldNotBe(0);
        }

        await PipelineTests.Fine("train", "--run", folder["killed"], "--resume");
        Files.Essence(folder["killed"]).ShouldBe(Files.Essence(folder["run"]));
        BadInputTests.Told(
            await WeftProgram.RunAsync(["search", "mmnas", "--run", folder["run"], "--resume"]), 2, "holds a run of the kind 'train', not 'search'");
        BadInputTests.Told(await WeftProgram.RunAsync(["search", "bmnas", "--run", folder["run"], "--resume"]), 2, folder["run"], "mmnas");
    }

    [Fact]
    public async Task Others_help_with_the_trials_of_a_random_search()
    {
        using var folder = new TemporaryFolder();
        SentenceRun.Write("vgd", folder["data"]);
        string[] random = ["--strategy", "random", "--trials", "5", "--search-only", "--set", "trials.epochs=8", "--set", "trials.leaseSeconds=2"];
        await PipelineTests.Fine(SentenceRun.Search("vgd", folder["data"], folder["alone"], random));
        using var main = WeftProcess.Start(SentenceRun.Search("vgd", folder["data"], folder["run"], random));
        (await main.UntilAsync(() => Studies.Now(folder["run"]).Count > 0)).ShouldBeTrue(main.Error);
        using var other = WeftProcess.Start(["search", "mmnas", "--join", folder["run"]]);
        foreach (var process in new[] { main, other })
        {
            var end = await process.EndAsync();
            end.ExitCode.ShouldBe(0, end.Error);
            end.Error.ShouldNotContain("weft: ");
        }

        Studies.Essence(Studies.Read(folder["run"])).ShouldBe(Studies.Essence(Studies.Read(folder["alone"])));
        Genotype(folder["run"]).ShouldBe(Genotype(folder["alone"]));
        (await other.EndAsync()).Output.ShouldContain("trials trained here; the search is over. Its run goes on with `weft search mmnas --run ");
        BadInputTests.Told(await WeftProgram.RunAsync(["search", "mfas", "--join", folder["run"]]), 2, "searches the space of mmnas");
        BadInputTests.Told(await WeftProgram.RunAsync(["search", "mmnas", "--join", folder["run"], "--split", "train"]), 2, "--split");
    }

    private static string Genotype(string run) => File.ReadAllText(Path.Combine(run, "genotype.json"));
}
