namespace Weft.Runs.Html;

/// <summary>Recall tables: how high the right match ranks among all candidates.</summary>
internal static class RetrievalSection
{
    private const int MostRows = 100;

    /// <summary>Builds the section, or nothing without recall.</summary>
    public static Markup Build(RunReport report)
    {
        if (report.Retrieval is not { Count: > 0 } lines)
        {
            return Markup.Empty;
        }

        return Markup.Of($"""
            <section id="retrieval"><h2>Finding the other half</h2>
            <p class="intro">R@K is the part of queries, in per cent, that have a right match among the first K of the gallery. Ranks count from 1.</p>
            <table class="cards"><caption>On the test split{(lines.Any(line => line.Folds > 1) ? "; with folds, the mean over them" : "")}.</caption>
            <thead><tr><th scope="col">looked for</th><th scope="col" class="num">gallery</th><th scope="col" class="num">R@1</th><th scope="col" class="num">R@5</th><th scope="col" class="num">R@10</th><th scope="col" class="num">median rank</th><th scope="col" class="num">mean rank</th><th scope="col" class="num">queries</th><th scope="col" class="num">folds</th></tr></thead>
            <tbody>{lines.Take(MostRows).Select(Row)}</tbody></table>
            </section>
            """);
    }

    private static Markup Row(RetrievalReport line) => Markup.Of($"""
        <tr><th scope="row">{Name(line.Direction)}</th><td class="num" data-name="gallery">{Numbers.Count(line.Gallery)}</td><td class="num" data-name="R@1">{Share(line.RecallAt1)}</td><td class="num" data-name="R@5">{Share(line.RecallAt5)}</td><td class="num" data-name="R@10">{Share(line.RecallAt10)}</td><td class="num" data-name="median rank">{Rank(line.MedianRank)}</td><td class="num" data-name="mean rank">{Rank(line.MeanRank)}</td><td class="num" data-name="queries">{(line.Queries is { } queries ? Numbers.Count(queries) : "–")}</td><td class="num" data-name="folds">{Numbers.Count(line.Folds ?? 1)}</td></tr>

        """);

    private static string Name(RetrievalDirection direction) => direction switch
    {
        RetrievalDirection.TextFromImage => "texts of a picture",
        RetrievalDirection.ImageFromText => "the picture of a text",
        _ => "unknown",
    };

    private static string Share(double value) => double.IsFinite(value) ? Numbers.Percent(value, 1) : "–";

    private static string Rank(double? rank) => rank is { } value && double.IsFinite(value) ? Numbers.Fixed(value, value == Math.Floor(value) ? 0 : 1) : "–";
}
