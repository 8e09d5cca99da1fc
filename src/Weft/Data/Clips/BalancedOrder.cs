using Weft.Torch;

namespace Weft.Data.Clips;

/// <summary>
/// Which samples a process reads in an epoch where every class is as likely as another: drawn with replacement, as many as there are
/// samples (CDAR specification 1.4). The draws are libtorch's, so that they are those of the published code for the same seed.
/// </summary>
/// <param name="labels">The samples' classes; at least one.</param>
/// <param name="seed">Added to the epoch to seed the draws.</param>
/// <param name="ranks">How many processes share the samples; at least 1.</param>
/// <param name="rank">Which of them this is, from 0.</param>
public sealed class BalancedOrder(IReadOnlyList<int> labels, ulong seed, int ranks = 1, int rank = 0)
{
    private readonly float[] weights = Weights(labels);

    /// <summary>Samples of this process in an epoch.</summary>
    public int Count => (int)(((long)labels.Count + ranks - 1) / ranks);

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
            mine[i] = (int)drawn[(i * ranks) + rank];
        }

        return mine;
    }

    private static float[] Weights(IReadOnlyList<int> labels)
    {
        var sizes = labels.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
        return [.. labels.Select(label => (float)(1.0 / sizes.Count / sizes[label]))];
    }
}
