using Weft.Data.Formats;
using Weft.Data.Prepared;

namespace Weft.Data.Ntu;

/// <summary>What the preparation of clips will take, by a try of the first that can be used.</summary>
internal static class NtuEstimate
{
    private const int Tries = 5;

    /// <summary>Tries a clip and scales what it took by the sizes of files.</summary>
    /// <param name="maker">Makes clips.</param>
    /// <param name="todo">The clips that are to be made.</param>
    /// <param name="jobs">How many are worked on at once.</param>
    /// <param name="folder">Where the try may write.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The estimate; null where none of the first few clips can be used.</returns>
    public static WorkEstimate? Of(
        NtuClipMaker maker, IReadOnlyList<NtuCandidate> todo, int jobs, string folder, TimeProvider time, CancellationToken cancellation)
    {
        var usable = todo.Where(c => c.Problem is null).ToList();
        foreach (var first in usable.Take(Tries))
        {
            var began = time.GetTimestamp();
            var made = maker.Make(first, folder, cancellation);
            var took = time.GetElapsedTime(began);
            var video = new FileInfo(Path.Combine(folder, NtuClipMaker.FileOf(first.Label)));
            var videoBytes = video.Exists ? video.Length : 0;
            video.Delete();
            if (made.Problem is not null)
            {
                continue;
            }

            // Long clips are large in all their files.
            var videos = Share(usable, first, c => FileLength.Of(c.Video!));
            var skeletons = Share(usable, first, c => FileLength.Of(c.Skeleton!));
            var bytes = (videoBytes * videos) + (made.Skeleton.Length * sizeof(float) * skeletons);
            var atOnce = Math.Min(Math.Min(jobs, Environment.ProcessorCount), usable.Count);
            return new WorkEstimate((long)bytes, took * (videos / atOnce));
        }

        return null;
    }

    private static double Share(List<NtuCandidate> all, NtuCandidate one, Func<NtuCandidate, long> length) =>
        all.Sum(c => (double)length(c)) / Math.Max(length(one), 1);
}
