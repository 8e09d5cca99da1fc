using System.Numerics;

namespace Weft.Data.Regions;

/// <summary>
/// How boxes lie to each other and in their image (MmNas specification, sections 2 and 6.0), as published in single precision. Between boxes,
/// widths and heights count both border pixels (x2 - x1 + 1); shares of the image do not.
/// </summary>
/// <remarks>
/// The published loader also makes features of word pairs from their vectors. They are not computed here: every published network that was
/// trained drops them before they reach a weight.
/// </remarks>
public static class BoxGeometry
{
    /// <summary>How many numbers describe a pair of boxes.</summary>
    public const int PairWidth = 4;

    /// <summary>How many numbers describe a box in its image.</summary>
    public const int BoxWidth = 5;

    private const float Nearest = 1e-3f;

    /// <summary>
    /// The geometry of each pair of boxes, of which i asks and j answers: log max(|cx_i - cx_j| / w_i, 0.001), the same of cy and h,
    /// log(w_i / w_j), log(h_i / h_j).
    /// </summary>
    /// <param name="boxes">[count, 4] or more: x1, y1, x2, y2, none inverted.</param>
    /// <param name="count">How many boxes there are.</param>
    /// <param name="padded">How many rows and columns the destination has; pairs beyond the boxes are zeros.</param>
    /// <param name="destination">Receives [padded, padded, 4].</param>
    /// <exception cref="ArgumentException">There are fewer boxes, more than padded, or the destination has another length.</exception>
    public static void Fill(ReadOnlySpan<float> boxes, int count, int padded, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, padded);
        if (boxes.Length < 4L * count || destination.Length != (long)padded * padded * PairWidth)
        {
            throw new ArgumentException($"{boxes.Length} numbers of boxes and {destination.Length} of pairs do not fit {count} boxes padded to {padded}.");
        }

        destination.Clear();

        // Whole vectors, so that a pair's numbers do not depend on where it stands.
        var length = (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        var centreX = new float[length];
        var centreY = new float[length];
        var width = new float[length];
        var height = new float[length];
        width.AsSpan(count).Fill(1);
        height.AsSpan(count).Fill(1);
        for (var i = 0; i < count; i++)
        {
            var box = boxes.Slice(4 * i, 4);
            centreX[i] = (box[0] + box[2]) * .5f;
            centreY[i] = (box[1] + box[3]) * .5f;
            width[i] = box[2] - box[0] + 1;
            height[i] = box[3] - box[1] + 1;
        }

        var columns = new float[PairWidth * length];
        for (var i = 0; i < count; i++)
        {
            Distances(centreX, i, width[i], columns.AsSpan(0, length));
            Distances(centreY, i, height[i], columns.AsSpan(length, length));
            Ratios(width, i, columns.AsSpan(2 * length, length));
            Ratios(height, i, columns.AsSpan(3 * length, length));
            var row = destination.Slice(i * padded * PairWidth, count * PairWidth);
            for (var j = 0; j < count; j++)
            {
                for (var k = 0; k < PairWidth; k++)
                {
                    row[(j * PairWidth) + k] = columns[(k * length) + j];
                }
            }
        }
    }

    /// <summary>Where each box lies in its image: x1/W, y1/H, x2/W, y2/H, and its share of the area.</summary>
    /// <param name="regions">The boxes and the image's size.</param>
    /// <param name="destination">Receives [count, 5]; for fewer boxes, a shorter one.</param>
    /// <exception cref="ArgumentException">The destination is not whole rows, or more than there are boxes.</exception>
    public static void FillBoxes(RegionFile regions, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(regions);
        if (destination.Length % BoxWidth != 0 || destination.Length / BoxWidth > regions.Count)
        {
            throw new ArgumentException($"{destination.Length} numbers are not {BoxWidth} for each of at most {regions.Count} boxes.", nameof(destination));
        }

        var (height, width) = (regions.ImageHeight, regions.ImageWidth);
        for (var i = 0; i < destination.Length / BoxWidth; i++)
        {
            var box = regions.Boxes.AsSpan(4 * i, 4);
            var row = destination.Slice(i * BoxWidth, BoxWidth);
            row[0] = box[0] / width;
            row[1] = box[1] / height;
            row[2] = box[2] / width;
            row[3] = box[3] / height;
            row[4] = (box[2] - box[0]) * (box[3] - box[1]) / (width * height);
        }
    }

    private static void Distances(float[] centres, int from, float size, Span<float> destination)
    {
        var origin = new Vector<float>(centres[from]);
        for (var i = 0; i < centres.Length; i += Vector<float>.Count)
        {
            var distance = Vector.Abs(origin - new Vector<float>(centres, i)) / size;
            Vector.Log(Vector.Max(distance, new Vector<float>(Nearest))).CopyTo(destination[i..]);
        }
    }

    private static void Ratios(float[] sizes, int from, Span<float> destination)
    {
        var size = new Vector<float>(sizes[from]);
        for (var i = 0; i < sizes.Length; i += Vector<float>.Count)
        {
            Vector.Log(size / new Vector<float>(sizes, i)).CopyTo(destination[i..]);
        }
    }
}
