using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Runs.Html;

public sealed class HtmlReportTests
{
    /// <summary>The pages are left beside the tests, so that a person can look at them.</summary>
    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, name);

    [Fact]
    public void A_search_page_has_every_part_in_order()
    {
        SampleRun.Write(Sample("sample-run"));
        var html = File.ReadAllText(HtmlReport.Write(Sample("sample-run")));
        string[] parts =
        [
            "<h1>avmnist <span class=\"with\">with</span> bmnas</h1>", "<b>88.04 <span class=\"std\">± 0.22</span>",
            "<b>sound</b> – nothing was chosen on the test split", "14 March 2026, 09:26 UTC",
            "The found network is not distinguishable from random search, the strongest of the 4 other methods; "
                + "the 95 % interval of the paired difference, −0.1 to 1.0, includes zero.",
            "It is better than late fusion, image alone and audio alone.", "Two of 60000 recordings",
            "The found architecture", "LinearGLU", "The found network beside the others", "Paired differences", "How the search decided",
            "Learning curves", "Retraining of the found network", "Cost, data and environment", "Trainable parameters", "libtorch",
            "weft search bmnas --config config.yaml", "search.weights.learningRate", "The genotype",
        ];
        var at = 0;
        foreach (var part in parts)
        {
            var found = html.IndexOf(part, at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(0, $"'{part}' is missing or out of order");
            at = found;
        }

        PageMarkup.ShouldBeOffline(html);
        PageMarkup.ShouldBeWellFormed(html);
        html.ShouldNotContain("NaN");
    }

    [Fact]
    public void Rendering_twice_gives_the_same_text()
    {
        using var folder = new TemporaryFolder();
        SampleRun.Write(folder["run"], epochs: 3);
        var page = RunPage.Read(folder["run"]);
        HtmlReport.Render(page).ShouldBe(HtmlReport.Render(page));
    }

    [Fact]
    public void A_single_epoch_is_drawn_as_dots()
    {
        SampleRun.Write(Sample("sample-one-epoch"), epochs: 1);
        var html = File.ReadAllText(HtmlReport.Write(Sample("sample-one-epoch")));
        html.ShouldContain("1 epoch.");
        PageMarkup.ShouldBeWellFormed(html);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("encoder")]
    public void Runs_without_a_search_leave_out_what_does_not_apply(string kind)
    {
        var html = HtmlReport.Render(new RunPage
        {
            Report = new RunReport { Kind = kind, Task = "avmnist", Method = "lenet", Test = new Dictionary<string, double> { ["accuracy"] = 0.74 } },
        });
        html.ShouldContain("<b>74.00<span class=\"unit\"> %</span></b><span>accuracy on the test split</span>");
        html.ShouldContain(kind == "train" ? "weft train --genotype" : "weft train encoder");
        html.ShouldContain("--config config.yaml --run NEW-FOLDER");
        foreach (var absent in new[] { "verdict ", "id=\"architecture\"", "id=\"honesty\"", "id=\"probabilities\"", "id=\"curves\"" })
        {
            html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("<script>", StringComparison.Ordinal)].ShouldNotContain(absent);
        }

        PageMarkup.ShouldBeWellFormed(html);
    }

    /// <summary>Names, notes and settings come from users' files: none may become an element, an attribute or a script.</summary>
    [Fact]
    public void Everything_from_files_is_escaped()
    {
        const string evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&\u0000";
        var line = SampleRun.Report.Baselines![4] with { Note = evil, Metric = evil };
        var report = SampleRun.Report with
        {
            Task = evil,
            Method = evil,
            Compatibility = evil,
            GenotypeHash = evil,
            Genotype = JsonSerializer.SerializeToElement(new { evil }),
            Baselines = [line, line with { Name = evil }],
            Differences = [new(evil, evil, 0.1, 0, 0.2, 0.95, evil)],
            Architecture = new(
                [new(evil, evil, NodeKind.Input, evil), new("b", evil, NodeKind.Output)], [new(evil, "b", true)], [new(evil, evil)]),
            Test = new Dictionary<string, double> { [evil] = 0.5 },
            Data = new Dictionary<string, string> { [evil] = evil },
            Remarks = [evil],
        };
        RunEvent[] events =
        [
            new() { Event = "epoch", Stage = evil, Epoch = 1, Phase = evil, Loss = 1, Metric = 0.5, MetricName = evil, Seconds = 2 },
            new() { Event = "probabilities", Epoch = 1, Probabilities = [new(evil, evil, [evil, evil + "2"], [0.5, 0.5])] },
        ];
        var html = HtmlReport.Render(new RunPage
        {
            Report = report,
            Log = new RunLog(events, false, 0),
            Configuration = $"a: >\n  {evil.TrimEnd('\0')}\n",
            Command = evil,
            Problems = [evil],
        });
        html.ShouldNotContain("<img");
        Regex.Count(html, "<script").ShouldBe(1);
        PageMarkup.ShouldBeWellFormed(html);
    }

    [Fact]
    public void Contradictions_and_damage_are_said_on_the_page()
    {
        using var folder = new TemporaryFolder();
        SampleRun.Write(folder["run"], epochs: 2);
        var wrong = SampleRun.Report with { Baselines = [.. SampleRun.Report.Baselines!.Select(line => line with { Mean = line.Mean + 0.01 })] };
        File.WriteAllText(folder["run/report.json"], JsonSerializer.Serialize(wrong, RunReport.Json));
        File.Delete(folder["run/genotype.json"]);
        File.WriteAllText(folder["run/log.jsonl"], "rubbish\n{\"event\":\"end\"}\n");
        var html = File.ReadAllText(HtmlReport.Write(folder["run"]));
        html.ShouldContain("report.json states 89.04 ± 0.22 for found network, but its values give 88.04 ± 0.22; this page shows the latter.");
        html.ShouldContain("genotype.json is missing.");
        html.ShouldContain("log.jsonl has 1 lines that cannot be read");
    }

    [Theory]
    [InlineData("{\"kind\": 3", "it is not a report (line 1")]
    [InlineData("null", "it is empty")]
    [InlineData("""{"kind":"search","task":"t","method":"m","baselines":[null]}""", "field $.baselines")]
    [InlineData("""{"kind":"search","task":null,"method":"m"}""", "it is not a report")]
    [InlineData("""{"kind":"search","task":"t","method":"m","search":{"strategy":"s","metric":"a","trials":[null]}}""", "field $.search.trials")]
    [InlineData(
        """{"kind":"search","task":"t","method":"m","search":{"strategy":"s","metric":"a","trials":[],"correlations":[null]}}""",
        "field $.search.correlations")]
    [InlineData("""{"kind":"search","task":"t","method":"m","search":{"strategy":"s","metric":"a","trials":[{"number":1}]}}""", "it is not a report")]
    public void A_damaged_report_gets_a_sentence(string json, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["report.json"], json);
        Should.Throw<InvalidFileException>(() => HtmlReport.Write(folder.Path)).Message.ShouldContain(says);
        File.Exists(folder["report.html"]).ShouldBeFalse();
    }

    [Fact]
    public void A_missing_report_gets_a_sentence()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidFileException>(() => HtmlReport.Write(folder.Path)).Message.ShouldContain("let the run finish first");
    }
}
