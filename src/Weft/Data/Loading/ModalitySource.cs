using Weft.Search;
using Weft.Tasks;
using Weft.Torch;

namespace Weft.Data.Loading;

/// <summary>One modality of a split as a source of batches, augmented or not.</summary>
/// <param name="data">The task's data.</param>
/// <param name="modality">Which modality.</param>
/// <param name="split">Which split.</param>
/// <param name="augmentation">Changes samples of training; null for none.</param>
public sealed class ModalitySource(ITaskData data, Modality modality, Split split, PlaneAugmentation? augmentation = null) : IBatchSource
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
            data.Read(modality.Name, split, indices[i], sample);
            augmentation?.Apply(sample, (int)modality.InputShape[^2], (int)modality.InputShape[^1], epoch, indices[i]);
        }

        return new Batch([input], labels.Gather(indices));
    }
}

/// <summary>
/// Small random changes of a picture or spectrogram: shifted, and bands and columns of it set to zero, the mean of normalised values
/// (after SpecAugment, Park and others, 2019). Each draw depends only on the seed, the epoch and the sample.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="shift">Largest shift in each direction, as a part of the side.</param>
/// <param name="mask">Largest width of a masked band, as a part of the side; one band and one column are masked.</param>
public sealed class PlaneAugmentation(ulong seed, double shift, double mask)
{
    /// <summary>Changes one sample in place.</summary>
    public void Apply(Span<float> plane, int height, int width, int epoch, int index)
    {
        var state = Seeds.Derive(seed, $"augment/{epoch}/{index}");
        var dy = Draw(ref state, -(int)(shift * height), (int)(shift * height));
        var dx = Draw(ref state, -(int)(shift * width), (int)(shift * width));
        Shift(plane, height, width, dy, dx);
        var bandHeight = Draw(ref state, 0, (int)(mask * height));
        var bandTop = Draw(ref state, 0, height - bandHeight);
        plane.Slice(bandTop * width, bandHeight * width).Clear();
        var columnWidth = Draw(ref state, 0, (int)(mask * width));
        var columnLeft = Draw(ref state, 0, width - columnWidth);
        for (var y = 0; y < height; y++)
        {
            plane.Slice((y * width) + columnLeft, columnWidth).Clear();
        }
    }

    private static int Draw(ref ulong state, int low, int high) => low + (int)((Seeds.Next(ref state) >> 32) * (ulong)(high - low + 1) >> 32);

    private static void Shift(Span<float> plane, int height, int width, int dy, int dx)
    {
        var copy = plane.ToArray();
        plane.Clear();
        var columns = width - Math.Abs(dx);
        for (var y = Math.Max(0, dy); y < Math.Min(height, height + dy); y++)
        {
            copy.AsSpan(((y - dy) * width) + Math.Max(0, -dx), columns).CopyTo(plane.Slice((y * width) + Math.Max(0, dx), columns));
        }
    }
}
