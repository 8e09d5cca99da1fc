using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Runs.Html;

/// <summary>What the page of a search by trials has beside the others.</summary>
public sealed class TrialPageTests
{
    /// <summary>The page is left beside the tests, so that a person can look at it.</summary>
    [Fact]
    public void A_search_of_195_trials_has_every_part()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "sample-trials");
        SampleRun.Write(folder, epochs: 3, SampleTrials.Report);
        var html = File.ReadAllText(HtmlReport.Write(folder));
        string[] parts =
        [
            "id=\"progress\"", "Strategy: surrogate", "195 trials in 13 steps", "over trials, %", "over time, %", "id=\"prediction\"",
            "How well scores were foreseen", "Rank correlation within each step", "Kendall", "gradient norm", "id=\"front\"",
            "trainable parameters", "milliseconds for one sample", "size and time", "id=\"trials\"", "The best 20.", "All 195 trials in their order",
            "same as ", "The loss was not finite in epoch 1, step 12", "How the search decided",
        ];
        var at = 0;
        foreach (var part in parts)
        {
            var found = html.IndexOf(part, at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(0, $"'{part}' is missing or out of order");
            at = found;
        }

        PageMarkup.ShouldBeOffline(html);
        var tables = Section(html, "trials")!.Descendants("tbody").ToList();
        tables.Select(table => table.Elements("tr").Count()).ShouldBe([20, 195]);
        new FileInfo(Path.Combine(folder, "report.html")).Length.ShouldBeLessThan(700_000);
    }

    private static XElement? Section(string html, string id)
    {
        PageMarkup.ShouldBeWellFormed(html);
        return PageMarkup.Body(html).Descendants("section").SingleOrDefault(section => section.Attribute("id")?.Value == id);
    }
}
