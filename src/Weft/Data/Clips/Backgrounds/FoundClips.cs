using Weft.Data.Clips.Frames;
using Weft.Data.Clips.Lists;
using Weft.Data.Formats.Video;
using Weft.Torch;

namespace Weft.Data.Clips.Backgrounds;

/// <summary>A clip whose background is wanted.</summary>
/// <param name="Name">Its relative path, with '/' on all systems.</param>
/// <param name="Count">Counts its frames.</param>
/// <param name="Read">Reads some of them.</param>
internal sealed record FoundClip(string Name, Func<int> Count, FrameReading Read);

/// <summary>Clips, and what reads them.</summary>
internal sealed class FoundClips : IDisposable
{
    private static readonly string[] VideoEndings = [".avi", ".m4v", ".mkv", ".mov", ".mp4", ".webm"];

    private readonly ClipReader? reader;

    private FoundClips(IReadOnlyList<FoundClip> clips, ClipReader? reader) => (Clips, this.reader) = (clips, reader);

    /// <summary>The clips.</summary>
    public IReadOnlyList<FoundClip> Clips { get; }

    /// <summary>The clips of a list.</summary>
    /// <param name="list">The list.</param>
    public static FoundClips Of(ClipList list)
    {
        var frames = new ClipReader(list);
        return new FoundClips(
            [.. list.Clips.DistinctBy(clip => (clip.Path, clip.Offset, clip.Frames, clip.Row)).Select(clip => new FoundClip(clip.Name, () => frames.Count(clip), wanted => frames.Read(clip, wanted)))], frames);
    }

    /// <summary>All clips below a folder, itself included, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="except">A folder that is left out with all below it, should it lie there; null for none.</param>
    /// <exception cref="InvalidFileException">It is not there, or has none.</exception>
    public static FoundClips Below(string folder, string? except = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidFileException(folder, "is not there; name a folder of videos, or of folders of frames");
        }

        var root = Path.GetFullPath(folder);
        var clips = new List<FoundClip>();
        string[] folders = [root, .. Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var left = except is null ? null : Path.GetFullPath(except).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        foreach (var place in folders.Where(p => left is null || !(p + Path.DirectorySeparatorChar).StartsWith(left, StringComparison.Ordinal)))
        {
            var pictures = PictureFiles.In(place);
            if (pictures.Length > 0)
            {
                var name = place.Length == root.Length ? Path.GetFileName(root.TrimEnd(Path.DirectorySeparatorChar)) : Name(root, place);
                clips.Add(new FoundClip(name, () => pictures.Length, frames => Pictures(place, pictures, frames)));
            }

            clips.AddRange(Directory.EnumerateFiles(place)
                .Where(file => VideoEndings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
                .Select(file => Video(Name(root, file), file)));
        }

        return clips.Count > 0
            ? new FoundClips(clips, null)
            : throw new InvalidFileException(
                folder, $"has no folder of frames (.jpg, .png) and no video ({string.Join(", ", VideoEndings)}); name one that has");
    }

    /// <inheritdoc/>
    public void Dispose() => reader?.Dispose();

    private static string Name(string root, string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static FoundClip Video(string name, string path)
    {
        var video = new VideoReader(new FfmpegProgram());
        return new FoundClip(name, () => video.CountFrames(path), frames =>
        {
            var pictures = video.Read(path, frames);
            return new FrameStack(pictures.Pixels, frames.Length, pictures.Height, pictures.Width);
        });
    }

    private static FrameStack Pictures(string clip, string[] pictures, ReadOnlySpan<int> frames)
    {
        var stack = new FrameGatherer(clip, frames.Length);
        foreach (var frame in frames)
        {
            var picture = PictureFiles.Read(pictures[frame]);
            picture.Pixels.CopyTo(stack.Next(picture.Width, picture.Height, Path.GetFileName(pictures[frame])));
        }

        return stack.Whole();
    }
}
