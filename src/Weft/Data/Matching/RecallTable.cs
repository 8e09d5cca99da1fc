using Weft.Torch;

namespace Weft.Data.Matching;

/// <summary>How well queries find what they look for: fractions 0 to 1 within the first places, and places from 1.</summary>
/// <param name="RecallAt1">The fraction of queries that find it at the first place.</param>
/// <param name="RecallAt5">The fraction that finds it among the first five.</param>
/// <param name="RecallAt10">The fraction that finds it among the first ten.</param>
/// <param name="Median">The median place, rounded down as published; 1 is the best.</param>
/// <param name="Mean">The mean place; 1 is the best.</param>
public sealed record RecallTable(double RecallAt1, double RecallAt5, double RecallAt10, double Median, double Mean)
{
    /// <summary>The table of places from 0.</summary>
    /// <param name="ranks">The places, as of <see cref="RetrievalRanks"/>.</param>
    /// <exception cref="UsageException">There is none.</exception>
    public static RecallTable Of(IReadOnlyList<int> ranks)
    {
        if (ranks.Count == 0)
        {
            throw new UsageException("There is no query to measure; give at least one image with a caption.");
        }

        double Within(int places) => (double)ranks.Count(rank => rank < places) / ranks.Count;
        var sorted = ranks.Order().ToList();
        var middle = (sorted[(sorted.Count - 1) / 2] + (double)sorted[sorted.Count / 2]) / 2;
        return new RecallTable(Within(1), Within(5), Within(10), Math.Floor(middle) + 1, ranks.Average() + 1);
    }

    /// <summary>The mean of tables, number by number, as COCO's five folds are reported.</summary>
    /// <param name="tables">At least one table.</param>
    public static RecallTable Average(IReadOnlyList<RecallTable> tables) => new(
        tables.Average(t => t.RecallAt1),
        tables.Average(t => t.RecallAt5),
        tables.Average(t => t.RecallAt10),
        tables.Average(t => t.Median),
        tables.Average(t => t.Mean));
}

/// <summary>Retrieval in both directions.</summary>
/// <param name="TextFromImage">Images look for their captions.</param>
/// <param name="ImageFromText">Captions look for their image.</param>
public sealed record RetrievalResult(RecallTable TextFromImage, RecallTable ImageFromText)
{
    /// <summary>Measures retrieval among all images and captions (COCO's 5K evaluation, Flickr30K's 1K).</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="grouping">Whether all captions of an image are one text; not by default.</param>
    public static RetrievalResult Of(ScoreMatrix scores, CaptionGrouping grouping = CaptionGrouping.None)
    {
        var grouped = scores.Grouped(grouping);
        return new RetrievalResult(
            RecallTable.Of(RetrievalRanks.TextFromImage(grouped)), RecallTable.Of(RetrievalRanks.ImageFromText(grouped)));
    }

    /// <summary>Measures retrieval within equal parts of consecutive images, and averages (COCO's 1K evaluation).</summary>
    /// <param name="scores">The scores; only those within a part are read.</param>
    /// <param name="folds">The number of parts; 5.</param>
    /// <param name="grouping">Whether all captions of an image are one text; not by default.</param>
    /// <exception cref="UsageException">The images cannot be divided so.</exception>
    public static RetrievalResult OfFolds(ScoreMatrix scores, int folds = 5, CaptionGrouping grouping = CaptionGrouping.None)
    {
        var results = Enumerable.Range(0, Math.Max(folds, 1)).Select(i => Of(scores.Fold(i, folds), grouping)).ToList();
        return new RetrievalResult(
            RecallTable.Average([.. results.Select(r => r.TextFromImage)]), RecallTable.Average([.. results.Select(r => r.ImageFromText)]));
    }
}
