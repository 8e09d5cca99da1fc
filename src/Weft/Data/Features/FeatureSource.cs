using Weft.Data.Loading;
using Weft.Torch;

namespace Weft.Data.Features;

/// <summary>Cached taps of a split as a source of batches: nothing but copying rows.</summary>
/// <param name="taps">One table for each input of the network.</param>
/// <param name="labels">The labels.</param>
/// <param name="chosen">Which samples; all by default.</param>
public sealed class FeatureSource(IReadOnlyList<RowTable> taps, RowTable labels, int[]? chosen = null) : IBatchSource
{
    /// <inheritdoc/>
    public int Count => chosen?.Length ?? labels.Count;

    /// <inheritdoc/>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        Span<int> rows = indices.Length <= 1024 ? stackalloc int[indices.Length] : new int[indices.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = chosen is null ? indices[i] : chosen[indices[i]];
        }

        var inputs = new Tensor[taps.Count];
        for (var t = 0; t < inputs.Length; t++)
        {
            inputs[t] = taps[t].Gather(rows);
        }

        return new Batch(inputs, labels.Gather(rows));
    }
}
