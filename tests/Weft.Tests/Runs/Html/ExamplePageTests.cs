using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Runs.Html;

public sealed class ExamplePageTests
{
    private static readonly JsonSerializerOptions Strict = new(RunReport.Json) { RespectNullableAnnotations = true };

    private static readonly ExamplePicture Dot = new("image/png", "AAAA", 40, 20);

    /// <summary>The pages are left beside the tests, so that a person can look at them.</summary>
    [Theory]
    [InlineData("vqa", "The decision at a glance", "Accuracy by answer type", "The other 6", "What colour is the rectangle?", "right answer")]
    [InlineData("vgd", "box geometry", "accuracy by split", "78.8 % of 5\u202F095", "predicted box", "Empty canvas")]
    [InlineData("itm", "texts of a picture", "60.9", "What was found, the best first", "The given picture", "two blocks")]
    public void A_page_of_each_kind_has_its_parts(string kind, params string[] parts)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "sample-" + kind);
        SampleColumns.Write(folder, kind);
        var html = File.ReadAllText(HtmlReport.Write(folder));
        foreach (var part in parts)
        {
            html.ShouldContain(part);
        }

        html.ShouldContain("img-src data:; script-src");
        PageMarkup.ShouldBeOffline(html);
        PageMarkup.ShouldBeWellFormed(html);
    }

    [Theory]
    [InlineData("vqa")]
    [InlineData("vgd")]
    [InlineData("itm")]
    public void A_report_comes_back_from_json_whole(string kind)
    {
        var json = JsonSerializer.Serialize(SampleColumns.Report(kind), RunReport.Json);
        var back = JsonSerializer.Deserialize<RunReport>(json, Strict)!;
        JsonSerializer.Serialize(back, RunReport.Json).ShouldBe(json);
        back.Architecture!.Columns.ShouldBe(["encoder", "decoder"]);
    }

    [Theory]
    [InlineData("\"types\":[null]", "$.types")]
    [InlineData("\"splits\":[null]", "$.splits")]
    [InlineData("\"retrieval\":[null]", "$.retrieval")]
    [InlineData("\"examples\":[null]", "$.examples")]
    [InlineData("\"examples\":[{\"kind\":\"question\",\"answers\":[null]}]", "$.examples[0].answers")]
    [InlineData("\"examples\":[{\"kind\":\"question\",\"truth\":[null]}]", "$.examples[0].truth")]
    [InlineData("\"examples\":[{\"kind\":\"grounding\"},{\"kind\":\"grounding\",\"boxes\":[null]}]", "$.examples[1].boxes")]
    [InlineData("\"examples\":[{\"kind\":\"retrieval\",\"matches\":[null]}]", "$.examples[0].matches")]
    [InlineData("\"examples\":[{\"kind\":\"riddle\"}]", "$.examples[0].kind")]
    [InlineData("\"examples\":[{\"kind\":\"grounding\",\"boxes\":[{\"x1\":1,\"y1\":1,\"x2\":2}]}]", "$.examples[0].boxes[0]")]
    [InlineData("\"examples\":[{\"kind\":\"grounding\",\"width\":1e99}]", "$.examples[0].width")]
    [InlineData("\"architecture\":{\"nodes\":[],\"edges\":[],\"groups\":[],\"columns\":[null]}", "$.architecture.columns")]
    public void A_damaged_part_gets_a_sentence(string part, string field)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["report.json"], $$"""{"kind":"search","task":"t","method":"m",{{part}}}""");
        Should.Throw<InvalidFileException>(() => HtmlReport.Write(folder.Path)).Message.ShouldContain($"field {field}");
    }

    [Fact]
    public void Nothing_from_examples_becomes_markup()
    {
        const string evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&\u0000";
        ExampleReport example = new()
        {
            Kind = ExampleKind.Question,
            Text = evil,
            Picture = evil,
            Truth = [evil],
            Answers = [new(evil, double.NaN, false), new(evil, 1e300)],
            Matches = [new(evil, evil, double.PositiveInfinity, true), new(null, "examples/a.png")],
            Right = false,
        };
        var html = Render(
            new()
            {
                Kind = "train",
                Task = "t",
                Method = "m",
                Examples = [example, example with { Kind = ExampleKind.Retrieval, Picture = "examples/a.png" }, example with { Kind = (ExampleKind)77 }],
                Types = [new(evil, evil, long.MinValue, double.NaN), new(evil, "g", long.MaxValue, 1e300), new(evil, "g", 1, double.NegativeInfinity)],
                Splits = [new(evil, evil, -1e300)],
                Retrieval = [new() { Direction = (RetrievalDirection)9, Gallery = long.MaxValue, RecallAt1 = double.NaN, RecallAt5 = 1e300, RecallAt10 = -1, MeanRank = double.NaN }],
            });
        html.ShouldNotContain("<img");
        html.ShouldNotContain("NaN");
        html.ShouldNotContain("∞");
        Regex.Count(html, "<script").ShouldBe(1);
        PageMarkup.ShouldBeWellFormed(html);
    }

    [Fact]
    public void Boxes_are_cut_to_the_image_and_odd_ones_left_out()
    {
        var html = Render(Grounding(
            new(-50, 5, 1e300, 15, BoxRole.Predicted, 0.5), new(double.NaN, 0, 3, 3, BoxRole.Truth), new(9, 9, 3, 3, BoxRole.Truth),
            new(50, 2, 60, 9, BoxRole.Truth), new(1, 1, 5, 5, (BoxRole)8), new(2, 3, 12, 13, BoxRole.Truth)));
        html.ShouldContain("""<rect class="box predicted" x="0" y="5" width="40" height="10"><title>predicted box, score 0.50</title></rect>""");
        html.ShouldContain("""<rect class="box truth" x="2" y="3" width="10" height="10">""");
        html.ShouldContain("4 boxes are not drawn: not in the image, without area, or too many.");
        Regex.Count(html, "<rect class=\"box truth\" x=\"2\"").ShouldBe(1);
        PageMarkup.ShouldBeWellFormed(html);
    }

    [Fact]
    public void Boxes_need_a_size_and_a_picture_of_another_size_is_stretched()
    {
        var report = Grounding(new ExampleBox(1, 1, 5, 5, BoxRole.Truth));
        Render(report).ShouldContain("viewBox=\"0 0 40 20\" role=\"img\" aria-label=\"Picture with true box from 1, 1 to 5, 5\"><use href=\"#picture-1\"/>");
        var large = report with { Examples = [report.Examples![0] with { Width = 80, Height = 30 }] };
        Render(large).ShouldContain("<use href=\"#picture-1\" transform=\"scale(2 1.5)\"/>");
        var bare = report with { Examples = [report.Examples![0] with { Picture = null }] };
        Render(bare).ShouldContain("The image's size is not known, so its boxes cannot be drawn.");
        var vast = report with { Examples = [report.Examples![0] with { Width = int.MaxValue, Height = -4 }] };
        Render(vast).ShouldContain("The image's size is not known");
    }

    [Fact]
    public void A_picture_stands_in_the_page_once()
    {
        var report = Grounding(new ExampleBox(1, 1, 5, 5, BoxRole.Truth));
        var html = Render(report with { Examples = [.. Enumerable.Repeat(report.Examples![0], 250)] });
        Regex.Count(html, "data:image/png;base64,AAAA").ShouldBe(1);
        Regex.Count(html, "<article").ShouldBe(200);
        html.ShouldContain("50 more examples are in report.json.");
        html.ShouldContain("<summary>188 more</summary>");
    }

    [Fact]
    public void A_refused_picture_is_said_on_the_page()
    {
        using var folder = new TemporaryFolder();
        var report = Grounding() with { Examples = [new() { Kind = ExampleKind.Question, Text = "Why?", Picture = "../a.png" }] };
        File.WriteAllText(folder["report.json"], JsonSerializer.Serialize(report, RunReport.Json));
        var html = File.ReadAllText(HtmlReport.Write(folder.Path));
        html.ShouldContain("The picture ../a.png is left out: pictures are files examples/NAME.png");
        html.ShouldContain("The picture is not shown; the remarks at the top say why.");
    }

    private static RunReport Grounding(params ExampleBox[] boxes) => new()
    {
        Kind = "train",
        Task = "t",
        Method = "m",
        Examples = [new() { Kind = ExampleKind.Grounding, Text = "the disc", Picture = "examples/a.png", Boxes = boxes }],
    };

    private static string Render(RunReport report) => HtmlReport.Render(new RunPage
    {
        Report = report,
        Pictures = new Dictionary<string, ExamplePicture> { ["examples/a.png"] = Dot },
    });
}
