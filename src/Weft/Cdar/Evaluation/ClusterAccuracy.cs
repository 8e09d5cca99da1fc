using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>
/// How well clusters agree with classes (CDAR specification 3): clusters are matched with classes once, over all samples, so that most
/// samples
/// agree; what is then counted is in 0..1.
/// </summary>
public sealed record ClusterAccuracy
{
    /// <summary>The most clusters or classes that are matched: the matching is cubic in them.</summary>
    public const int MostClasses = 2048;

    /// <summary>The part of all samples that agrees.</summary>
    public required double All { get; init; }

    /// <summary>The part of the samples of known classes that agrees; 0 where there are none.</summary>
    public required double Old { get; init; }

    /// <summary>The part of the samples of novel classes that agrees; 0 where there are none.</summary>
    public required double New { get; init; }

    /// <summary>The mean over classes of the part that agrees.</summary>
    public required double BalancedAll { get; init; }

    /// <summary>The mean over known classes of the part that agrees; 0 where none has a sample.</summary>
    public required double BalancedOld { get; init; }

    /// <summary>The mean over novel classes of the part that agrees; 0 where none has a sample.</summary>
    public required double BalancedNew { get; init; }

    /// <summary>The class each cluster stands for; a cluster left over stands for a number that is no class of any sample.</summary>
    public required IReadOnlyList<int> ClassOfCluster { get; init; }

    /// <summary>What was taken for what, with each cluster standing for its class.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>The six figures with the names that metrics give them; the first is empty.</summary>
    public IEnumerable<(string Suffix, double Value)> Figures =>
    [
        ("", All), ("_old", Old), ("_new", New),
        ("_balanced", BalancedAll), ("_balanced_old", BalancedOld), ("_balanced_new", BalancedNew),
    ];

    /// <summary>Matches clusters with classes and counts.</summary>
    /// <param name="labels">True classes, from 0.</param>
    /// <param name="clusters">The cluster of each sample, from 0.</param>
    /// <param name="known">How many classes are known: 0..<paramref name="known"/> - 1; the others are novel.</param>
    /// <exception cref="ArgumentException">There is no sample, the lengths differ, or a class or cluster is below 0.</exception>
    /// <exception cref="WeftException">There are more than <see cref="MostClasses"/> classes or clusters.</exception>
    public static ClusterAccuracy Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> clusters, int known)
    {
        if (labels.IsEmpty || labels.Length != clusters.Length)
        {
            throw new ArgumentException($"{labels.Length} labels cannot be compared with {clusters.Length} clusters.", nameof(clusters));
        }

        var size = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            size = Math.Max(size, Math.Max(labels[i], clusters[i]) + 1);
        }

        if (size > MostClasses)
        {
            throw new WeftException($"Class or cluster {size - 1} cannot be matched: at most {MostClasses} are.");
        }

        var classOf = Match(ConfusionMatrix.Of(labels, clusters, size));
        var matched = new int[clusters.Length];
        for (var i = 0; i < matched.Length; i++)
        {
            matched[i] = classOf[clusters[i]];
        }

        var confusion = ConfusionMatrix.Of(labels, matched, size);
        var (old, novel) = (Enumerable.Range(0, Math.Clamp(known, 0, size)), Enumerable.Range(0, size).Skip(Math.Max(0, known)));
        return new()
        {
            All = Part(confusion, Enumerable.Range(0, size)),
            Old = Part(confusion, old),
            New = Part(confusion, novel),
            BalancedAll = MeanClassAccuracy.Of(confusion),
            BalancedOld = MeanClassAccuracy.Of(confusion, old, reference: false),
            BalancedNew = MeanClassAccuracy.Of(confusion, novel, reference: false),
            ClassOfCluster = classOf,
            Confusion = confusion,
        };
    }

    private static int[] Match(ConfusionMatrix agreement)
    {
        var size = agreement.Classes;
        var costs = new double[size * size];
        for (var cluster = 0; cluster < size; cluster++)
        {
            for (var label = 0; label < size; label++)
            {
                costs[(cluster * size) + label] = -agreement.Counts[label][cluster];
            }
        }

        return HungarianAssignment.Solve(costs, size, size);
    }

    private static double Part(ConfusionMatrix confusion, IEnumerable<int> classes)
    {
        var (agreed, all) = (0L, 0L);
        foreach (var c in classes)
        {
            agreed += confusion.Counts[c][c];
            all += confusion.Support(c);
        }

        return all == 0 ? 0 : (double)agreed / all;
    }
}
