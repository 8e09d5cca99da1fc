using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>What metrics are computed from.</summary>
public sealed record MetricInputs
{
    /// <summary>[<see cref="Rows"/>, <see cref="Columns"/>] in C order: scores of classes, or features where
    /// <see cref="AreFeatures"/>.</summary>
    public required float[] Scores { get; init; }

    /// <summary>Samples.</summary>
    public required int Rows { get; init; }

    /// <summary>Scores or features of a sample.</summary>
    public required int Columns { get; init; }

    /// <summary>Whether <see cref="Scores"/> are features, as of methods without a classifier.</summary>
    public bool AreFeatures { get; init; }

    /// <summary>The true class of each sample, from 0.</summary>
    public required int[] Labels { get; init; }

    /// <summary>How many classes are known: 0..<see cref="Known"/> - 1 of the source.</summary>
    public required int Known { get; init; }

    /// <summary>How many classes there are with the novel ones; at least <see cref="Known"/>.</summary>
    public required int Classes { get; init; }

    /// <summary>[source samples, <see cref="Columns"/>]: the source's features; null where there are none.</summary>
    public float[]? SourceFeatures { get; init; }

    /// <summary>The class of each sample of the source; null where there are none.</summary>
    public int[]? SourceLabels { get; init; }

    /// <summary>Determines the clusterings.</summary>
    public ulong Seed { get; init; }

    /// <summary>Tries of <c>gcd</c>; 20.</summary>
    public int Tries { get; init; } = GcdEvaluation.UsualTries;

    /// <summary>Tries of <c>sskmeans</c>; 100.</summary>
    public int OldTries { get; init; } = 100;

    /// <summary>Clusters of <c>sskmeans</c>; 22.</summary>
    public int OldClusters { get; init; } = 22;

    /// <summary>How <c>gcd</c> and <c>sskmeans</c> cluster; whether as in the published code is <see cref="Reference"/>'s matter.</summary>
    public SemiSupervisedSettings Clustering { get; init; } = new();

    /// <summary>Whether the published code's peculiarities are kept (CDAR specification 7).</summary>
    public bool Reference { get; init; }

    /// <summary>The target's scores or features.</summary>
    internal FeatureRows Target() => new(Scores, Rows, Columns);

    /// <summary>The source's features with their classes.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    internal (FeatureRows Rows, int[] Labels) Source(string metric) => SourceFeatures is { } features && SourceLabels is { } labels
        ? (new FeatureRows(features, labels.Length, Columns), labels)
        : throw new UsageException($"The metric {metric} needs the features and labels of the source as well: name the source's list.");

    /// <summary>Checks what all metrics need.</summary>
    /// <exception cref="ArgumentException">Sizes do not fit each other.</exception>
    /// <exception cref="WeftException">There is no sample, or a label is out of range.</exception>
    internal void Check()
    {
        if (Rows == 0)
        {
            throw new WeftException("There is no sample to compute a metric of: check the list.");
        }

        if (Labels.Length != Rows)
        {
            throw new ArgumentException($"{Rows} samples have {Labels.Length} labels.");
        }

        if (Known < 1 || Classes < Known)
        {
            throw new ArgumentException($"{Known} known classes of {Classes} are not possible.");
        }

        for (var i = 0; i < Labels.Length; i++)
        {
            if (Labels[i] < 0 || Labels[i] >= Math.Max(Classes, Known + 1))
            {
                throw new WeftException(
                    $"Sample {i} has class {Labels[i]}, but classes are 0 to {Classes - 1}: check the list and the number of classes.");
            }
        }
    }
}
