namespace Weft.Runs;

/// <summary>How far two orders of the same things agree: 1 when they are the same, -1 when one is the other's reverse.</summary>
public static class RankCorrelation
{
    /// <summary>Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of theirs.</summary>
    /// <param name="first">One value of each thing.</param>
    /// <param name="second">The other value of each thing, in the same order. Pairs with a value that is not finite are left out.</param>
    /// <returns>-1 to 1; null with fewer than two pairs or where all values of one side are equal.</returns>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static double? Spearman(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (a, b) = Finite(first, second);
        if (a.Length < 2)
        {
            return null;
        }

        var (x, y) = (Ranks(a), Ranks(b));
        var mean = (a.Length + 1) / 2.0;
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
            xy += (x[i] - mean) * (y[i] - mean);
        }

        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : null;
    }

    /// <summary>
    /// Kendall's tau-b: pairs of things in the same order minus pairs in opposite order, over the geometric mean of the pairs that each
    /// side tells apart. Takes time with the square of the count.
    /// </summary>
    /// <param name="first">One value of each thing.</param>
    /// <param name="second">The other value of each thing, in the same order. Pairs with a value that is not finite are left out.</param>
    /// <returns>-1 to 1; null with fewer than two pairs or where all values of one side are equal.</returns>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static double? Kendall(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (a, b) = Finite(first, second);
        var (agreement, apartInFirst, apartInSecond) = (0L, 0L, 0L);
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (one, other) = (a[i].CompareTo(a[j]), b[i].CompareTo(b[j]));
                agreement += one * other;
                apartInFirst += one * one;
                apartInSecond += other * other;
            }
        }

        return apartInFirst > 0 && apartInSecond > 0
            ? Math.Clamp(agreement / Math.Sqrt((double)apartInFirst * apartInSecond), -1, 1)
            : null;
    }

    /// <summary>Ranks from 1 for the smallest value; equal values share the mean of the ranks they take together.</summary>
    /// <param name="values">Finite values.</param>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end + 1 < order.Length && values[order[end + 1]].Equals(values[order[start]]))
            {
                end++;
            }

            for (var i = start; i <= end; i++)
            {
                ranks[order[i]] = ((start + end) / 2.0) + 1;
            }

            start = end + 1;
        }

        return ranks;
    }

    private static (double[] First, double[] Second) Finite(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"{first.Count} values cannot be compared with {second.Count}.", nameof(second));
        }

        // Adding zero makes -0 and 0 one value, which CompareTo and Equals take for two.
        var pairs = first.Zip(second, (a, b) => (First: a + 0.0, Second: b + 0.0))
            .Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second)).ToList();
        return ([.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => pair.Second)]);
    }
}
