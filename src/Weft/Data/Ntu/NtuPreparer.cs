using System.Text.Json;
using Weft.Data.Formats.Video;
using Weft.Data.Prepared;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Ntu;

/// <summary>
/// Prepares NTU RGB+D (bmnas.md 3.2, mfas.md 6.2) from its official files: 60 actions as video and as skeletons. Clips are worked on in
/// <c>{folder}.unfinished</c>, where a stopped preparation goes on; the folder appears under its name when it is whole. What cannot be used
/// is listed and does not stop the work.
/// </summary>
public static class NtuPreparer
{
    /// <summary>Prepares a folder. Does nothing where it was made from the same sources by the same recipe and is intact.</summary>
    /// <param name="recipe">What is prepared.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="progress">Told what it will take and how far it is; null for silence.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    /// <param name="cancellation">Stops between clips; the next call goes on.</param>
    /// <exception cref="UsageException">
    /// A setting is out of range, the folder holds something else, or a split is left without a clip.
    /// </exception>
    /// <exception cref="InvalidFileException">The sources cannot be listed, or the folder was prepared but is damaged.</exception>
    /// <exception cref="WeftException">ffmpeg is absent, or the folder cannot be written.</exception>
    public static PrepareResult<NtuManifest> Prepare(
        NtuRecipe recipe,
        string folder,
        IProgress<PrepareProgress>? progress = null,
        TimeProvider? time = null,
        CancellationToken cancellation = default)
    {
        recipe.Check();
        folder = PreparedFolder.Place(folder);
        time ??= TimeProvider.System;
        try
        {
            var there = PreparedFolder.IsThere(folder, NtuManifest.What);
            progress?.Report(new PrepareProgress("sources", 0, 1));
            var sources = NtuSources.List(recipe);
            progress?.Report(new PrepareProgress("sources", 1, 1));
            if (there)
            {
                var found = NtuFolder.RequireSame(folder, recipe, sources, progress, cancellation);
                return new PrepareResult<NtuManifest>(folder, found, Reused: true);
            }

            var program = new FfmpegProgram();
            program.Require();
            using var work = ResumableWork.OpenFor(folder, Identity(recipe, sources), time);
            MakeClips(recipe, sources, program, work, progress, time, cancellation);
            NtuManifest? manifest = null;
            work.Complete(folder, partial => manifest = NtuFolder.Finish(partial, recipe, sources, work.Bad, progress, cancellation));
            return new PrepareResult<NtuManifest>(folder, manifest!, Reused: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{folder}: cannot be prepared: {exception.Message}", exception);
        }
    }

    private static void MakeClips(
        NtuRecipe recipe,
        NtuSources sources,
        FfmpegProgram program,
        ResumableWork work,
        IProgress<PrepareProgress>? progress,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var clips = work.Rows(NtuManifest.ClipsFile, ElementType.Int64, NtuClip.Columns);
        var digests = work.Rows(NtuManifest.DigestsFile, ElementType.UInt8, 32);
        var skeletons = work.Rows(
            NtuManifest.SkeletonsFile, ElementType.Float32, SkeletonFile.Axes, SkeletonFile.Joints, SkeletonFile.Bodies);
        var candidates = sources.Candidates;
        var maker = new NtuClipMaker(program, recipe.Straight, recipe.Size);
        var videos = NtuFolder.ClearVideos(work.Folder);
        var left = candidates.Skip(work.Next).ToList();
        if (left.Count > 0)
        {
            var estimate = NtuEstimate.Of(maker, left, recipe.Jobs, videos, time, cancellation);
            var what = work.Resumed ? $"Going on behind {work.Next:N0} clips; the other {left.Count:N0}" : $"{left.Count:N0} clips";
            progress?.Report(PrepareProgress.Say(
                estimate is null
                    ? $"{what}: what they will take is not known, as the first few cannot be used."
                    : $"{what} will take {estimate}."));
            estimate?.RequireRoom(work.Folder);
        }

        using var queue = new OrderedQueue<NtuCandidate, NtuMade>(
            left, recipe.Jobs, (c, stop) => maker.Make(c, videos, stop), cancellation);
        try
        {
            foreach (var (candidate, made) in queue.Results())
            {
                if (made.Problem is null)
                {
                    clips.Append<long>(new NtuClip(
                        candidate.Name!.Value, made.VideoFrames, made.SkeletonFrames, skeletons.Rows, made.VideoBytes).ToRow());
                    digests.Append(made.Digest);
                    skeletons.Append<float>(made.Skeleton);
                }

                work.Advance(made.Problem);
                progress?.Report(new PrepareProgress("clips", work.Next, candidates.Count));
            }
        }
        catch (OperationCanceledException)
        {
            work.Save();
            throw;
        }
    }

    // The number of jobs changes nothing, nor does the place of sources; what other names the folders have since then does.
    private static string Identity(NtuRecipe recipe, NtuSources sources) => JsonSerializer.Serialize(
        new
        {
            version = NtuManifest.CurrentVersion,
            recipe.Straight,
            recipe.Size,
            recipe.TrainSubjects,
            recipe.Compatibility,
            videos = recipe.Straight ? recipe.Videos : null,
            sources.Digests,
        },
        RunReport.Json);
}
