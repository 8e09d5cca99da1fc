namespace Weft.Bench;

/// <summary>What is reported of a row of measurements.</summary>
internal static class Statistics
{
    /// <summary>The middle one.</summary>
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The lowest and the highest.</summary>
    internal static (double Low, double High) Spread(IReadOnlyCollection<double> values) => (values.Min(), values.Max());
}
