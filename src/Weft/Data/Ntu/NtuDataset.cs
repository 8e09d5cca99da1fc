using System.Buffers;
using Weft.Data.Formats.Video;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Ntu;

/// <summary>
/// A prepared NTU RGB+D, read clip by clip: skeletons from a mapped file, videos by ffmpeg, of which only the frames that are used are
/// decoded. Safe for several threads at once.
/// </summary>
internal sealed class NtuDataset : IDisposable
{
    private const int SkeletonStream = 1;
    private const int VideoStream = 0;

    private static readonly float[] Means = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviations = [0.229f, 0.224f, 0.225f];

    private readonly string folder;
    private readonly NtuClip[] all;
    private readonly NpyFile skeletons;
    private readonly byte[] digests;
    private readonly Dictionary<Split, int[]> clips = [];
    private readonly VideoReader reader = new(new FfmpegProgram());
    private readonly float[][] levels;

    private NtuDataset(string folder, NtuManifest manifest, PreparedArrays arrays, NpyFile skeletons)
    {
        this.folder = folder;
        this.skeletons = skeletons;
        Manifest = manifest;
        var total = (long)manifest.Counts.Train + manifest.Counts.Dev + manifest.Counts.Test;
        var path = PreparedFolder.Checked(folder, NtuManifest.ClipsFile, manifest.Files);
        var rows = arrays.Read(NtuManifest.ClipsFile, ElementType.Int64, total, NtuClip.Columns);
        all = NtuClip.FromRows(rows.As<long>(), skeletons.RowCount, path);
        digests = [.. arrays.Read(NtuManifest.DigestsFile, ElementType.UInt8, total, 32).As<byte>()];
        foreach (var split in Enum.GetValues<Split>())
        {
            clips[split] = [.. Enumerable.Range(0, all.Length)
                .Where(i => NtuSubjects.SplitOf(all[i].Name.Person, manifest.TrainSubjects) == split)];
            var counted = manifest.Counts.Of(split);
            if (clips[split].Length != counted)
            {
                throw new InvalidFileException(
                    path,
                    $"has {clips[split].Length} clips of {split.Word()}, but the manifest says {counted}; prepare the data again");
            }
        }

        levels = [.. Means.Zip(
            Deviations, (mean, deviation) => Enumerable.Range(0, 256).Select(v => ((v / 255f) - mean) / deviation).ToArray())];
    }

    /// <summary>What the folder holds and how it was made.</summary>
    public NtuManifest Manifest { get; }

    /// <summary>
    /// Opens a folder that <see cref="NtuPreparer"/> made; checks lengths, types and shapes, but not digests, and no video.
    /// </summary>
    /// <param name="folder">The prepared folder.</param>
    /// <exception cref="InvalidFileException">The manifest or a file is absent, damaged, or not what the manifest says.</exception>
    public static NtuDataset Open(string folder)
    {
        var manifest = NtuManifest.Read(folder);
        var arrays = new PreparedArrays(folder, manifest.Files);
        var opened = arrays.Map(
            NtuManifest.SkeletonsFile, ElementType.Float32, -1, SkeletonFile.Axes, SkeletonFile.Joints, SkeletonFile.Bodies);
        try
        {
            return new NtuDataset(folder, manifest, arrays, opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The actions of a split's clips, from 0.</summary>
    public long[] Labels(Split split) => [.. clips[split].Select(i => (long)all[i].Label)];

    /// <summary>All clips with the digests of their videos, 32 bytes each.</summary>
    public IEnumerable<(NtuClip Clip, byte[] Digest)> VideoDigests() => all.Select((clip, i) => (clip, digests[(i * 32)..((i + 1) * 32)]));

    /// <summary>Reads a skeleton: centred, cut at random or not, 32 moments.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">The clip.</param>
    /// <param name="draw">Determines the cut; null for none.</param>
    /// <param name="motion">Receives [3, 32, 25, 2].</param>
    public void ReadSkeleton(Split split, int index, ulong? draw, Span<float> motion)
    {
        var clip = all[clips[split][index]];
        var (start, length) = (0, clip.SkeletonFrames);
        if (draw is { } bits)
        {
            // Independent of the video's cut, as in the published code.
            var random = ItemRandom.For(unchecked((long)bits), SkeletonStream, 0);
            length = SkeletonMotion.CroppedLength(clip.SkeletonFrames, random.NextDouble());
            start = random.Next(clip.SkeletonFrames - length + 1);
        }

        var frames = ArrayPool<float>.Shared.Rent(length * SkeletonFile.FrameValues);
        try
        {
            for (var i = 0; i < length; i++)
            {
                SkeletonMotion.Centre(
                    skeletons.Row<float>(checked((int)(clip.SkeletonRow + start + i))),
                    Manifest.Compatibility,
                    frames.AsSpan(i * SkeletonFile.FrameValues, SkeletonFile.FrameValues));
            }

            SkeletonMotion.Interpolate(frames.AsSpan(0, length * SkeletonFile.FrameValues), motion);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(frames);
        }
    }

    /// <summary>Reads a video: 8 frames, normalised by the statistics of ImageNet.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">The clip.</param>
    /// <param name="draw">Determines the cut; null for none.</param>
    /// <param name="video">Receives [8, size, size, 3].</param>
    /// <exception cref="InvalidFileException">The video is gone, was changed, or cannot be decoded.</exception>
    public void ReadVideo(Split split, int index, ulong? draw, Span<float> video)
    {
        var clip = all[clips[split][index]];
        var path = NtuFolder.VideoOf(folder, Manifest.Videos, clip);
        NtuFolder.RequireVideo(path, clip);
        var slots = ClipFrames.Of(clip.VideoFrames, Manifest.Compatibility);
        var margin = 0;
        if (draw is { } bits)
        {
            margin = ClipFrames.Margin(slots.Length, ItemRandom.For(unchecked((long)bits), VideoStream, 0).NextDouble());
        }

        var taken = ClipFrames.Take(slots, margin);
        int[] needed = [.. taken.Where(frame => frame != ClipFrames.Black).Distinct().Order()];
        var frameBytes = Manifest.Size * Manifest.Size * 3;
        var pixels = ArrayPool<byte>.Shared.Rent(Math.Max(needed.Length * frameBytes, 1));
        try
        {
            if (needed.Length > 0)
            {
                var order = Manifest.Compatibility == Compatibility.Reference ? PixelOrder.Bgr : PixelOrder.Rgb;
                reader.Read(path, needed, Manifest.Size, order, pixels.AsSpan(0, needed.Length * frameBytes));
            }

            for (var i = 0; i < taken.Length; i++)
            {
                var place = Array.IndexOf(needed, taken[i]);
                Normalise(place < 0 ? [] : pixels.AsSpan(place * frameBytes, frameBytes), video.Slice(i * frameBytes, frameBytes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => skeletons.Dispose();

    // No pixels are a black frame, which is normalised as any other.
    private void Normalise(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = levels[i % 3][pixels.IsEmpty ? 0 : pixels[i]];
        }
    }
}
