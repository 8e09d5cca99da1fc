using Shouldly;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class ExamplePageTests
{
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

        PageMarkup.ShouldBeOffline(html);
        PageMarkup.ShouldBeWellFormed(html);
    }
}
