using System.Numerics;
using System.Runtime.Intrinsics;

namespace Weft.Data.Grounding;

/// <summary>
/// Arithmetic of boxes x1 y1 x2 y2 in pixels that lie one after the other. The right and the bottom edge belong to a box, so that it is
/// x2 - x1 + 1 wide (MmNas specification 6.2).
/// </summary>
public static class Boxes
{
    /// <summary>Numbers of one box.</summary>
    public const int Size = 4;

    /// <summary>How much two boxes overlap: their common area by their joint area, from 0 to 1.</summary>
    /// <param name="first">One box.</param>
    /// <param name="second">Another.</param>
    public static double Overlap(ReadOnlySpan<double> first, ReadOnlySpan<double> second) => Overlap(first, second, Area(second));

    /// <summary>How much each of some boxes overlaps with each of some others.</summary>
    /// <param name="boxes">The boxes, [n, 4].</param>
    /// <param name="queries">The others, [k, 4].</param>
    /// <param name="destination">Receives the overlaps, [n, k].</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public static void Overlaps(ReadOnlySpan<double> boxes, ReadOnlySpan<double> queries, Span<double> destination)
    {
        var (count, width) = (CountOf(boxes), CountOf(queries));
        Require(destination.Length == (long)count * width, nameof(destination));
        for (var q = 0; q < width; q++)
        {
            var query = queries.Slice(q * Size, Size);
            var area = Area(query);
            var i = 0;
            for (; i + Vector256<double>.Count <= count; i += Vector256<double>.Count)
            {
                var four = FourOverlaps(boxes.Slice(i * Size, Size * Vector256<double>.Count), query, area);
                for (var j = 0; j < Vector256<double>.Count; j++)
                {
                    destination[((i + j) * width) + q] = four[j];
                }
            }

            for (; i < count; i++)
            {
                destination[(i * width) + q] = Overlap(boxes.Slice(i * Size, Size), query, area);
            }
        }
    }

    /// <summary>How much each of some boxes overlaps with one box, computed in double precision.</summary>
    /// <param name="boxes">The boxes, [n, 4].</param>
    /// <param name="query">The one box.</param>
    /// <param name="destination">Receives the overlaps, [n].</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public static void Overlaps(ReadOnlySpan<float> boxes, ReadOnlySpan<float> query, Span<double> destination)
    {
        Require(query.Length == Size, nameof(query));
        Span<double> one = stackalloc double[Size];
        Widen(query, one);
        var wide = new double[boxes.Length];
        Widen(boxes, wide);
        Overlaps(wide, one, destination);
    }

