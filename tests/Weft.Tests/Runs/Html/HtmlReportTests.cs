using Shouldly;
using Weft.Runs.Html;
using Xunit;

namespace Weft.Tests.Runs.Html;

public sealed class HtmlReportTests
{
    /// <summary>The page is left beside the tests, so that a person can look at it.</summary>
    [Fact]
    public void Writes_the_page_of_a_search()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "sample-run");
        SampleRun.Write(folder);
        File.Exists(HtmlReport.Write(folder)).ShouldBeTrue();
    }
}
