namespace Weft.Cdar.Evaluation;

/// <summary>How well known classes are told and unknown ones recognised as such (CDAR specification 3); all in 0..1.</summary>
/// <param name="H">The harmonic mean of the two others; 0 where both are.</param>
/// <param name="Known">OS*: the mean accuracy of the known classes.</param>
/// <param name="Unknown">UNK: the part of the samples of unknown classes that were taken for unknown.</param>
public sealed record OpenSetMetrics(double H, double Known, double Unknown)
{
    /// <summary>Computes them.</summary>
    /// <param name="confusion">What was taken for what, with one class for all that is unknown.</param>
    /// <param name="unknown">The unknown class.</param>
    /// <param name="reference">
    /// Whether, as in the published code, the highest class that occurs is taken for the unknown one whatever <paramref name="unknown"/>
    /// says
    /// (specification 7, 27), and predicted classes without samples count (7, 12).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class <paramref name="unknown"/>.</exception>
    public static OpenSetMetrics Of(ConfusionMatrix confusion, int unknown, bool reference = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unknown);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unknown, confusion.Classes);
        if (reference)
        {
            unknown = Enumerable.Range(0, confusion.Classes).LastOrDefault(c => confusion.Support(c) > 0 || confusion.Predicted(c) > 0);
        }

        var known = MeanClassAccuracy.Of(confusion, Enumerable.Range(0, confusion.Classes).Where(c => c != unknown), reference);
        var told = confusion.Recall(unknown);
        return new(known + told > 0 ? 2 * known * told / (known + told) : 0, known, told);
    }

    /// <summary>Computes them from labels in which every class from the first unknown one on counts as unknown.</summary>
    /// <param name="labels">True classes.</param>
    /// <param name="predictions">Predicted classes.</param>
    /// <param name="known">How many classes are known: 0..<paramref name="known"/> - 1.</param>
    /// <param name="reference">As in <see cref="Of(ConfusionMatrix, int, bool)"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ or a class is below 0.</exception>
    public static OpenSetMetrics Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions, int known, bool reference = false) =>
        Of(ConfusionMatrix.Of(Merge(labels, known), Merge(predictions, known), known + 1), known, reference);

    private static int[] Merge(ReadOnlySpan<int> classes, int known)
    {
        var merged = new int[classes.Length];
        for (var i = 0; i < merged.Length; i++)
        {
            merged[i] = Math.Min(classes[i], known);
        }

        return merged;
    }
}