    /// <summary>
    /// The offsets that lead from each of some boxes to one box: of the centre in widths and heights, and the logarithms of the ratios of sizes.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="boxes">The boxes, [n, 4].</param>
    /// <param name="target">The box that they lead to.</param>
    /// <param name="offsets">Receives dx dy dw dh of each, [n, 4].</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public static void Encode<T>(ReadOnlySpan<T> boxes, ReadOnlySpan<T> target, Span<T> offsets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(target.Length == Size, nameof(target));
        Require(offsets.Length == CountOf(boxes) * Size, nameof(offsets));
        for (var i = 0; i < boxes.Length; i += Size)
        {
            for (var axis = 0; axis < 2; axis++)
            {
                var (centre, length) = Side(boxes.Slice(i, Size), axis);
                var (wanted, wantedLength) = Side(target, axis);
                offsets[i + axis] = (wanted - centre) / length;
                offsets[i + axis + 2] = T.Log(wantedLength / length);
            }
        }
    }

    /// <summary>The boxes that offsets lead to.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="boxes">Where they start, [n, 4].</param>
    /// <param name="offsets">dx dy dw dh of each, [n, 4].</param>
    /// <param name="destination">Receives the boxes, [n, 4].</param>
    /// <param name="rules">
    /// Sound: the exact inverse of <see cref="Encode"/>. Reference: the right and the bottom edge lie one pixel further, as published.
    /// </param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public static void Decode<T>(ReadOnlySpan<T> boxes, ReadOnlySpan<T> offsets, Span<T> destination, Compatibility rules)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(offsets.Length == CountOf(boxes) * Size, nameof(offsets));
        Require(destination.Length == boxes.Length, nameof(destination));
        var two = T.One + T.One;
        for (var i = 0; i < boxes.Length; i += Size)
        {
            for (var axis = 0; axis < 2; axis++)
            {
                var (centre, length) = Side(boxes.Slice(i, Size), axis);
                var middle = (offsets[i + axis] * length) + centre;
                var half = T.Exp(offsets[i + axis + 2]) * length / two;
                destination[i + axis] = middle - half;
                destination[i + axis + 2] = rules == Compatibility.Reference ? middle + half : middle + half - T.One;
            }
        }
    }

    /// <summary>Moves edges that lie outside of a picture onto its border.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="boxes">The boxes, [n, 4]; changed in place.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="width">Its width.</param>
    public static void Clip<T>(Span<T> boxes, T height, T width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < boxes.Length; i++)
        {
            var last = (i % 2 == 0 ? width : height) - T.One;
            boxes[i] = T.Max(T.Min(boxes[i], last), T.Zero);
        }
    }

    private static (T Centre, T Length) Side<T>(ReadOnlySpan<T> box, int axis)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = box[axis + 2] - box[axis] + T.One;
        return (box[axis] + (length / (T.One + T.One)), length);
    }

    private static double Area(ReadOnlySpan<double> box) => (box[2] - box[0] + 1) * (box[3] - box[1] + 1);

    private static double Overlap(ReadOnlySpan<double> box, ReadOnlySpan<double> query, double queryArea)
    {
        var width = Math.Min(box[2], query[2]) - Math.Max(box[0], query[0]) + 1;
        var height = Math.Min(box[3], query[3]) - Math.Max(box[1], query[1]) + 1;
        var common = width * height;
        return width > 0 && height > 0 ? common / (Area(box) + queryArea - common) : 0;
    }

    // The same operations in the same order as for one box, so that a box's overlap does not depend on its place in the list.
    private static Vector256<double> FourOverlaps(ReadOnlySpan<double> b, ReadOnlySpan<double> query, double queryArea)
    {
        var (x1, y1) = (Vector256.Create(b[0], b[4], b[8], b[12]), Vector256.Create(b[1], b[5], b[9], b[13]));
        var (x2, y2) = (Vector256.Create(b[2], b[6], b[10], b[14]), Vector256.Create(b[3], b[7], b[11], b[15]));
        var one = Vector256<double>.One;
        var width = Vector256.Min(x2, Vector256.Create(query[2])) - Vector256.Max(x1, Vector256.Create(query[0])) + one;
        var height = Vector256.Min(y2, Vector256.Create(query[3])) - Vector256.Max(y1, Vector256.Create(query[1])) + one;
        var common = width * height;
        var area = (x2 - x1 + one) * (y2 - y1 + one);
        var overlap = common / (area + Vector256.Create(queryArea) - common);
        var meet = Vector256.GreaterThan(width, Vector256<double>.Zero) & Vector256.GreaterThan(height, Vector256<double>.Zero);
        return Vector256.ConditionalSelect(meet, overlap, Vector256<double>.Zero);
    }

    private static int CountOf<T>(ReadOnlySpan<T> boxes)
    {
        Require(boxes.Length % Size == 0, nameof(boxes));
        return boxes.Length / Size;
    }

    private static void Widen(ReadOnlySpan<float> narrow, Span<double> wide)
    {
        for (var i = 0; i < narrow.Length; i++)
        {
            wide[i] = narrow[i];
        }
    }

    private static void Require(bool fits, string name)
    {
        if (!fits)
        {
            throw new ArgumentException("Boxes are four numbers each, and the lengths must belong together.", name);
        }
    }
}
