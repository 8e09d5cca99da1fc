namespace Weft.Data.Clips.Sampling;

/// <summary>Where clips of a video begin, and the frames that follow (CDAR specification 1.5, SampleFrames).</summary>
internal static class ClipOffsets
{
    /// <summary>Draws where clips begin.</summary>
    /// <param name="frames">Frames of the video.</param>
    /// <param name="clips">How many clips.</param>
    /// <param name="span">Frames that a clip covers: its length by its interval.</param>
    /// <param name="draws">Random choices.</param>
    public static int[] Drawn(int frames, int clips, int span, IDraws draws)
    {
        var room = frames - span + 1;
        var part = (int)Math.Floor((double)room / clips);
        var offsets = new int[clips];
        if (part > 0)
        {
            for (var i = 0; i < clips; i++)
            {
                offsets[i] = (i * part) + draws.Below(part);
            }
        }
        else if (frames > Math.Max(clips, span))
        {
            for (var i = 0; i < clips; i++)
            {
                offsets[i] = draws.Below(room);
            }

            Array.Sort(offsets);
        }
        else if (part == 0)
        {
            var ratio = (double)room / clips;
            for (var i = 0; i < clips; i++)
            {
                offsets[i] = (int)Math.Round(i * ratio, MidpointRounding.ToEven);
            }
        }

        return offsets;
    }

    /// <summary>Where clips begin in tests: in the middle of their parts.</summary>
    /// <param name="frames">Frames of the video.</param>
    /// <param name="clips">How many clips.</param>
    /// <param name="span">Frames that a clip covers.</param>
    /// <param name="shift">How much of half a part they are moved: 1, or 0 for the parts' beginnings.</param>
    public static int[] Ruled(int frames, int clips, int span, double shift = 1)
    {
        var offsets = new int[clips];
        var part = (double)(frames - span + 1) / clips;
        for (var i = 0; i < clips && part > 0; i++)
        {
            offsets[i] = (int)((i * part) + (shift * part / 2));
        }

        return offsets;
    }

    /// <summary>The frames of one clip.</summary>
    /// <param name="offset">Its first frame.</param>
    /// <param name="interval">From a frame to the next.</param>
    /// <param name="frames">Frames of the video.</param>
    /// <param name="repeatLast">Whether frames beyond the end are the last one that the clip has, and do not begin anew.</param>
    /// <param name="clip">Receives them.</param>
    public static void Fill(int offset, int interval, int frames, bool repeatLast, Span<int> clip)
    {
        var last = Math.Min(offset, frames - 1);
        for (var j = 0; j < clip.Length; j++)
        {
            var frame = offset + ((long)j * interval);
            last = frame < frames ? (int)frame : last;
            clip[j] = repeatLast ? last : (int)(frame % frames);
        }
    }
}
