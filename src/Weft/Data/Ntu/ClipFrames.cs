namespace Weft.Data.Ntu;

/// <summary>Which frames of a video networks are given (bmnas.md 3.2): 24 slots over the clip, of which 8 are taken.</summary>
internal static class ClipFrames
{
    /// <summary>Frames that are kept of a clip.</summary>
    public const int Slots = 24;

    /// <summary>Frames that networks are given.</summary>
    public const int Taken = 8;

    /// <summary>The slot is black.</summary>
    public const int Black = -1;

    /// <summary>
    /// The frame numbers of the 24 slots. Under the published rules, frames whose numbers are among ⌊linspace(0, n, 24)⌋ fill the slots
    /// from the first on; n itself is never met, so that the last slot is black, and more of them in clips of fewer than 24 frames. Under
    /// the sound ones the slots are ⌊linspace(0, n - 1, 24)⌋.
    /// </summary>
    /// <param name="frames">The clip's frames, n; at least 1.</param>
    /// <param name="rules">Whose rules.</param>
    public static int[] Of(int frames, Compatibility rules)
    {
        if (rules != Compatibility.Reference)
        {
            return Spread(frames - 1, Slots);
        }

        int[] met = [.. Spread(frames, Slots).Distinct().Where(frame => frame < frames)];
        return [.. met, .. Enumerable.Repeat(Black, Slots - met.Length)];
    }

    /// <summary>Cuts slots off both ends and takes 8 of those that are left, evenly.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="margin">How many are cut off at each end; 0 where nothing varies.</param>
    public static int[] Take(ReadOnlySpan<int> slots, int margin)
    {
        var left = slots[margin..(slots.Length - margin)];
        var taken = Spread(left.Length - 1, Taken);
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = left[taken[i]];
        }

        return taken;
    }

    /// <summary>How many slots a random cut takes from each end: none to a quarter.</summary>
    /// <param name="slots">Number of slots.</param>
    /// <param name="draw">A uniform number in [0, 1).</param>
    public static int Margin(int slots, double draw) => (slots - (int)(slots * (1 - (0.5 * draw)))) / 2;

    /// <summary>⌊linspace(0, last, count)⌋.</summary>
    internal static int[] Spread(int last, int count)
    {
        var step = last / (count - 1.0);
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = i == count - 1 ? last : (int)(i * step);
        }

        return numbers;
    }
}
