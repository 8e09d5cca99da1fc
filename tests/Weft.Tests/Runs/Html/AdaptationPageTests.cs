using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Runs.Html;

public sealed class AdaptationPageTests
{
    /// <summary>The page is left beside the tests, so that a person can look at it.</summary>
    [Fact]
    public void A_page_has_its_parts()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "sample-adapt");
        SampleAdaptation.Write(folder);
        var html = File.ReadAllText(HtmlReport.Write(folder));
        foreach (var part in new[]
        {
            "Weft · Adaptation", "Ways of adapting beside each other", "GLAD", "source only", "worst seed", "What the features look like", "Clips",
            "Classes that the source does not have", "71.0 ± 6.0 (83.0)", "top1 of GLAD on the test split", "GLAD is 2.6 points better than DANN",
        })
        {
            html.ShouldContain(part);
        }

        html.ShouldNotContain("found network");
        html.ShouldContain("""<td class="num" data-name="worst seed">85.00</td>""");
        Regex.Count(html, "data:image/png;base64").ShouldBe(10);
        html.ShouldContain("<b>wave</b> taken for <b>spin</b> <span class=\"score\">0.83</span>");
        PageMarkup.ShouldBeOffline(html);
        PageMarkup.ShouldBeWellFormed(html);
    }

    [Fact]
    public void A_report_comes_back_from_json_whole()
    {
        var json = JsonSerializer.Serialize(SampleAdaptation.Report, RunReport.Json);
        json.ShouldContain("\"domain\": \"target\"");
        JsonSerializer.Serialize(JsonSerializer.Deserialize<RunReport>(json, RunReport.Json), RunReport.Json).ShouldBe(json);
    }

    [Fact]
    public void The_map_says_in_words_how_far_the_domains_agree()
    {
        var html = Render(new()
        {
            Map = new("PCA",
            [
                new(0, 0, FeatureDomain.Source, "a"), new(10, 10, FeatureDomain.Source, "b"), new(1, 0, FeatureDomain.Target, "a", true),
                new(9, 10, FeatureDomain.Target, "a", false), new(double.NaN, 0, FeatureDomain.Target, "c"),
            ]),
        });
        html.ShouldContain("PCA puts clips with similar features beside each other. Of the 2 clips of the target, 50 % have one of their own class");
        html.ShouldContain("hollow: told wrong");
        html.ShouldContain("1 more are in report.json.");

        // The points and the legend's mark, in each of the two drawings.
        Regex.Count(html, "<g><circle class=\"spot").ShouldBe(2 * 2);
        Regex.Count(html, "<g><path class=\"spot").ShouldBe(2 * 2);
        html.ShouldContain("<title>a, target, told wrong</title>");
        PageMarkup.ShouldBeWellFormed(html);
        Render(new() { Map = new("PCA", []) }).ShouldNotContain("id=\"features\"");
    }

    [Fact]
    public void Other_runs_have_none_of_it()
    {
        var html = HtmlReport.Render(new RunPage { Report = SampleRun.Report });
        foreach (var id in new[] { "features", "clips", "novel" })
        {
            html.ShouldNotContain($"id=\"{id}\"");
        }

        html.ShouldNotContain("worst seed");
    }

    [Theory]
    [InlineData("\"map\":{\"method\":\"PCA\",\"points\":[null]}", "$.adaptation.map.points")]
    [InlineData("\"clips\":[null]", "$.adaptation.clips")]
    [InlineData("\"clusters\":[null]", "$.adaptation.clusters")]
    [InlineData("\"openSet\":[null]", "$.adaptation.openSet")]
    [InlineData("\"clusters\":[{\"name\":\"gcd\",\"figures\":[null]}]", "$.adaptation.figures")]
    [InlineData("\"clips\":[{\"picture\":\"examples/a.png\"}]", "$.adaptation.clips[0]")]
    public void A_damaged_part_gets_a_sentence(string part, string field)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["report.json"], $$"""{"kind":"adapt","task":"t","method":"m","adaptation":{ {{part}} } }""");
        Should.Throw<InvalidFileException>(() => HtmlReport.Write(folder.Path)).Message.ShouldContain($"field {field}");
    }

    [Fact]
    public void Nothing_from_a_report_becomes_markup()
    {
        const string evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&\u0000";
        var html = Render(new()
        {
            Source = evil,
            Target = evil,
            Map = new(evil, [new(1e308, -1e308, (FeatureDomain)9, evil, true), new(-1e308, 1e308, FeatureDomain.Source, evil, false)]),
            Clips = [new() { Picture = evil, Truth = evil, Prediction = evil + "2", Score = double.NaN }],
            Clusters = [new(evil, [new(evil, double.NaN, double.NaN, double.NaN), new("b", 1e300, 1e300, -1e300)], evil)],
            OpenSet = [new(evil, [])],
        });
        html.ShouldNotContain("<img");
        html.ShouldNotContain("NaN");
        html.ShouldNotContain("∞");
        Regex.Count(html, "<script").ShouldBe(1);
        html.ShouldContain("The frames are not shown; the remarks at the top say why.");
        PageMarkup.ShouldBeWellFormed(html);
    }

    private static string Render(AdaptationReport adaptation) => HtmlReport.Render(new RunPage
    {
        Report = new() { Kind = "adapt", Task = "t", Method = "m", Adaptation = adaptation },
    });
}
