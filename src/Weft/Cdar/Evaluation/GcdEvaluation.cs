using Weft.Runs;
using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>What several tries of semi-supervised clustering came to.</summary>
/// <param name="Tries">How well each agrees with the classes of the target.</param>
/// <param name="Fits">How well each fits the samples, without their classes: see <see cref="SemiSupervisedResult.Fit"/>.</param>
public sealed record GcdResult(IReadOnlyList<ClusterAccuracy> Tries, IReadOnlyList<double> Fits)
{
    /// <summary>
    /// The try whose balanced accuracy is highest, which only who knows the target's labels can choose: what the published code reports
    /// (CDAR specification 7, 9).
    /// </summary>
    public ClusterAccuracy Oracle => Tries.MaxBy(accuracy => accuracy.BalancedAll)!;

    /// <summary>The try that fits the samples best, which can be chosen without labels.</summary>
    public ClusterAccuracy Fittest => Tries[Enumerable.Range(0, Tries.Count).MaxBy(i => Fits[i])];

    /// <summary>The mean and sample standard deviation of a figure over the tries.</summary>
    public (double Mean, double Std) Over(Func<ClusterAccuracy, double> figure)
    {
        var values = Tries.Select(figure).ToList();
        return (PairedStatistics.Mean(values), PairedStatistics.SampleStd(values));
    }
}

/// <summary>
/// Scores features by clustering the source's known classes and the whole target together, several times (CDAR specification 3,
/// <c>gcd_v2</c>).
/// </summary>
public static class GcdEvaluation
{
    /// <summary>Tries of the published evaluation.</summary>
    public const int UsualTries = 20;

    // The published evaluation's seeds are multiples of this.
    private const ulong SeedStep = 5236;

    /// <summary>Clusters and scores the target.</summary>
    /// <param name="source">Labelled samples; those of classes that are not known are left out.</param>
    /// <param name="sourceLabels">Their classes.</param>
    /// <param name="target">Samples whose classes are not shown to the clustering.</param>
    /// <param name="labels">Their classes, for the score alone.</param>
    /// <param name="known">How many classes are known.</param>
    /// <param name="classes">How many clusters are made: known and novel classes.</param>
    /// <param name="seed">Determines the tries.</param>
    /// <param name="tries">How many; at least 1.</param>
    /// <param name="settings">How the clustering goes about it; null for the defaults.</param>
    /// <exception cref="ArgumentException">Labels and samples are not equally many.</exception>
    /// <exception cref="WeftException">The samples do not suffice for the classes.</exception>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public static GcdResult Evaluate(
        FeatureRows source, ReadOnlySpan<int> sourceLabels, FeatureRows target, ReadOnlySpan<int> labels, int known, int classes,
        ulong seed, int tries = UsualTries, SemiSupervisedSettings? settings = null)
    {
        if (tries < 1)
        {
            throw new UsageException($"The clustering cannot be tried {tries} times: take at least 1.");
        }

        var (kept, keptLabels) = Known(source, sourceLabels, known);
        using var clustering = new SemiSupervisedKMeans(kept, keptLabels, target, known, settings);
        var accuracies = new List<ClusterAccuracy>();
        var fits = new List<double>();
        for (var n = 0; n < tries; n++)
        {
            var result = clustering.Fit(classes, unchecked(seed + (SeedStep * (ulong)n)));
            accuracies.Add(ClusterAccuracy.Of(labels, result.Unlabelled, known));
            fits.Add(result.Fit);
        }

        return new(accuracies, fits);
    }

    /// <summary>The samples of known classes.</summary>
    internal static (FeatureRows Rows, int[] Labels) Known(FeatureRows source, ReadOnlySpan<int> labels, int known)
    {
        if (labels.Length != source.Rows)
        {
            throw new ArgumentException($"{source.Rows} samples have {labels.Length} labels.", nameof(labels));
        }

        var rows = new List<int>();
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] < (uint)known)
            {
                rows.Add(i);
            }
        }

        var values = new float[rows.Count * source.Columns];
        for (var i = 0; i < rows.Count; i++)
        {
            source.Row(rows[i]).CopyTo(values.AsSpan(i * source.Columns));
        }

        var all = labels.ToArray();
        return (new FeatureRows(values, rows.Count, source.Columns), [.. rows.Select(i => all[i])]);
    }
}
