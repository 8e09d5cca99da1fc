using System.ComponentModel.DataAnnotations;

namespace Weft.Data.Clips.Lists;

/// <summary>What the lines of a list say (CDAR specification 1.1).</summary>
public enum ClipForm
{
    /// <summary>Seen from the fields of the first line and from what is there under its path.</summary>
    Auto,

    /// <summary><c>FOLDER FRAMES LABEL</c>.</summary>
    Frames,

    /// <summary><c>FOLDER OFFSET FRAMES LABEL</c>.</summary>
    OffsetFrames,

    /// <summary><c>VIDEO FRAMES LABEL</c> or <c>VIDEO LABEL</c>; the suffix may be left out of the name.</summary>
    Video,

    /// <summary>No list but a <c>.npz</c> archive with clips and labels; <c>FILE.npz#PART</c> takes <c>PART_video</c> and <c>PART_label</c>.</summary>
    Array,
}

/// <summary>Which clips: lists of a data set with how their files are named.</summary>
public sealed record ClipListSettings
{
    /// <summary>The lists or archives, separated by commas; their clips follow one another.</summary>
    public string List { get; init; } = "";

    /// <summary>The folder that the lists' paths begin in; empty for each list's own folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What their lines say; <c>auto</c>.</summary>
    public ClipForm Form { get; init; }

    /// <summary>The name of a frame's file, with the places of its number in braces; <c>img_{:05}.jpg</c>.</summary>
    [Required]
    public string Template { get; init; } = "img_{:05}.jpg";

    /// <summary>The number in the name of a clip's first file; 1.</summary>
    [Range(0, 1_000_000)]
    public int StartIndex { get; init; } = 1;

    /// <summary>What is added to the names of videos that do not end in it; <c>.mp4</c>.</summary>
    public string Suffix { get; init; } = ".mp4";
}
