using System.Numerics;

namespace Weft.Data.Clips.Backgrounds;

/// <summary>
/// The median over time of every place of a few frames that are in memory: the answer is found bit by bit, by counting how many values lie
/// below, for as many places at once as the processor has lanes. Nothing is sorted or counted apart.
/// </summary>
internal static class ColumnMedian
{
    /// <summary>The most frames: counts are bytes, too.</summary>
    internal const int MostFrames = 255;

    // So many places of all frames lie side by side in the processor's nearest cache.
    private const int Tile = 128;

    /// <summary>Computes medians; of an even number of frames the mean of the two middle values, without its fraction.</summary>
    /// <param name="frames">The frames, at most <see cref="MostFrames"/>.</param>
    /// <param name="median">Receives [height, width, 3].</param>
    internal static void Of(FrameStack frames, Span<byte> median)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames.Count, MostFrames);
        ArgumentOutOfRangeException.ThrowIfNotEqual(median.Length, frames.FrameSize);
        var columns = new byte[frames.Count * Tile];
        Span<byte> found = stackalloc byte[Tile];
        for (var first = 0; first < median.Length; first += Tile)
        {
            var length = Math.Min(Tile, median.Length - first);
            for (var frame = 0; frame < frames.Count; frame++)
            {
                frames.Pixels.AsSpan((frame * frames.FrameSize) + first, length).CopyTo(columns.AsSpan(frame * Tile));
            }

            for (var lane = 0; lane < Tile; lane += Vector<byte>.Count)
            {
                Middle(columns.AsSpan(lane), frames.Count).CopyTo(found[lane..]);
            }

            found[..length].CopyTo(median[first..]);
        }
    }

    private static Vector<byte> Middle(ReadOnlySpan<byte> columns, int count)
    {
        var low = Ranked(columns, count, (count - 1) / 2);
        if (count % 2 == 1)
        {
            return low;
        }

        // The next value above, where there are no more of the lower one.
        var notAbove = Vector<byte>.Zero;
        var next = Vector<byte>.AllBitsSet;
        for (var frame = 0; frame < count; frame++)
        {
            var value = new Vector<byte>(columns[(frame * Tile)..]);
            var mask = Vector.LessThanOrEqual(value, low);
            notAbove -= mask;
            next = Vector.Min(next, value | mask);
        }

        var high = Vector.ConditionalSelect(Vector.GreaterThan(notAbove, new Vector<byte>((byte)(count / 2))), low, next);
        return (low & high) + Vector.ShiftRightLogical(low ^ high, 1);
    }

    /// <summary>The greatest values below which no more than so many lie: those of that rank.</summary>
    private static Vector<byte> Ranked(ReadOnlySpan<byte> columns, int count, int rank)
    {
        var (found, most) = (Vector<byte>.Zero, new Vector<byte>((byte)rank));
        for (var bit = 128; bit > 0; bit >>= 1)
        {
            var trial = found | new Vector<byte>((byte)bit);
            var below = Vector<byte>.Zero;
            for (var frame = 0; frame < count; frame++)
            {
                below -= Vector.LessThan(new Vector<byte>(columns[(frame * Tile)..]), trial);
            }

            found = Vector.ConditionalSelect(Vector.LessThanOrEqual(below, most), trial, found);
        }

        return found;
    }
}
