using Weft.Tasks;
using Weft.Torch;

namespace Weft.Data.Loading;

/// <summary>One modality of a split as a source of batches, augmented or not.</summary>
/// <param name="data">The task's data.</param>
/// <param name="modality">Which modality.</param>
/// <param name="split">Which split.</param>
/// <param name="augmentation">Changes samples of training; null for none.</param>
public sealed class ModalitySource(ITaskData data, Modality modality, Split split, Augmenter? augmentation = null) : IBatchSource
{
    private readonly RowTable labels = data.Labels(split);
    private readonly int size = checked((int)modality.InputShape.Aggregate(1L, (a, b) => a * b));

    /// <inheritdoc/>
    public int Count => labels.Count;

    /// <inheritdoc/>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        var input = Tensor.Empty([indices.Length, .. modality.InputShape]);
        var values = input.AsSpan<float>();
        for (var i = 0; i < indices.Length; i++)
        {
            var sample = values.Slice(i * size, size);
            if (augmentation?.Variation(epoch, indices[i]) is { } draw)
            {
                data.ReadVaried(modality.Name, split, indices[i], draw, sample);
            }
            else
            {
                data.Read(modality.Name, split, indices[i], sample);
            }

            augmentation?.Apply(sample, modality.InputShape, epoch, indices[i]);
        }

        return new Batch([input], labels.Gather(indices));
    }
}
