using Weft.Data.Clips.Lists;
using Weft.Torch;

namespace Weft.Data.Clips.Frames;

/// <summary>Reads frames of clips of one storage. Safe for several threads at once.</summary>
internal interface IFrameStore
{
    /// <summary>Counts a clip's frames.</summary>
    /// <param name="clip">The clip.</param>
    /// <exception cref="InvalidFileException">It cannot be read.</exception>
    int Count(ClipRecord clip);

    /// <summary>Reads some of them.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="frames">Frame numbers from 0, ascending, each once; at least one.</param>
    /// <exception cref="InvalidFileException">It cannot be read, has not all of them, or they differ in size.</exception>
    FrameStack Read(ClipRecord clip, ReadOnlySpan<int> frames);
}
