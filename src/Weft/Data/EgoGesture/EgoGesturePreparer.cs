using System.Globalization;
using System.Security.Cryptography;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.EgoGesture;

/// <summary>
/// Packs EgoGesture: the annotated frames of each split, one after another in one file for each modality, with the bytes that they have.
/// Each is decoded once to see that it is whole; clips with a frame that is missing or damaged are left out and listed. Killed, it goes on.
/// </summary>
public static class EgoGesturePreparer
{
    private const double LongestRecordSeconds = 86_400;
    private const int TriedClips = 8;
    private static readonly TimeSpan TriedTime = TimeSpan.FromSeconds(1);

    /// <summary>Prepares a folder; does nothing where it was made from the same sources by the same recipe and is intact.</summary>
    /// <param name="frames">The folder of frames.</param>
    /// <param name="annotations">The annotation file.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="recipe">How samples are made of frames; null for as published.</param>
    /// <param name="progress">Told what it will take and how far it is; null for silence.</param>
    /// <param name="recordSeconds">How often the position is recorded, to go on from after a kill.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="cancellation">Stops; what was done stays, and the same call goes on.</param>
    /// <returns>The folder, its manifest, and whether it was there already.</returns>
    /// <exception cref="UsageException">
    /// A setting is out of range, the folder holds something else, or another process prepares it.
    /// </exception>
    /// <exception cref="InvalidFileException">
    /// A source cannot be read, a split has no clip, or the folder was prepared but is damaged.
    /// </exception>
    /// <exception cref="WeftException">
    /// The folder cannot be written, the disk has too little room, or libjpeg-turbo is not installed.
    /// </exception>
    public static PrepareResult<EgoGestureManifest> Prepare(
        string frames,
        string annotations,
        string folder,
        EgoGestureRecipe? recipe = null,
        IProgress<PrepareProgress>? progress = null,
        double recordSeconds = 5,
        TimeProvider? time = null,
        CancellationToken cancellation = default)
    {
        recipe ??= new EgoGestureRecipe();
        recipe.Check();
        if (!(recordSeconds is >= 0 and <= LongestRecordSeconds))
        {
            throw new UsageException($"The position cannot be recorded every {recordSeconds} seconds, only every 0 to {LongestRecordSeconds:0}.");
        }

        folder = PreparedFolder.Place(folder);
        try
        {
            var existing = PreparedFolder.IsThere(folder, EgoGestureManifest.What) ? EgoGestureManifest.Read(folder) : null;
            var source = new Source(new EgoGestureFrames(frames), annotations, EgoGestureAnnotations.Read(annotations));

            // What the annotation file alone tells is told before hours of work.
            RequireClips(
                source,
                split => source.Clips.Count(c => c.Problem is null && c.Split == split),
                [.. source.Clips.Where(c => c.Problem is not null).Select(c => new BadItem(c.Key, c.Problem!))]);
            var total = source.Frames.Count(source.Clips, progress, cancellation);
            var sources = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [EgoGestureManifest.AnnotationsRole] = Checksum.OfFile(annotations),
                [EgoGestureManifest.FramesRole] = string.Create(CultureInfo.InvariantCulture, $"{total.Count} frames, {total.Bytes} bytes"),
            };
            if (existing is not null)
            {
                PreparedFolder.RequireSame(folder, Differences(existing.Recipe, recipe), existing.Sources, sources);
                PreparedFolder.RequireIntact(folder, EgoGestureManifest.Layout(), existing.Files);
                return new PrepareResult<EgoGestureManifest>(folder, existing, Reused: true);
            }

            var identity = $"{EgoGestureManifest.TaskName} {EgoGestureManifest.CurrentVersion} {recipe} {string.Join(' ', sources.Values)}";
            using var work = ResumableWork.OpenFor(folder, identity, time ?? TimeProvider.System, recordSeconds);
            Announce(source, total, work, folder, time ?? TimeProvider.System, progress, cancellation);
            var packings = Pack(source, work, progress, cancellation);
            var manifest = new EgoGestureManifest
            {
                FormatVersion = EgoGestureManifest.CurrentVersion,
                Task = EgoGestureManifest.TaskName,
                Counts = EgoGesturePacking.Counts(packings),
                Classes = source.Annotations.Labels,
                Published = EgoGestureManifest.IsPublished(EgoGesturePacking.Counts(packings), source.Annotations.Labels.Count),
                Recipe = recipe,
                Sources = sources,
                Files = new Dictionary<string, PreparedFile>(StringComparer.Ordinal),
                Bad = [.. work.Bad],
            };
            RequireClips(source, manifest.Counts.Of, manifest.Bad);
            work.Complete(folder, partial =>
            {
                var files = PreparedFolder.Digests(partial, [.. EgoGestureManifest.Layout()], progress, cancellation);
                manifest = manifest with { Files = files };
                AtomicFile.WriteAllBytes(Path.Combine(partial, ManifestFile.Name), ManifestFile.ToJson(manifest));
            });
            return new PrepareResult<EgoGestureManifest>(folder, manifest, Reused: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{folder}: cannot be prepared: {exception.Message}", exception);
        }
    }

