namespace Weft.Cdar.Evaluation;

/// <summary>Small sums and draws over weights that the clusterings share.</summary>
internal static class Weighted
{
    /// <summary>The place at which the running sum of weights passes a number; the last place with a weight where rounding left a
    /// rest.</summary>
    /// <param name="weights">At least one; none below 0.</param>
    /// <param name="at">From 0 up to their sum.</param>
    public static int Draw(double[] weights, double at)
    {
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                last = i;
                at -= weights[i];
                if (at < 0)
                {
                    return i;
                }
            }
        }

        return last;
    }

    /// <summary>Adds a row times a weight.</summary>
    public static void Add(Span<double> sum, ReadOnlySpan<float> row, double weight)
    {
        for (var j = 0; j < row.Length; j++)
        {
            sum[j] += weight * row[j];
        }
    }
}
