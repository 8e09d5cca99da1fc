using System.Numerics;
using Weft.Data.Formats.Images;

namespace Weft.Data.Clips.Transforms;

/// <summary>
/// Bilinear resampling of 8-bit pictures as OpenCV computes it, to the bit: half-pixel centres, no widening when a picture shrinks, weights
/// in fixed point of 11 bits, columns first and then rows (CDAR specification 1.6 and 11). Weights are computed once for a pair of sizes.
/// Not for several threads at once.
/// </summary>
public sealed class BilinearResize
{
    private const int Colours = FrameStack.Colours;
    private const int Scale = 1 << 11;

    // OpenCV drops the lowest 4 bits of a row before it multiplies by the rows' weights, and 16 more after.
    private const int RowShift = 4;
    private const int ProductShift = 16;
    private const int LastShift = 2;

    private readonly int[] lefts;
    private readonly int[] rights;
    private readonly int[] leftWeights;
    private readonly int[] tops;
    private readonly int[] topWeights;
    private readonly int[] bottomWeights;
    private int[] upper;
    private int[] lower;

    /// <summary>Computes the weights.</summary>
    /// <param name="sourceWidth">Pixels of a source row; at least 1.</param>
    /// <param name="sourceHeight">Source rows; at least 1.</param>
    /// <param name="width">Pixels of a result row; at least 1.</param>
    /// <param name="height">Result rows; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public BilinearResize(int sourceWidth, int sourceHeight, int width, int height)
    {
        foreach (var size in (int[])[sourceWidth, sourceHeight, width, height])
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        }

        (SourceWidth, SourceHeight, Width, Height) = (sourceWidth, sourceHeight, width, height);
        (lefts, rights, leftWeights) = (new int[width], new int[width], new int[width]);
        (tops, topWeights, bottomWeights) = (new int[height], new int[height], new int[height]);
        (upper, lower) = (new int[width * Colours], new int[width * Colours]);
        for (var x = 0; x < width; x++)
        {
            var (first, second) = Place(x, sourceWidth, width);
            if (first < 0 || first >= sourceWidth - 1)
            {
                (first, second) = (Math.Clamp(first, 0, sourceWidth - 1), 0);
            }

            lefts[x] = first * Colours;
            rights[x] = Math.Min(first + 1, sourceWidth - 1) * Colours;
            leftWeights[x] = Fixed(1 - second);
        }

        for (var y = 0; y < height; y++)
        {
            (tops[y], var second) = Place(y, sourceHeight, height);
            (topWeights[y], bottomWeights[y]) = (Fixed(1 - second), Fixed(second));
        }
    }

    /// <summary>Pixels of a source row.</summary>
    public int SourceWidth { get; }

    /// <summary>Source rows.</summary>
    public int SourceHeight { get; }

    /// <summary>Pixels of a result row.</summary>
    public int Width { get; }

    /// <summary>Result rows.</summary>
    public int Height { get; }

    /// <summary>Resizes a picture.</summary>
    /// <param name="source">The picture, three values a pixel, of the source's size.</param>
    /// <param name="destination">Receives [height, width, 3].</param>
    /// <exception cref="ArgumentException">The picture or the destination is of another size.</exception>
    public void Apply(PixelView source, Span<byte> destination)
    {
        if (source.Width != SourceWidth || source.Height != SourceHeight || source.Channels != Colours)
        {
            throw new ArgumentException(
                $"The picture has {source.Width} x {source.Height} pixels of {source.Channels}, not {SourceWidth} x {SourceHeight} of {Colours}.",
                nameof(source));
        }

        var length = Width * Colours;
        if (destination.Length != length * Height)
        {
            throw new ArgumentException($"{length * Height} values are needed, not {destination.Length}.", nameof(destination));
        }

        // Neighbouring result rows share source rows: what was computed for one is kept for the next.
        var (upperRow, lowerRow) = (-1, -1);
        for (var y = 0; y < Height; y++)
        {
            var top = Math.Clamp(tops[y], 0, SourceHeight - 1);
            var bottom = Math.Clamp(tops[y] + 1, 0, SourceHeight - 1);
            if (top != upperRow)
            {
                if (top == lowerRow)
                {
                    (upper, lower) = (lower, upper);
                    (upperRow, lowerRow) = (lowerRow, -1);
                }
                else
                {
                    Across(source.Row(top), upper);
                    upperRow = top;
                }
            }

            if (bottom != lowerRow)
            {
                Across(source.Row(bottom), lower);
                lowerRow = bottom;
            }

            Down(upper, lower, topWeights[y], bottomWeights[y], destination.Slice(y * length, length));
        }
    }

    /// <summary>Where a result's centre lies: the pixel before it, and how far behind that.</summary>
    private static (int First, float Second) Place(int at, int source, int result)
    {
        var scale = 1 / ((double)result / source);
        var place = (float)(((at + 0.5) * scale) - 0.5);
        var first = (int)MathF.Floor(place);
        return (first, place - first);
    }

    private static int Fixed(float weight) => (int)MathF.Round(weight * Scale, MidpointRounding.ToEven);

    private static void Down(ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, int top, int bottom, Span<byte> destination)
    {
        var i = 0;
        for (; i <= destination.Length - (4 * Vector<int>.Count); i += 4 * Vector<int>.Count)
        {
            var low = Vector.Narrow(Four(upper, lower, top, bottom, i), Four(upper, lower, top, bottom, i + Vector<int>.Count));
            var high = Vector.Narrow(
                Four(upper, lower, top, bottom, i + (2 * Vector<int>.Count)), Four(upper, lower, top, bottom, i + (3 * Vector<int>.Count)));
            Vector.Narrow(Vector.AsVectorUInt16(low), Vector.AsVectorUInt16(high)).CopyTo(destination[i..]);
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = (byte)((((upper[i] * top) >> ProductShift) + ((lower[i] * bottom) >> ProductShift) + 2) >> LastShift);
        }
    }

    private static Vector<int> Four(ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, int top, int bottom, int at)
    {
        var sum = Vector.ShiftRightArithmetic(new Vector<int>(upper[at..]) * top, ProductShift)
            + Vector.ShiftRightArithmetic(new Vector<int>(lower[at..]) * bottom, ProductShift);
        return Vector.ShiftRightArithmetic(sum + new Vector<int>(2), LastShift);
    }

    private void Across(ReadOnlySpan<byte> row, Span<int> destination)
    {
        for (var x = 0; x < lefts.Length; x++)
        {
            var left = row.Slice(lefts[x], Colours);
            var right = row.Slice(rights[x], Colours);
            var to = destination.Slice(x * Colours, Colours);
            var (first, second) = (leftWeights[x], Scale - leftWeights[x]);
            to[0] = ((left[0] * first) + (right[0] * second)) >> RowShift;
            to[1] = ((left[1] * first) + (right[1] * second)) >> RowShift;
            to[2] = ((left[2] * first) + (right[2] * second)) >> RowShift;
        }
    }
}
