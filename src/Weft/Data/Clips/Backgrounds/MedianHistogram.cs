namespace Weft.Data.Clips.Backgrounds;

/// <summary>
/// Exact medians over time of frames that come one after another, in memory that does not grow with their number: for each place a histogram
/// of the upper four bits and then, when all frames come a second time, of the lower four bits of what has the median's upper ones. That is
/// an eighth of the memory of 256 counts, and so few lie side by side that counting does not wait for memory.
/// </summary>
public sealed class MedianHistogram
{
    /// <summary>What a place takes, in bytes.</summary>
    public const int BytesOfPlace = (2 * Bins * sizeof(int)) + (2 * (sizeof(byte) + sizeof(int)));

    private const int Bins = 16;
    private const int Bits = 4;

    private readonly int places;
    private readonly int[] counts;
    private readonly int[] counts2;
    private readonly byte[] lowUpper;
    private readonly byte[] highUpper;
    private readonly int[] lowRank;
    private readonly int[] highRank;
    private int frames;
    private int seenAgain;
    private bool narrowed;

    /// <summary>Makes empty histograms.</summary>
    /// <param name="places">How many values of a frame; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public MedianHistogram(int places)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        this.places = places;
        (counts, counts2) = (new int[places * Bins], new int[places * Bins]);
        (lowUpper, highUpper) = (new byte[places], new byte[places]);
        (lowRank, highRank) = (new int[places], new int[places]);
    }

    /// <summary>Counts a frame.</summary>
    /// <param name="values">Its values.</param>
    /// <exception cref="ArgumentException">There are more or fewer of them.</exception>
    public void Add(ReadOnlySpan<byte> values)
    {
        if (values.Length != places)
        {
            throw new ArgumentException($"A frame has {values.Length} values, not {places}.", nameof(values));
        }

        if (!narrowed)
        {
            frames++;
            for (var i = 0; i < values.Length; i++)
            {
                counts[(i * Bins) + (values[i] >> Bits)]++;
            }

            return;
        }

        seenAgain++;
        for (var i = 0; i < values.Length; i++)
        {
            var (upper, at) = (values[i] >> Bits, (i * Bins) + (values[i] & (Bins - 1)));
            counts[at] += upper == lowUpper[i] ? 1 : 0;
            counts2[at] += upper == highUpper[i] ? 1 : 0;
        }
    }

    /// <summary>All frames were counted: from now on they are to be counted a second time.</summary>
    /// <exception cref="InvalidOperationException">There was no frame, or this was said before.</exception>
    public void Narrow()
    {
        if (frames == 0 || narrowed)
        {
            throw new InvalidOperationException("Frames are counted, then it is narrowed down once, and they are counted again.");
        }

        narrowed = true;
        for (var i = 0; i < places; i++)
        {
            var bins = counts.AsSpan(i * Bins, Bins);
            (lowUpper[i], lowRank[i]) = Find(bins, (frames - 1) / 2);
            (highUpper[i], highRank[i]) = Find(bins, frames / 2);
        }

        Array.Clear(counts);
    }

    /// <summary>The medians; of an even number of frames the mean of the two middle values, without its fraction.</summary>
    /// <param name="median">Receives them.</param>
    /// <exception cref="InvalidOperationException">Not as many frames were counted a second time.</exception>
    public void Median(Span<byte> median)
    {
        if (!narrowed || seenAgain != frames)
        {
            throw new InvalidOperationException($"{frames} frames were counted, and {seenAgain} of them a second time.");
        }

        for (var i = 0; i < places; i++)
        {
            var low = (lowUpper[i] << Bits) + Find(counts.AsSpan(i * Bins, Bins), lowRank[i]).Bin;
            var high = (highUpper[i] << Bits) + Find(counts2.AsSpan(i * Bins, Bins), highRank[i]).Bin;
            median[i] = (byte)((low + high) / 2);
        }
    }

    /// <summary>The bin that the value of a rank is in, and its rank there.</summary>
    private static (byte Bin, int Rank) Find(ReadOnlySpan<int> bins, int rank)
    {
        var bin = 0;
        while (rank >= bins[bin])
        {
            rank -= bins[bin++];
        }

        return ((byte)bin, rank);
    }
}