    private static Dictionary<Split, EgoGesturePacking> Pack(
        Source source, ResumableWork work, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        var packings = Enum.GetValues<Split>().ToDictionary(split => split, split => new EgoGesturePacking(work, split));
        try
        {
            while (work.Next < source.Clips.Count)
            {
                cancellation.ThrowIfCancellationRequested();
                var clip = source.Clips[work.Next];
                var problem = clip.Problem;
                var modalities = new List<byte[][]>();
                foreach (var modality in problem is null ? EgoGestureModality.All : [])
                {
                    var (frames, wrong) = source.Frames.Read(clip, modality, cancellation);
                    modalities.Add(frames);
                    problem ??= wrong;
                }

                if (problem is null)
                {
                    packings[clip.Split].Append(clip.Label, modalities);
                }

                work.Advance(problem is null ? null : new BadItem(clip.Key, problem));
                progress?.Report(new PrepareProgress("clips", work.Next, source.Clips.Count));
            }
        }
        catch (OperationCanceledException)
        {
            work.Save();
            throw;
        }

        return packings;
    }

    private static void Announce(
        Source source,
        EgoGestureFrameTotal total,
        ResumableWork work,
        string folder,
        TimeProvider time,
        IProgress<PrepareProgress>? progress,
        CancellationToken cancellation)
    {
        // A frame has 8 bytes of its end, a clip 16 of its end and its label.
        var bytes = total.Bytes + (8 * total.Count) + (16L * source.Clips.Count);
        var left = 1 - ((double)work.Next / Math.Max(source.Clips.Count, 1));
        var estimate = new WorkEstimate(bytes, Try(source, work.Next, time, cancellation) is { } frame ? frame * total.Count * left : null);
        var already = new DirectoryInfo(work.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        estimate.RequireRoom(folder, already);
        progress?.Report(PrepareProgress.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{source.Clips.Count:N0} clips with {total.Count:N0} frames in colour and depth: {estimate}"
            + $"{(work.Resumed ? $"; going on at clip {work.Next + 1:N0}" : string.Empty)}")));
    }

    /// <summary>How long one frame takes, by reading and digesting a few clips.</summary>
    private static TimeSpan? Try(Source source, int next, TimeProvider time, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var frames = 0L;
        foreach (var clip in source.Clips.Skip(next).Where(c => c.Problem is null).Take(TriedClips))
        {
            foreach (var modality in EgoGestureModality.All)
            {
                foreach (var frame in source.Frames.Read(clip, modality, cancellation).Frames.OfType<byte[]>())
                {
                    _ = SHA256.HashData(frame);
                    frames++;
                }
            }

            if (time.GetElapsedTime(start) > TriedTime)
            {
                break;
            }
        }

        return frames == 0 ? null : time.GetElapsedTime(start) / frames;
    }

    private static void RequireClips(Source source, Func<Split, int> count, IReadOnlyList<BadItem> unusable)
    {
        foreach (var split in Enum.GetValues<Split>().Where(split => count(split) == 0))
        {
            var example = unusable is [var bad, ..]
                ? $"; {unusable.Count} clips could not be used, such as {bad.Name}: {bad.Problem}"
                : string.Empty;
            throw new InvalidFileException(source.Path, $"leaves no clip for {split.Word()}{example}");
        }
    }

    private static IEnumerable<(string Name, string? Was, string? Wanted)> Differences(EgoGestureRecipe was, EgoGestureRecipe wanted) =>
        [("size", $"{was.Size}", $"{wanted.Size}"), ("length", $"{was.Length}", $"{wanted.Length}")];

    private sealed record Source(EgoGestureFrames Frames, string Path, EgoGestureAnnotations Annotations)
    {
        public IReadOnlyList<EgoGestureClip> Clips => Annotations.Clips;
    }
}
