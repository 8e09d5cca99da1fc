using Weft.Data.Clips.Lists;
using Weft.Data.Formats.Video;
using Weft.Torch;

namespace Weft.Data.Clips.Frames;

/// <summary>Reads frames of clips, only those that are asked for. Safe for several threads at once.</summary>
public sealed class ClipReader : IDisposable
{
    private readonly PictureFrames pictures;
    private readonly VideoFrames videos = new(new VideoReader(new FfmpegProgram()));
    private readonly ArrayFrames arrays = new();
    private long framesDecoded;

    /// <summary>A reader of a list's clips.</summary>
    /// <param name="list">Says how files of frames are named.</param>
    public ClipReader(ClipList list) => pictures = new PictureFrames(list.Files);

    /// <summary>How many frames were taken out of clips until now; of a video, decoding also passes those between them.</summary>
    public long FramesDecoded => Interlocked.Read(ref framesDecoded);

    /// <summary>How many frames a clip has: of videos they are counted once, whatever a list claims.</summary>
    /// <param name="clip">The clip.</param>
    /// <exception cref="InvalidFileException">It cannot be read.</exception>
    /// <exception cref="WeftException">What reads videos is not installed.</exception>
    public int Count(ClipRecord clip) => Of(clip).Count(clip);

    /// <summary>Reads some of a clip's frames.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="frames">Frame numbers from 0, ascending, each once; at least one.</param>
    /// <exception cref="InvalidFileException">It cannot be read, has not all of them, or they differ in size.</exception>
    /// <exception cref="WeftException">What reads pictures or videos is not installed.</exception>
    public FrameStack Read(ClipRecord clip, ReadOnlySpan<int> frames)
    {
        for (var i = 0; i < frames.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(frames[i], i == 0 ? -1 : frames[i - 1], nameof(frames));
        }

        var read = Of(clip).Read(clip, frames);
        Interlocked.Add(ref framesDecoded, read.Count);
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => pictures.Dispose();

    private IFrameStore Of(ClipRecord clip) => clip.Storage switch
    {
        ClipStorage.Frames => pictures,
        ClipStorage.Video => videos,
        _ => arrays,
    };
}
