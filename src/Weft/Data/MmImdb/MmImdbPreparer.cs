using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.MmImdb;

/// <summary>Which files MM-IMDB is prepared from.</summary>
/// <param name="Hdf5">The published <c>multimodal_imdb.hdf5</c>.</param>
/// <param name="Split">The published split file.</param>
public sealed record MmImdbRecipe(string Hdf5, string Split);

/// <summary>
/// Prepares MM-IMDB from its published files: film by film, with posters as bytes, so that the folder has a quarter of the source's size. It
/// goes on where a killed preparation was, and lists what cannot be used. BM-NAS specification 3.1.
/// </summary>
public static class MmImdbPreparer
{
    /// <summary>Prepares a folder; does nothing where it was made from the same sources and is intact.</summary>
    /// <param name="recipe">The published files.</param>
    /// <param name="folder">The folder; absent, empty, or prepared from the same files. Until it is whole, work is done beside it, in <c>.unfinished</c>.</param>
    /// <param name="progress">Told what it will take, how far it is, and what is odd; null for silence.</param>
    /// <param name="cancellation">Stops; the next preparation goes on from there.</param>
    /// <returns>The folder, its manifest, and whether it was there already.</returns>
    /// <exception cref="UsageException">The folder holds something else, or another process prepares it.</exception>
    /// <exception cref="InvalidFileException">A source cannot be read or is not of the published format, or the folder was prepared but is damaged.</exception>
    /// <exception cref="WeftException">HDF5's library is missing, the disk is too full, or the folder cannot be written.</exception>
    public static PrepareResult<MmImdbManifest> Prepare(
        MmImdbRecipe recipe, string folder, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default) =>
        Prepare(recipe, folder, MmImdbSource.UsualRunBytes, progress, cancellation);

    /// <summary>As above; <paramref name="runBytes"/> says how much of the images is held in memory, for tests.</summary>
    internal static PrepareResult<MmImdbManifest> Prepare(
        MmImdbRecipe recipe, string folder, long runBytes, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        folder = PreparedFolder.Place(folder);
        try
        {
            var existing = PreparedFolder.IsThere(folder, MmImdbManifest.What) ? MmImdbManifest.Read(folder) : null;
            using var source = MmImdbSource.Open(recipe.Hdf5, runBytes);
            var plan = MmImdbPlan.Of(source.Ids, MmImdbSplit.Read(recipe.Split));
            RequireEnough(source.Path, plan, []);
            if (existing is null)
            {
                Announce(source, plan, folder, progress);
            }

            var digests = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["hdf5"] = FileDigest.Of(recipe.Hdf5, "source digest (MiB)", progress, cancellation),
                ["split"] = Checksum.OfFile(recipe.Split),
            };
            if (existing is not null)
            {
                PreparedFolder.RequireSame(folder, [], existing.Sources, digests);
                PreparedFolder.RequireIntact(folder, existing.Files.Keys, existing.Files);
                return new PrepareResult<MmImdbManifest>(folder, existing, Reused: true);
            }

            using var work = ResumableWork.OpenFor(folder, Identity(digests), TimeProvider.System);
            if (work.Resumed)
            {
                progress?.Report(PrepareProgress.Say($"A preparation was begun; it goes on from film {work.Next + 1:N0} of {source.Count:N0}."));
            }

            var writer = new MmImdbWriter(source, plan, work);
            writer.Convert(progress, cancellation);
            RequireEnough(source.Path, plan, work.Bad);
            var manifest = writer.Finish(folder, digests, progress, cancellation);
            return new PrepareResult<MmImdbManifest>(folder, manifest, Reused: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{folder}: cannot be prepared: {exception.Message}", exception);
        }
    }

    private static string Identity(IReadOnlyDictionary<string, string> digests) =>
        $"{MmImdbFormat.Task} {MmImdbManifest.CurrentVersion} {string.Join(' ', digests.Select(d => $"{d.Key} {d.Value}"))}";

    private static void Announce(MmImdbSource source, MmImdbPlan plan, string folder, IProgress<PrepareProgress>? progress)
    {
        var estimate = MmImdbEstimate.Of(source, plan);
        progress?.Report(PrepareProgress.Say($"{plan.Films:N0} films are prepared; this will take {estimate}."));
        var partial = new DirectoryInfo(folder + ResumableWork.Suffix);
        estimate.RequireRoom(folder, partial.Exists ? partial.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) : 0);
        if (plan.Unused > 0)
        {
            progress?.Report(PrepareProgress.Say($"{plan.Unused:N0} films of the HDF5 file are in no split and are left out."));
        }
    }

    /// <summary>A few films that cannot be used are a remark; most of them mean that the files do not belong together.</summary>
    private static void RequireEnough(string path, MmImdbPlan plan, IReadOnlyList<BadItem> unusable)
    {
        BadItem[] bad = [.. plan.Problems, .. unusable];
        var films = plan.Films + plan.Problems.Count;
        var absent = Enum.GetValues<Split>().Where(split => plan.RowsOf(split, unusable).Count == 0).Select(split => split.Word()).FirstOrDefault();
        if (absent is null && bad.Length <= films / 2)
        {
            return;
        }

        var first = bad.Length > 0 ? $" ({bad[0].Name} {bad[0].Problem}, for one)" : string.Empty;
        var empty = absent is null ? string.Empty : $"; {absent} has none that can";
        throw new InvalidFileException(
            path,
            $"does not go with the split file: {bad.Length:N0} of {films:N0} films cannot be used{first}{empty}; give both files of the same data set");
    }
}
