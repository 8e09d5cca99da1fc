using System.Collections.Concurrent;
using Weft.Data.Clips.Lists;
using Weft.Data.Formats.Video;

namespace Weft.Data.Clips.Frames;

/// <summary>Frames of video files.</summary>
/// <param name="reader">Decodes.</param>
internal sealed class VideoFrames(VideoReader reader) : IFrameStore
{
    // To count is to decode the whole video: once in the life of the program is enough, for every list and network.
    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), int> Counts = new();

    /// <inheritdoc/>
    public int Count(ClipRecord clip)
    {
        var file = new FileInfo(clip.Path);
        var key = file.Exists ? (clip.Path, file.Length, file.LastWriteTimeUtc) : (clip.Path, -1, default);
        return Counts.TryGetValue(key, out var known) ? known : Counts[key] = reader.CountFrames(clip.Path);
    }

    /// <inheritdoc/>
    public FrameStack Read(ClipRecord clip, ReadOnlySpan<int> frames)
    {
        var pictures = reader.Read(clip.Path, frames);
        return new FrameStack(pictures.Pixels, frames.Length, pictures.Height, pictures.Width);
    }
}
