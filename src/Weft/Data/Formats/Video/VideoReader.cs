using System.Globalization;
using Weft.Torch;

namespace Weft.Data.Formats.Video;

/// <summary>The order of a pixel's three bytes.</summary>
internal enum PixelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}

/// <summary>Counts and reads frames of videos. Safe for several threads at once: each call runs a process of its own.</summary>
/// <param name="program">Decodes.</param>
internal sealed class VideoReader(FfmpegProgram program)
{
    /// <summary>More frames than any clip has: 36 minutes.</summary>
    public const int MaximumFrames = 1 << 16;

    /// <summary>How frames are scaled: the same on every processor.</summary>
    internal const string ScaleFlags = "bicubic+accurate_rnd+bitexact";

    // Frame n is shown in second n of one frame a second: none is doubled or dropped to meet a rate.
    private const string EachOnce = "setpts=N/TB";
    private const int Speck = 8 * 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Counts the frames by decoding them all, just as <see cref="Read(string, ReadOnlySpan{int})"/> counts.</summary>
    /// <param name="path">The video.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="InvalidFileException">It cannot be decoded, has no frame, or far too many.</exception>
    /// <exception cref="WeftException">The program is absent.</exception>
    public int CountFrames(string path, CancellationToken cancellation = default)
    {
        var (bytes, end) = Count(path, cancellation);
        if (end.WasInterrupted)
        {
            (bytes, end) = Count(path, cancellation);
        }

        var frames = bytes / Speck;
        return frames > MaximumFrames ? throw new InvalidFileException(path, $"has more than {MaximumFrames} frames, which no clip has")
            : end is { TimedOut: false, ExitCode: 0 } && frames > 0 ? (int)frames
            : throw Undecodable(path, end, Patience);
    }

    /// <summary>Reads chosen frames, scaled to a square.</summary>
    /// <param name="path">The video.</param>
    /// <param name="frames">Frame numbers from 0, ascending, each once; at least one.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="order">The order of a pixel's bytes.</param>
    /// <param name="destination">Receives [frames, size, size, 3].</param>
    /// <exception cref="InvalidFileException">It cannot be decoded, or has fewer frames.</exception>
    /// <exception cref="WeftException">The program is absent.</exception>
    public void Read(string path, ReadOnlySpan<int> frames, int size, PixelOrder order, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, frames.Length * size * size * 3);

        // An interrupt from the terminal strikes every program of the group; what it was meant for is this one, which may want to finish.
        var (read, end) = Attempt(path, frames, size, order, destination);
        if (end.WasInterrupted)
        {
            (read, end) = Attempt(path, frames, size, order, destination);
        }

        if (end is not { TimedOut: false, ExitCode: 0 })
        {
            throw Undecodable(path, end, Patience);
        }

        if (read < destination.Length)
        {
            throw new InvalidFileException(
                path,
                $"has no frame {frames[read / (size * size * 3)]}: it is truncated or was changed; prepare the data again");
        }
    }

    /// <summary>Reads chosen frames in the video's own size.</summary>
    /// <param name="path">The video.</param>
    /// <param name="frames">Frame numbers from 0, ascending, each once; at least one.</param>
    /// <exception cref="InvalidFileException">It cannot be decoded, has fewer frames, or they do not fit into memory.</exception>
    /// <exception cref="WeftException">The program is absent.</exception>
    public VideoPictures Read(string path, ReadOnlySpan<int> frames)
    {
        var (pictures, read, end) = Attempt(path, frames);
        if (end.WasInterrupted)
        {
            (pictures, read, end) = Attempt(path, frames);
        }

        if (end is not { TimedOut: false, ExitCode: 0 })
        {
            throw Undecodable(path, end, Patience);
        }

        return read == frames.Length && pictures is not null
            ? pictures
            : throw new InvalidFileException(path, $"has no frame {frames[read]}: it is truncated or was changed; get it again");
    }

    /// <summary>The error for a video that ffmpeg could not make anything of.</summary>
    internal static InvalidFileException Undecodable(string path, FfmpegEnd end, TimeSpan patience) => new(
        path,
        end.TimedOut ? string.Create(CultureInfo.InvariantCulture, $"is not decoded within {patience.TotalMinutes:0} minutes")
        : end.ExitCode == 0 ? $"has no frame that can be decoded{Because(end)}; get it again"
        : $"cannot be decoded{Because(end)}; get it again");

    private static string Because(FfmpegEnd end) => end.Message.Length == 0 ? string.Empty : $" ({end.Message})";

    private (long Bytes, FfmpegEnd End) Count(string path, CancellationToken cancellation)
    {
        string[] tiny = ["-vf", $"scale=8:8:flags=neighbor,format=gray,{EachOnce}", "-r", "1", "-f", "rawvideo", "pipe:1"];
        using var run = program.Start(path, tiny, Patience, cancellation);
        var buffer = new byte[1 << 14];
        long bytes = 0;
        int count;
        while (bytes <= MaximumFrames * Speck && (count = run.Output.Read(buffer)) > 0)
        {
            bytes += count;
        }

        return (bytes, run.End());
    }

    private (int Read, FfmpegEnd End) Attempt(string path, ReadOnlySpan<int> frames, int size, PixelOrder order, Span<byte> destination)
    {
        var chosen = string.Join('+', frames.ToArray().Select(frame => string.Create(CultureInfo.InvariantCulture, $"eq(n,{frame})")));
        var format = order == PixelOrder.Rgb ? "rgb24" : "bgr24";
        string[] output =
        [
            "-vf", $"select='{chosen}',{EachOnce},scale={size}:{size}:flags={ScaleFlags},format={format}",
            "-r", "1", "-frames:v", frames.Length.ToString(CultureInfo.InvariantCulture), "-f", "rawvideo", "pipe:1",
        ];
        using var run = program.Start(path, output, Patience);
        var read = run.Output.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        return (read, run.End());
    }

    private (VideoPictures? Pictures, int Read, FfmpegEnd End) Attempt(string path, ReadOnlySpan<int> frames)
    {
        // Pictures of PPM, which say their size.
        string[] output =
        [
            "-vf", $"select='{Ranges(frames)}',{EachOnce},scale=flags={ScaleFlags},format=rgb24",
            "-r", "1", "-frames:v", frames.Length.ToString(CultureInfo.InvariantCulture), "-f", "image2pipe", "-c:v", "ppm", "pipe:1",
        ];
        using var run = program.Start(path, output, Patience);
        VideoPictures? pictures = null;
        var read = 0;
        while (read < frames.Length && VideoPictures.Size(run.Output) is var (width, height))
        {
            pictures ??= VideoPictures.Allocate(path, frames.Length, width, height);
            if ((width, height) != (pictures.Width, pictures.Height))
            {
                throw new InvalidFileException(
                    path, $"its frames differ in size: frame {frames[read]} has {width} x {height} pixels, the first {pictures.Width} x {pictures.Height}");
            }

            var place = pictures[read];
            if (run.Output.ReadAtLeast(place, place.Length, throwOnEndOfStream: false) < place.Length)
            {
                break;
            }

            read++;
        }

        return (pictures, read, run.End());
    }

    // All of a long run of frames in one term: the expression stays short.
    private static string Ranges(ReadOnlySpan<int> frames)
    {
        var terms = new List<string>();
        for (int i = 0, next; i < frames.Length; i = next)
        {
            for (next = i + 1; next < frames.Length && frames[next] == frames[next - 1] + 1; next++)
            {
            }

            terms.Add(string.Create(CultureInfo.InvariantCulture, $"between(n,{frames[i]},{frames[next - 1]})"));
        }

        return string.Join('+', terms);
    }
}
