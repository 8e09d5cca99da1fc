using Weft.Data.Matching;
using Weft.Runs;

namespace Weft.Experiments.VisionLanguage;

/// <summary>What a matrix of scores says of retrieval.</summary>
internal static class MatchingResults
{
    /// <summary>All metrics.</summary>
    /// <param name="split">The split's name.</param>
    /// <param name="headline">The headline metric's name: the mean of the recalls at 1, 5 and 10 in both directions.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="folds">Over how many folds means are told too, such as 5 of COCO's 5,000 images; 1 for none.</param>
    internal static SplitResult Of(string split, string headline, ScoreMatrix scores, int folds)
    {
        var whole = RetrievalResult.Of(scores);
        var grouped = RetrievalResult.Of(scores, CaptionGrouping.Mean);
        var (text, image) = (whole.TextFromImage, whole.ImageFromText);
        double[] recalls = [text.RecallAt1, text.RecallAt5, text.RecallAt10, image.RecallAt1, image.RecallAt5, image.RecallAt10];
        var lines = new List<RetrievalReport>
        {
            Line(RetrievalDirection.TextFromImage, text, scores.Captions, scores.Images),
            Line(RetrievalDirection.ImageFromText, image, scores.Images, scores.Captions),
            Line(RetrievalDirection.TextFromImage, grouped.TextFromImage, scores.Images, scores.Images),
            Line(RetrievalDirection.ImageFromText, grouped.ImageFromText, scores.Images, scores.Images),
        };
        if (folds > 1)
        {
            var parts = RetrievalResult.OfFolds(scores, folds);
            lines.Add(Line(RetrievalDirection.TextFromImage, parts.TextFromImage, scores.Captions / folds, scores.Images) with { Folds = folds });
            lines.Add(Line(RetrievalDirection.ImageFromText, parts.ImageFromText, scores.Images / folds, scores.Captions) with { Folds = folds });
        }

        return new SplitResult
        {
            Split = split,
            Metrics = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [headline] = recalls.Average(),
                ["text from image R@1"] = recalls[0],
                ["text from image R@5"] = recalls[1],
                ["text from image R@10"] = recalls[2],
                ["image from text R@1"] = recalls[3],
                ["image from text R@5"] = recalls[4],
                ["image from text R@10"] = recalls[5],
                ["grouped text from image R@1"] = grouped.TextFromImage.RecallAt1,
                ["grouped text from image R@5"] = grouped.TextFromImage.RecallAt5,
                ["grouped text from image R@10"] = grouped.TextFromImage.RecallAt10,
            },
            Samples = [.. ByImage(scores)],
            Retrieval = lines,
        };
    }

    /// <summary>For each image its share of the headline metric: of its own search and of those of its captions.</summary>
    private static IEnumerable<double> ByImage(ScoreMatrix scores)
    {
        var texts = RetrievalRanks.TextFromImage(scores);
        var images = RetrievalRanks.ImageFromText(scores);
        for (var i = 0; i < texts.Length; i++)
        {
            var captions = images.AsSpan(i * scores.CaptionsPerImage, scores.CaptionsPerImage);
            var sum = 0.0;
            foreach (var rank in captions)
            {
                sum += Recalls(rank);
            }

            yield return (Recalls(texts[i]) + (sum / captions.Length)) / 2;
        }
    }

    private static double Recalls(int rank) => ((rank < 1 ? 1 : 0) + (rank < 5 ? 1 : 0) + (rank < 10 ? 1 : 0)) / 3.0;

    private static RetrievalReport Line(RetrievalDirection direction, RecallTable table, int gallery, int queries) => new()
    {
        Direction = direction,
        Gallery = gallery,
        Queries = queries,
        RecallAt1 = table.RecallAt1,
        RecallAt5 = table.RecallAt5,
        RecallAt10 = table.RecallAt10,
        MedianRank = table.Median,
        MeanRank = table.Mean,
    };
}
