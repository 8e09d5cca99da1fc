using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class ClassSectionTests
{
    private static readonly ClassReport[] Three =
    [
        new("drama", 10, 0.5, 0.8, 0.615), new("<b>war</b>", 4, 1, 0.25, 0.4), new("western", 0, 0, 0, 1),
    ];

    [Fact]
    public void Classes_are_listed_and_what_is_taken_for_what()
    {
        var html = Render(SampleRun.Report with { Classes = Three, Confusion = [[8, 2, 0], [3, 1, 0], [0, 0, 0]] });
        PageMarkup.ShouldBeWellFormed(html);
        html.ShouldContain("Best told: drama (F1 61.5); worst: &lt;b&gt;war&lt;/b&gt; (40.0).");
        html.ShouldNotContain("<b>war</b>");
        html.ShouldContain("<b>&lt;b&gt;war&lt;/b&gt;</b> taken for <b>drama</b>: 3");

        // Nothing can be found of what is not there.
        html.ShouldContain("""<th scope="row">western</th><td class="num" data-name="samples">0</td><td class="num" data-name="precision">0.0</td><td class="num" data-name="recall">–</td>""");

        // A cell for each pair that happened, and the ground.
        html.Split("<rect class=\"right\"").Length.ShouldBe(1 + 2);
        html.Split("<rect class=\"wrong\"").Length.ShouldBe(1 + 2);
    }

    [Fact]
    public void A_table_that_does_not_fit_the_classes_is_left_out()
    {
        var html = Render(SampleRun.Report with { Classes = Three, Confusion = [[8, 2], [3, 1]] });
        html.ShouldContain("Class by class");
        html.ShouldNotContain("What is taken for what");
        Render(SampleRun.Report).ShouldNotContain("Class by class");
    }

    [Fact]
    public void Many_classes_are_folded_away()
    {
        var many = Enumerable.Range(0, 60).Select(c => new ClassReport($"{c}", 3, 1, 1, 1)).ToList();
        Render(SampleRun.Report with { Classes = many }).ShouldContain("<summary>All 60 classes</summary>");
    }

    [Fact]
    public void Metrics_are_named_in_words()
    {
        var report = SampleRun.Report with
        {
            Test = new Dictionary<string, double> { ["f1Weighted"] = 0.5, ["weighted F1"] = 0.4, ["f1Macro"] = 0.25, ["other"] = 0.125 },
        };
        var html = Render(report);
        html.ShouldContain("weighted F1 50.00 %, macro F1 25.00 %, other 12.50 %");
        html.ShouldNotContain("f1Weighted");
    }

    private static string Render(RunReport report) => HtmlReport.Render(new RunPage { Report = report });
}
