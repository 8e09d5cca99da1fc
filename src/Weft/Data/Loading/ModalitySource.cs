using System.Runtime.ExceptionServices;
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
    /// <summary>From so many values on, reading a sample is worth a thread: posters, videos and clips are decoded and normalised.</summary>
    private const int LargeSample = 1 << 16;

    private readonly RowTable labels = data.Labels(split);
    private readonly int size = checked((int)modality.InputShape.Aggregate(1L, (a, b) => a * b));

    /// <inheritdoc/>
    public int Count => labels.Count;

    /// <inheritdoc/>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        var input = Tensor.Empty([indices.Length, .. modality.InputShape]);
        if (size >= LargeSample)
        {
            // Each sample has its own place and its own draws, so the order of reading changes no bit.
            var copy = indices.ToArray();
            try
            {
                Parallel.For(0, copy.Length, i => Read(epoch, copy[i], input.AsSpan<float>().Slice(i * size, size)));
            }
            catch (AggregateException several)
            {
                // Whoever meets one damaged sample is told of it, not of threads.
                ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
            }
        }
        else
        {
            var values = input.AsSpan<float>();
            for (var i = 0; i < indices.Length; i++)
            {
                Read(epoch, indices[i], values.Slice(i * size, size));
            }
        }

        return new Batch([input], labels.Gather(indices));
    }

    private void Read(int epoch, int index, Span<float> sample)
    {
        if (augmentation?.Variation(epoch, index) is { } draw)
        {
            data.ReadVaried(modality.Name, split, index, draw, sample);
        }
        else
        {
            data.Read(modality.Name, split, index, sample);
        }

        augmentation?.Apply(sample, modality.InputShape, epoch, index);
    }
}
