using Weft.Torch;

namespace Weft.Data.Clips;

/// <summary>
/// Which samples a process reads in an epoch where every class is as likely as another: drawn with replacement, as many as there are
/// samples (CDAR specification 1.4). The draws are libtorch's, so that they are those of the published code for the same seed.
/// </summary>
public sealed class BalancedOrder
{
    private readonly float[] weights;
    private readonly ulong seed;
    private readonly int ranks;
    private readonly int rank;

    /// <summary>Creates the order.</summary>
    /// <param name="labels">The samples' classes; at least one.</param>
    /// <param name="seed">Added to the epoch to seed the draws.</param>
    /// <param name="ranks">How many processes share the samples; at least 1.</param>
    /// <param name="rank">Which of them this is, from 0.</param>
    /// <exception cref="UsageException">There is no sample, or no such rank.</exception>
    public BalancedOrder(IReadOnlyList<int> labels, ulong seed, int ranks = 1, int rank = 0)
    {
        if (labels.Count == 0 || ranks < 1 || rank < 0 || rank >= ranks)
        {
            throw new UsageException(
                "An order needs at least 1 sample and a rank below the number of processes; "
                + $"these are {labels.Count} samples and rank {rank} of {ranks}.");
        }

        (weights, this.seed, this.ranks, this.rank) = (Weights(labels), seed, ranks, rank);
    }

    /// <summary>Samples of this process in an epoch.</summary>
    public int Count => (int)(((long)weights.Length + ranks - 1) / ranks);

    /// <summary>The samples of this process in their order.</summary>
    /// <param name="epoch">The 0-based epoch.</param>
    public int[] Indices(int epoch)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(unchecked(seed + (ulong)epoch));
        var drawn = Tensor.From(weights).Multinomial((long)Count * ranks, replacement: true, generator).ToArray<long>();
        var mine = new int[Count];
        for (var i = 0; i < mine.Length; i++)
        {
            mine[i] = (int)drawn[((long)i * ranks) + rank];
        }

        return mine;
    }

    private static float[] Weights(IReadOnlyList<int> labels)
    {
        var sizes = labels.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
        return [.. labels.Select(label => (float)(1.0 / sizes.Count / sizes[label]))];
    }
}
