using System.Buffers.Binary;
using System.Globalization;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Formats.Video;

/// <summary>
/// Makes small square videos of large ones, H.264 in MP4, as published preparations of action data do. One version of ffmpeg gives the same
/// bytes every time.
/// </summary>
/// <param name="program">Decodes, scales and encodes.</param>
internal sealed class VideoRescaler(FfmpegProgram program)
{
    /// <summary>What the names of unfinished files end in.</summary>
    public const string Unfinished = ".tmp";

    private const string FramesASecond = "30";
    private const string RateFactor = "17";
    private const int HeaderBytes = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Makes a video of 30 frames a second at the constant rate factor 17; it appears under its name when it is whole and on the disk.
    /// </summary>
    /// <param name="source">The video.</param>
    /// <param name="target">The .mp4 file to make or replace.</param>
    /// <param name="size">Width and height; even.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The file's length and SHA-256.</returns>
    /// <exception cref="InvalidFileException">The source cannot be decoded.</exception>
    /// <exception cref="WeftException">The program is absent, or the file cannot be written.</exception>
    public PreparedFile Rescale(string source, string target, int size, CancellationToken cancellation)
    {
        // An earlier process may have been killed without its ffmpeg: a name of its own keeps the two apart.
        var temporary = $"{target}.{Environment.ProcessId}-{Path.GetRandomFileName()}{Unfinished}";
        string[] output =
        [
            "-vf", string.Create(CultureInfo.InvariantCulture, $"scale={size}:{size}:flags={VideoReader.ScaleFlags}"),
            "-r", FramesASecond, "-frames:v", VideoReader.MaximumFrames.ToString(CultureInfo.InvariantCulture),
            "-c:v", "libx264", "-preset", "medium", "-crf", RateFactor, "-pix_fmt", "yuv420p",
            "-threads", "1", "-map_metadata", "-1", "-flags", "+bitexact", "-fflags", "+bitexact", "-f", "mp4", "-y", $"file:{temporary}",
        ];
        try
        {
            FfmpegEnd end;
            using (var run = program.Start(source, output, Patience, cancellation))
            {
                end = run.End();
            }

            if (end is not { TimedOut: false, ExitCode: 0 })
            {
                throw Failure(source, target, end, cancellation);
            }

            return Keep(temporary, target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeftException(
                $"{target}: cannot be written: {error.Message}; make room on the disk or check its permissions.", error);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>
    /// Makes sure that a file in the AVI format is as long as it says; a decoder would take the half of one without a word.
    /// </summary>
    /// <exception cref="InvalidFileException">It is absent, empty or truncated.</exception>
    public static void RequireWhole(string path)
    {
        using var file = BoundedRead.Open(path);
        var header = new byte[HeaderBytes];
        var read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read < HeaderBytes)
        {
            throw new InvalidFileException(path, $"has {file.Length} bytes, too few for a video; get it again");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
        var says = length + 8L;
        var isAvi = header.AsSpan().StartsWith("RIFF"u8) && header.AsSpan(8).SequenceEqual("AVI "u8);
        if (isAvi && length is not (0 or uint.MaxValue) && says > file.Length + 1)
        {
            throw new InvalidFileException(path, $"is truncated: it has {file.Length} bytes, but says that it has {says}; get it again");
        }
    }

    // What fails though the source is fine is the disk's fault, or the program's, and would go wrong with every other source too.
    private WeftException Failure(string source, string target, FfmpegEnd end, CancellationToken cancellation)
    {
        if (end.TimedOut)
        {
            return VideoReader.Undecodable(source, end, Patience);
        }

        try
        {
            new VideoReader(program).CountFrames(source, cancellation);
        }
        catch (InvalidFileException damaged)
        {
            return damaged;
        }

        var because = end.Message.Length == 0 ? string.Empty : $" ({end.Message})";
        return new WeftException(
            $"{target}: cannot be made: ffmpeg failed with exit code {end.ExitCode}{because}; "
            + "make room on the disk, or install an ffmpeg that has libx264.");
    }

    private static PreparedFile Keep(string temporary, string target)
    {
        PreparedFile made;
        using (var file = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite))
        {
            made = new PreparedFile(file.Length, Checksum.OfStream(file));
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }

        File.Move(temporary, target, overwrite: true);
        return made;
    }
}
