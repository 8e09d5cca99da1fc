using System.ComponentModel.DataAnnotations;
using Weft.Settings;

namespace Weft.Data.Clips.Sampling;

/// <summary>How frames are chosen (CDAR specification 1.5).</summary>
public enum SamplerName
{
    /// <summary>One view of frames spread over the whole video.</summary>
    Spread,

    /// <summary>Views of frames at a fixed interval.</summary>
    Clips,

    /// <summary>Rows and a column of a grid of clips: local views, then a global one.</summary>
    LocalGlobal,

    /// <summary>Local views at a fixed interval, then global views of their own.</summary>
    MultiScale,

    /// <summary>Views that follow one another at equal gaps.</summary>
    TemporalOrder,
}

/// <summary>Which frames of a video a sample shows.</summary>
public sealed record SamplerSettings
{
    /// <summary>How they are chosen; <c>spread</c>.</summary>
    public SamplerName Name { get; init; }

    /// <summary>Frames of a view; 8.</summary>
    [Range(1, 1024)]
    public int Length { get; init; } = 8;

    /// <summary>Views of <c>clips</c> (1 by default) and of <c>temporalOrder</c> (3), and the grid's rows of <c>localGlobal</c> (its length).</summary>
    [Range(1, 1024)]
    public int? Clips { get; init; }

    /// <summary>From a frame of a view to the next; 2 for <c>localGlobal</c> and the local views of <c>multiScale</c>, else 1.</summary>
    [Range(1, 4096)]
    public int? Interval { get; init; }

    /// <summary>The local views of <c>localGlobal</c>: rows of its grid, from 0; 4 and 5 of 8 as published, the middle ones otherwise.</summary>
    [Range(0, 1023)]
    public ValueList<int>? Rows { get; init; }

    /// <summary>The global view of <c>localGlobal</c>: a column of its grid, from 0; 3 of 8 as published, the middle one otherwise.</summary>
    [Range(0, 1023)]
    public int? Column { get; init; }

    /// <summary>Local views of <c>multiScale</c>; 2.</summary>
    [Range(0, 64)]
    public int Locals { get; init; } = 2;

    /// <summary>Global views of <c>multiScale</c>; 1.</summary>
    [Range(0, 64)]
    public int Globals { get; init; } = 1;

    /// <summary>From a frame of a global view of <c>multiScale</c> to the next; 0, the default, spreads them over the video.</summary>
    [Range(0, 4096)]
    public int GlobalInterval { get; init; }

    /// <summary>Frames from the end of a view of <c>temporalOrder</c> to the next, both counted; 4.</summary>
    [Range(1, 4096)]
    public int Gap { get; init; } = 4;

    /// <summary>Whether frames beyond the end are the last one, and do not begin anew; false.</summary>
    public bool RepeatLast { get; init; }

    /// <summary>Whether <c>clips</c> shows twice as many views in tests: those in the middle of their parts, then those at the beginning; false.</summary>
    public bool Twice { get; init; }

    /// <summary>Whether frames are chosen by the rule of tests in training too; false.</summary>
    public bool ByRule { get; init; }
}
