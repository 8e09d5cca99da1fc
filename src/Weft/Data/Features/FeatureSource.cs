using Weft.Data.Loading;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Features;

/// <summary>Cached taps of a split as a source of batches: nothing but copying rows.</summary>
/// <param name="views">
/// The samples in one or more views, each with one table for each input of the network. With several, the samples of a batch are in
/// different views, and each sample's view changes from epoch to epoch.
/// </param>
/// <param name="labels">The labels.</param>
public sealed class FeatureSource(IReadOnlyList<IReadOnlyList<RowTable>> views, RowTable labels) : IBatchSource
{
    /// <inheritdoc/>
    public int Count => labels.Count;

    /// <inheritdoc/>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        var inputs = new Tensor[views[0].Count];
        for (var t = 0; t < inputs.Length; t++)
        {
            inputs[t] = views.Count == 1 ? views[0][t].Gather(indices) : Mixed(t, epoch, indices);
        }

        return new Batch(inputs, labels.Gather(indices));
    }

    private Tensor Mixed(int tap, int epoch, ReadOnlySpan<int> indices)
    {
        var type = views[^1][tap].Type;
        var tensor = Tensor.Empty([indices.Length, .. views[0][tap].RowShape], type.ToDType());
        var bytes = tensor.AsBytes();
        var rowBytes = bytes.Length / indices.Length;
        for (var i = 0; i < indices.Length; i++)
        {
            views[(indices[i] + epoch) % views.Count][tap].Row(indices[i]).CopyTo(bytes.Slice(i * rowBytes, rowBytes));
        }

        return tensor;
    }
}
