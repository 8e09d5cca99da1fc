using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>A search by trials and all that can be asked of it, command by command.</summary>
public sealed class TrialPipelineTests(PreparedData prepared)
{
    [Fact]
    public async Task From_data_to_a_report_and_whatever_is_asked_of_the_study()
    {
        using var folder = new TemporaryFolder();
        var (data, run) = (prepared.CopyTo(folder["data"]), folder["runs/mfas"]);

        var result = await PipelineTests.Fine(SmallRun.Trials("mfas", data, run));

        result.Output.ShouldContain("trials: 13 done, 0 failed; best: trial ");
        Files.Below(run).ShouldNotContain(f => f.Contains(".tmp") || f.StartsWith("checkpoints/", StringComparison.Ordinal));
        var report = Files.Report(run);
        report["method"]!.GetValue<string>().ShouldBe("mfas");
        report["baselines"]!.AsArray().Select(b => b!["name"]!.GetValue<string>())
            .ShouldBe(["single:image", "single:audio", "late-fusion", "random-search", "found"]);
        var trials = report["search"]!["trials"]!.AsArray();
        trials.Select(t => t!["step"]!.GetValue<int>()).ShouldBe([1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
        trials.Skip(4).ShouldAllBe(t => t!["predicted"] != null);
        trials.Select(t => t!["hash"]!.GetValue<string>()).ShouldContain(report["genotypeHash"]!.GetValue<string>());
        report["search"]!["strategy"]!.GetValue<string>().ShouldBe("surrogate");
        report["search"]!["correlations"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).Distinct()
            .ShouldBe(["surrogate", "Jacobian covariance", "gradient norm"]);
        var page = await File.ReadAllTextAsync(Path.Combine(run, "report.html"), TestContext.Current.CancellationToken);
        foreach (var section in new[] { "progress", "prediction", "front", "trials" })
        {
            page.ShouldContain($"<section id=\"{section}\">");
        }

        await CheckTested(run);
        (await PipelineTests.Fine("runs", "list", "--in", folder["runs"])).Output.ShouldContain("finished");
        await CheckStudy(run, trials);
        await CheckPick(folder, data, run, trials);
    }

    [Fact]
    public async Task Published_genotypes_have_names()
    {
        using var folder = new TemporaryFolder();
        var data = await prepared.CopyEncodedAsync(folder["data"]);
        (await PipelineTests.Fine("genotype", "list")).Output
            .ShouldContain("[image, audio, activation]: [2,2,0] [1,3,1] [2,0,0] [2,2,0]");

        await PipelineTests.Fine(SmallRun.Train(
            data, folder["run"], "--genotype", "mfas:avmnist/4", "--set", "baselines.enabled=false", "--set", "mfasFound.inner=8"));

        var report = Files.Report(folder["run"]);
        report["method"]!.GetValue<string>().ShouldBe("mfas");
        report["genotype"]!["rows"]!.ToJsonString().ShouldBe("[[2,2,0],[1,3,1],[2,0,0],[2,2,0]]");
        report.ContainsKey("search").ShouldBeFalse();
        await CheckTested(folder["run"]);

        var pick = await WeftProgram.RunAsync(["pick", "--run", folder["run"]]);
        BadInputTests.Told(pick, 2, folder["run"], "has no trials to pick from");
    }

    /// <summary>By published rules encoders are in train mode while networks train, and the kept one's epoch is chosen on test.</summary>
    [Fact]
    public async Task Published_rules_are_followed_and_said()
    {
        using var folder = new TemporaryFolder();
        var (data, run) = (prepared.CopyTo(folder["data"]), folder["run"]);
        var result = await PipelineTests.Fine(SmallRun.Trials(
            "mfas", data, run, "--trials", "3", "--set", "compatibility=reference", "--set", "surrogate.firstStep=2",
            "--set", "surrogate.samples=1", "--set", "encoder.channels.image=1", "--set", "encoder.channels.audio=1",
            "--set", "retrain.seeds=1", "--set", "retrain.epochs=1", "--set", "baselines.enabled=false"));

        result.Output.ShouldContain("rules: reference");
        result.Error.ShouldContain("found:2  epoch 1/1  test");
        var report = Files.Report(run);
        report["compatibility"]!.GetValue<string>().ShouldBe("reference");
        report["search"]!["trials"]!.AsArray().Count.ShouldBe(3);
        (await File.ReadAllTextAsync(Path.Combine(run, "report.html"), TestContext.Current.CancellationToken))
            .ShouldContain("reference");
        await CheckTested(run);
    }

    private static async Task CheckTested(string run)
    {
        var mean = Files.Report(run)["test"]!["accuracy"]!.GetValue<double>();
        (await PipelineTests.Fine("test", "--run", run)).Output
            .ShouldContain(FormattableString.Invariant($"mean test accuracy: {mean:0.0000}"));
    }

    private static async Task CheckStudy(string run, JsonArray trials)
    {
        var show = (await PipelineTests.Fine("study", "show", run)).Output;
        show.ShouldContain("search   surrogate in mfas, seed ");
        show.ShouldContain("trials   13: 0 waiting, 0 running, 13 done, 0 failed");
        show.ShouldContain("The best 10 trials:");
        var correlations = (await PipelineTests.Fine("study", "correlations", run)).Output;
        correlations.ShouldContain("surrogate            all trials                  9");
        Regex.Count(correlations, "within a step, median").ShouldBe(3);

        var csv = (await PipelineTests.Fine("study", "export", run)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        csv.Length.ShouldBe(14);
        csv[0].ShouldStartWith("number,step,position,state,hash,genotype,");
        var file = Path.Combine(run, "trials.json");
        (await PipelineTests.Fine("study", "export", run, "--out", file)).Output.ShouldBe($"13 trials: {file}\n");
        var exported = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        exported["study"]!["task"]!.GetValue<string>().ShouldBe("avmnist");
        foreach (var (mine, theirs) in exported["trials"]!.AsArray().Zip(trials))
        {
            mine!["genotype"]!.GetValue<string>().ShouldBe(theirs!["genotype"]!.GetValue<string>());
            mine["score"]!.GetValue<double>().ShouldBe(theirs["score"]!.GetValue<double>());
            mine["attempts"]!.GetValue<int>().ShouldBe(1);
        }
    }

    private static async Task CheckPick(TemporaryFolder folder, string data, string run, JsonArray trials)
    {
        var picked = await WeftProgram.RunAsync(["pick", "--run", run]);
        picked.ExitCode.ShouldBe(0, picked.Error);
        var best = trials.MaxBy(t => t!["score"]!.GetValue<double>())!["score"]!.GetValue<double>();
        var trial = Find(trials, picked);
        trial["score"]!.GetValue<double>().ShouldBe(best);

        var least = trials.Min(t => t!["parameters"]!.GetValue<long>());
        var small = await WeftProgram.RunAsync(["pick", "--run", run, "--budget-parameters", $"{least}"]);
        Find(trials, small)["parameters"]!.GetValue<long>().ShouldBe(least);
        var none = await WeftProgram.RunAsync(["pick", "--run", run, "--budget-parameters", $"{least - 1}"]);
        BadInputTests.Told(none, 1, "the smallest, trial ", FormattableString.Invariant($"has {least:0}"));

        await File.WriteAllTextAsync(folder["picked.json"], picked.Output, TestContext.Current.CancellationToken);
        await PipelineTests.Fine(
            SmallRun.Train(data, folder["runs/picked"], "--genotype", folder["picked.json"], "--set", "baselines.enabled=false"));
        Files.Report(folder["runs/picked"])["genotypeHash"]!.GetValue<string>().ShouldBe(trial["hash"]!.GetValue<string>());
    }

    /// <summary>The trial whose genotype was printed, to the byte.</summary>
    private static JsonNode Find(JsonArray trials, ProgramResult picked) =>
        trials.First(t => string.Equals(t!["genotype"]!.GetValue<string>(), picked.Output.TrimEnd('\n'), StringComparison.Ordinal))!;
}
