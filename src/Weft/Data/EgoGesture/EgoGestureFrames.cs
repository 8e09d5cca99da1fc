using System.Runtime.ExceptionServices;
using Weft.Data.Formats;
using Weft.Data.Formats.Images;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.EgoGesture;

/// <summary>
/// The folder of frames as it was published: <c>SubjectXX/SceneY/Color/rgbZ/NNNNNN.jpg</c> and <c>Depth/depthZ</c> beside it.
/// </summary>
/// <param name="root">The folder.</param>
public sealed class EgoGestureFrames(string root)
{
    // A frame of 640 x 480 pixels has some 30 kB.
    private const long LargestFrame = 16 << 20;

    /// <summary>Counts the frames that clips need and that are there, and their bytes.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops between folders.</param>
    /// <exception cref="InvalidFileException">There is no such folder, or none of the frames is in it.</exception>
    public EgoGestureFrameTotal Count(
        IReadOnlyList<EgoGestureClip> clips, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(root))
        {
            throw new InvalidFileException(root, "is not there, or is no folder; give the folder that has Subject01 and the others");
        }

        // One look at each folder: asking for two million files by their names takes many times as long.
        var folders = clips.Where(c => c.Problem is null)
            .SelectMany(c => EgoGestureModality.All, (clip, modality) => (clip, Folder: clip.Folder(modality)))
            .GroupBy(pair => pair.Folder, pair => pair.clip, StringComparer.Ordinal).ToList();
        var (count, bytes, done) = (0L, 0L, 0);
        foreach (var folder in folders)
        {
            cancellation.ThrowIfCancellationRequested();
            var lengths = Lengths(Path.Combine(root, folder.Key));
            foreach (var clip in folder)
            {
                for (var number = clip.First; number <= clip.Last; number++)
                {
                    if (lengths.TryGetValue(EgoGestureClip.FileName(number), out var length))
                    {
                        (count, bytes) = (count + 1, bytes + length);
                    }
                }
            }

            progress?.Report(new PrepareProgress("count", ++done, folders.Count));
        }

        return count > 0 ? new EgoGestureFrameTotal(count, bytes)
            : folders.Count == 0 ? throw new InvalidFileException(root, "is not needed: the annotation file has no clip that can be used")
            : throw new InvalidFileException(
                root,
                $"has none of the annotated frames, such as those of {folders[0].Key}; give the folder that has Subject01 and the others");
    }

    /// <summary>Reads the frames of a clip's modality as they are, and decodes each to see that it is whole.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="modality">The modality.</param>
    /// <param name="cancellation">Stops between frames.</param>
    /// <returns>The frames' bytes, or what is wrong with the first that is.</returns>
    /// <exception cref="WeftException">libjpeg-turbo is not installed.</exception>
    public (byte[][] Frames, string? Problem) Read(
        EgoGestureClip clip, EgoGestureModality modality, CancellationToken cancellation = default)
    {
        var frames = new byte[clip.Frames][];
        var problems = new string?[clip.Frames];
        try
        {
            var options = new ParallelOptions { CancellationToken = cancellation };
            Parallel.For(0, frames.Length, options, () => new JpegDecoder(), (i, _, decoder) =>
            {
                var path = $"{clip.Folder(modality)}/{EgoGestureClip.FileName(clip.First + i)}";
                try
                {
                    frames[i] = Bytes(path);
                    Decode(decoder, modality, frames[i], path);
                }
                catch (InvalidFileException error)
                {
                    problems[i] = error.Message;
                }

                return decoder;
            }, decoder => decoder.Dispose());
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<WeftException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return (frames, Array.Find(problems, problem => problem is not null)?.TrimEnd('.'));
    }

    /// <summary>Decodes a frame as a modality needs it.</summary>
    internal static PixelView Decode(JpegDecoder decoder, EgoGestureModality modality, ReadOnlySpan<byte> jpeg, string name) =>
        modality.IsDepth ? decoder.Grey(jpeg, name) : decoder.Rgb(jpeg, name);

    private static Dictionary<string, long> Lengths(string folder)
    {
        try
        {
            var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.jpg"))
            {
                // Two names that are no text look the same.
                lengths[file.Name] = FileLength.Of(file);
            }

            return lengths;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Each of its frames will be told as missing.
            return [];
        }
    }

    private byte[] Bytes(string name)
    {
        try
        {
            using var file = new FileStream(Path.Combine(root, name), FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            var bytes = file.Length is > 0 and <= LargestFrame
                ? new byte[file.Length]
                : throw new InvalidFileException(name, file.Length == 0 ? "is empty" : $"has {file.Length} bytes, which no frame needs");
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException(name, "is not there", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidFileException(name, $"cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }
}
