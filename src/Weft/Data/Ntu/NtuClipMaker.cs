using System.Security.Cryptography;
using Weft.Data.Formats;
using Weft.Data.Formats.Video;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.Ntu;

/// <summary>A clip's part of the prepared data, or why it cannot be used.</summary>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
/// <param name="Skeleton">Its frames, each [3, 25, 2].</param>
/// <param name="VideoFrames">Frames of the video that will be read.</param>
/// <param name="VideoBytes">The length of that video's file.</param>
/// <param name="Digest">That video's digest, 32 bytes.</param>
internal sealed record NtuMade(BadItem? Problem, float[] Skeleton, int VideoFrames, long VideoBytes, byte[] Digest)
{
    /// <summary>Frames of the skeleton.</summary>
    public int SkeletonFrames => Skeleton.Length / SkeletonFile.FrameValues;
}

/// <summary>Reads one clip's sources and makes its video. Safe for several threads at once.</summary>
/// <param name="program">Decodes and encodes.</param>
/// <param name="straight">Whether the original video is kept.</param>
/// <param name="size">Width and height of videos that are made.</param>
internal sealed class NtuClipMaker(FfmpegProgram program, bool straight, int size)
{
    private const int End = 1 << 16;

    /// <summary>Makes a clip's part.</summary>
    /// <param name="candidate">The clip.</param>
    /// <param name="videos">The folder of videos that are made.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="WeftException">The work cannot go on whatever the clip.</exception>
    public NtuMade Make(NtuCandidate candidate, string videos, CancellationToken cancellation)
    {
        if (candidate is not { Problem: null, Video: { } video, Skeleton: { } skeleton })
        {
            return Unusable(candidate, candidate.Problem ?? "it is no clip");
        }

        try
        {
            // The skeleton first: a missing one is found at once.
            var frames = SkeletonFile.Read(skeleton.FullName);
            VideoRescaler.RequireWhole(video.FullName);
            var reader = new VideoReader(program);
            if (straight)
            {
                var count = reader.CountFrames(video.FullName, cancellation);
                return new NtuMade(null, frames, count, FileLength.Of(video), DigestOfEnds(video.FullName));
            }

            var target = Path.Combine(videos, FileOf(candidate.Label));
            var made = new VideoRescaler(program).Rescale(video.FullName, target, size, cancellation);
            return new NtuMade(null, frames, reader.CountFrames(target, cancellation), made.Bytes, Convert.FromHexString(made.Sha256));
        }
        catch (InvalidFileException error)
        {
            return Unusable(candidate, $"{Path.GetFileName(error.Path)} {error.Message[(error.Path.Length + 2)..]}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Unusable(candidate, $"its files cannot be read: {error.Message}");
        }
    }

    /// <summary>The name of a small video.</summary>
    public static string FileOf(string label) => $"{label}.mp4";

    /// <summary>
    /// A digest of an original: of its length, its first and its last 64 KiB. To read all of them again would take hours.
    /// </summary>
    /// <exception cref="InvalidFileException">It cannot be read.</exception>
    public static byte[] DigestOfEnds(string path)
    {
        using var file = BoundedRead.Open(path);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(BitConverter.GetBytes(file.Length));
        var end = new byte[Math.Min(End, file.Length)];
        file.ReadExactly(end);
        digest.AppendData(end);
        file.Position = file.Length - end.Length;
        file.ReadExactly(end);
        digest.AppendData(end);
        return digest.GetHashAndReset();
    }

    private static NtuMade Unusable(NtuCandidate candidate, string problem) => new(new BadItem(candidate.Label, problem), [], 0, 0, []);
}
