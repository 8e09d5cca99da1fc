namespace Weft.Data.Matching;

/// <summary>
/// At which place, from 0, each query finds what it looks for, best score first (MmNas specification 6.3). Of equal scores the lower index
/// comes first, which favours no query over the others; the published order of them is that of an unstable sort.
/// </summary>
public static class RetrievalRanks
{
    /// <summary>Texts from images: the place of the best of each image's own captions among all captions.</summary>
    /// <param name="scores">The scores.</param>
    /// <returns>One place for each image.</returns>
    public static int[] TextFromImage(ScoreMatrix scores)
    {
        var ranks = new int[scores.Images];
        for (var image = 0; image < ranks.Length; image++)
        {
            var first = image * scores.CaptionsPerImage;
            var own = first;
            for (var caption = first + 1; caption < first + scores.CaptionsPerImage; caption++)
            {
                own = scores[image, caption] > scores[image, own] ? caption : own;
            }

            ranks[image] = Place(scores.Row(image), own);
        }

        return ranks;
    }

    /// <summary>Images from texts: the place of each caption's image among all images.</summary>
    /// <param name="scores">The scores.</param>
    /// <returns>One place for each caption.</returns>
    public static int[] ImageFromText(ScoreMatrix scores)
    {
        var ranks = new int[scores.Captions];
        var own = new float[ranks.Length];
        for (var caption = 0; caption < own.Length; caption++)
        {
            own[caption] = scores[caption / scores.CaptionsPerImage, caption];
        }

        // Row by row, since a column's scores lie far apart in memory.
        for (var image = 0; image < scores.Images; image++)
        {
            var row = scores.Row(image);
            for (var caption = 0; caption < row.Length; caption++)
            {
                var score = ScoreMatrix.Known(row[caption]);
                var ahead = score > own[caption] || (score == own[caption] && image < caption / scores.CaptionsPerImage);
                ranks[caption] += ahead ? 1 : 0;
            }
        }

        return ranks;
    }

    /// <summary>All indices of scores, the best first, of equal ones the lower index first; what is no number comes last.</summary>
    /// <param name="scores">The scores.</param>
    public static int[] Order(ReadOnlySpan<float> scores)
    {
        var order = new int[scores.Length];
        var keys = new (float Negated, int Index)[scores.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            order[i] = i;
            keys[i] = (-ScoreMatrix.Known(scores[i]), i);
        }

        Array.Sort(keys, order);
        return order;
    }

    private static int Place(ReadOnlySpan<float> scores, int own)
    {
        var score = ScoreMatrix.Known(scores[own]);
        var place = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var other = ScoreMatrix.Known(scores[i]);
            place += other > score || (other == score && i < own) ? 1 : 0;
        }

        return place;
    }
}
