namespace Weft.Data.Clips.Lists;

/// <summary>How a clip lies on the disk.</summary>
public enum ClipStorage
{
    /// <summary>A folder with a JPEG or PNG file for each frame.</summary>
    Frames,

    /// <summary>A video file.</summary>
    Video,

    /// <summary>A row of an array in a <c>.npz</c> archive.</summary>
    Array,
}

/// <summary>One clip of a list (CDAR specification 1.1).</summary>
/// <param name="Path">The folder of its frames, its video, or its archive with <c>#PART</c> behind it where a part was chosen.</param>
/// <param name="Offset">What is added to a frame's number to get the number in its file's name; 0 where the list gives none.</param>
/// <param name="Frames">Frames; of videos what the list claims, which is not relied on (0 where it claims nothing).</param>
/// <param name="Label">Its class, from 0.</param>
/// <param name="Storage">How it lies on the disk.</param>
/// <param name="Row">Its row of the array, from 0.</param>
public sealed record ClipRecord(string Path, int Offset, int Frames, int Label, ClipStorage Storage, int Row = 0)
{
    /// <summary>
    /// What tells it from other clips of its list without the folder: the path of the list; with an offset <c>PATH/FIRST_LAST</c>; of an
    /// array <c>ARCHIVE/ROW</c> or <c>ARCHIVE/PART/ROW</c>. It may serve as a relative path, with '/' on all systems.
    /// </summary>
    public string Name { get; init; } = Path;
}
