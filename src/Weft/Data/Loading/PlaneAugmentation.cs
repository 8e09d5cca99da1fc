namespace Weft.Data.Loading;

/// <summary>
/// Small changes of a picture or spectrogram [channels, height, width]: shifted, and a band and a column of it set to zero, the mean of
/// normalised values (after SpecAugment, Park and others, 2019). Every channel is changed alike.
/// </summary>
/// <param name="Vertical">Largest shift up or down, as a part of the height.</param>
/// <param name="Horizontal">Largest shift to the left or right, as a part of the width.</param>
/// <param name="Mask">Largest height of a masked band and width of a masked column, as a part of the side; one of each is masked.</param>
public sealed record PlaneAugmentation(double Vertical, double Horizontal, double Mask) : IAugmentation
{
    /// <inheritdoc/>
    public IAugmentation Scaled(double factor) => new PlaneAugmentation(Vertical * factor, Horizontal * factor, Math.Min(Mask * factor, 1));

    /// <inheritdoc/>
    public void Apply(Span<float> sample, IReadOnlyList<long> shape, ref ItemRandom random)
    {
        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        var dy = Draw(ref random, -(int)(Vertical * height), (int)(Vertical * height));
        var dx = Draw(ref random, -(int)(Horizontal * width), (int)(Horizontal * width));
        var bandHeight = Draw(ref random, 0, (int)(Mask * height));
        var bandTop = Draw(ref random, 0, height - bandHeight);
        var columnWidth = Draw(ref random, 0, (int)(Mask * width));
        var columnLeft = Draw(ref random, 0, width - columnWidth);
        for (var first = 0; first < sample.Length; first += height * width)
        {
            var plane = sample.Slice(first, height * width);
            if ((dy, dx) != (0, 0))
            {
                Shift(plane, height, width, dy, dx);
            }

            plane.Slice(bandTop * width, bandHeight * width).Clear();
            for (var y = 0; columnWidth > 0 && y < height; y++)
            {
                plane.Slice((y * width) + columnLeft, columnWidth).Clear();
            }
        }
    }

    private static int Draw(ref ItemRandom random, int low, int high) => low + (int)((random.NextBits() >> 32) * (ulong)(high - low + 1) >> 32);

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
