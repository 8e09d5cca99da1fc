using Weft.Torch;

namespace Weft.Data.Clips.Backgrounds;

/// <summary>Reads some of a clip's frames, as often as they are wanted.</summary>
/// <param name="frames">Frame numbers from 0, ascending, each once; at least one.</param>
internal delegate FrameStack FrameReading(ReadOnlySpan<int> frames);

/// <summary>
/// The picture that a clip shows when nobody is there: the median over time of each pixel and colour (CDAR specification 1.7). Memory is
/// bounded, however many and however large the frames.
/// </summary>
internal static class TemporalMedian
{
    /// <summary>How many frames are taken as published, where there are more.</summary>
    internal const int PublishedFrames = 100;

    /// <summary>Up to how many bytes frames are held in memory, together.</summary>
    internal const long HeldBytes = 320L << 20;

    private const long ChunkBytes = 16 << 20;
    private const int MostPlaces = 1 << 19;

    /// <summary>Which frames are taken: evenly spread ones, the first and the last among them.</summary>
    /// <param name="frames">How many there are.</param>
    /// <param name="most">How many are taken at most; null for all.</param>
    internal static int[] Chosen(int frames, int? most)
    {
        if (most is not { } count || frames <= count)
        {
            return [.. Enumerable.Range(0, frames)];
        }

        var step = (frames - 1) / (double)Math.Max(count - 1, 1);
        var chosen = Enumerable.Range(0, count).Select(i => (int)(i * step)).ToArray();
        if (count > 1)
        {
            chosen[^1] = frames - 1;
        }

        return chosen;
    }

    /// <summary>Computes it.</summary>
    /// <param name="chosen">Which frames, ascending; at least one.</param>
    /// <param name="read">Reads them.</param>
    /// <param name="held">Up to how many bytes frames are held in memory.</param>
    /// <returns>One frame.</returns>
    /// <exception cref="InvalidFileException">The clip cannot be read, or its frames differ in size.</exception>
    internal static FrameStack Of(int[] chosen, FrameReading read, long held = HeldBytes)
    {
        var first = read(chosen.AsSpan(0, 1));
        var median = new FrameStack(1, first.Height, first.Width);
        if (chosen.Length <= ColumnMedian.MostFrames && (long)chosen.Length * first.FrameSize <= held)
        {
            ColumnMedian.Of(chosen.Length == 1 ? first : read(chosen), median.Pixels);
            return median;
        }

        var atOnce = (int)Math.Clamp(Math.Min(ChunkBytes, held) / first.FrameSize, 1, chosen.Length);
        for (var start = 0; start < first.FrameSize; start += MostPlaces)
        {
            var length = Math.Min(MostPlaces, first.FrameSize - start);
            var histogram = new MedianHistogram(length);
            Count(histogram, chosen, read, atOnce, start, length);
            histogram.Narrow();
            Count(histogram, chosen, read, atOnce, start, length);
            histogram.Median(median.Pixels.AsSpan(start, length));
        }

        return median;
    }

    private static void Count(MedianHistogram histogram, int[] chosen, FrameReading read, int atOnce, int start, int length)
    {
        for (var next = 0; next < chosen.Length; next += atOnce)
        {
            var some = read(chosen.AsSpan(next, Math.Min(atOnce, chosen.Length - next)));
            for (var frame = 0; frame < some.Count; frame++)
            {
                histogram.Add(some[frame].Slice(start, length));
            }
        }
    }
}
