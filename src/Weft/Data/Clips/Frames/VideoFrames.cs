using System.Collections.Concurrent;
using Weft.Data.Clips.Lists;
using Weft.Data.Formats.Video;

namespace Weft.Data.Clips.Frames;

/// <summary>Frames of video files.</summary>
/// <param name="reader">Decodes.</param>
internal sealed class VideoFrames(VideoReader reader) : IFrameStore
{
    // To count is to decode the whole video: once is enough, and for what cannot be decoded too.
    private readonly ConcurrentDictionary<string, Lazy<int>> counts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count(ClipRecord clip) => counts.GetOrAdd(clip.Path, path => new Lazy<int>(() => reader.CountFrames(path))).Value;

    /// <inheritdoc/>
    public FrameStack Read(ClipRecord clip, ReadOnlySpan<int> frames)
    {
        var pictures = reader.Read(clip.Path, frames);
        return new FrameStack(pictures.Pixels, frames.Length, pictures.Height, pictures.Width);
    }
}
