using Weft.Search;

namespace Weft.Data.Loading;

/// <summary>How much a training sample may be changed, each as a part of its side.</summary>
/// <param name="Vertical">Largest shift up or down.</param>
/// <param name="Horizontal">Largest shift to the left or right.</param>
/// <param name="Mask">Largest height of a masked band and width of a masked column; one of each is masked.</param>
public sealed record AugmentationLimits(double Vertical, double Horizontal, double Mask);

/// <summary>
/// Small random changes of a picture or spectrogram: shifted, and a band and a column of it set to zero, the mean of normalised values
/// (after SpecAugment, Park and others, 2019). Each draw depends only on the seed, the epoch and the sample.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="limits">How much may change.</param>
public sealed class PlaneAugmentation(ulong seed, AugmentationLimits limits)
{
    /// <summary>Changes one sample in place.</summary>
    public void Apply(Span<float> plane, int height, int width, int epoch, int index)
    {
        var state = Seeds.Derive(seed, $"{epoch}/{index}");
        var dy = Draw(ref state, -(int)(limits.Vertical * height), (int)(limits.Vertical * height));
        var dx = Draw(ref state, -(int)(limits.Horizontal * width), (int)(limits.Horizontal * width));
        if ((dy, dx) != (0, 0))
        {
            Shift(plane, height, width, dy, dx);
        }

        var bandHeight = Draw(ref state, 0, (int)(limits.Mask * height));
        var bandTop = Draw(ref state, 0, height - bandHeight);
        plane.Slice(bandTop * width, bandHeight * width).Clear();
        var columnWidth = Draw(ref state, 0, (int)(limits.Mask * width));
        var columnLeft = Draw(ref state, 0, width - columnWidth);
        for (var y = 0; columnWidth > 0 && y < height; y++)
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
