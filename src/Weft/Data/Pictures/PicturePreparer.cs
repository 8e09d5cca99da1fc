using System.Globalization;
using System.Text;
using Weft.Data.Prepared;
using Weft.Data.Regions;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Pictures;

/// <summary>
/// Writes pictures, region files and texts in the layouts of published data sets, and a manifest with checksums. The folder appears
/// whole or
/// not at all; killed, the same call goes on.
/// </summary>
public static class PicturePreparer
{
    /// <summary>Prepares a folder; does nothing where it was made from the same sources by the same recipe and is intact.</summary>
    /// <param name="recipe">What is prepared.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="read">Reads and checks the sources; only called when there is something to do.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="cancellation">Stops between pictures; what was done stays, and the same call goes on.</param>
    /// <returns>The folder, its manifest, and whether it was there already.</returns>
    /// <exception cref="UsageException">The folder holds something else, or another process prepares it.</exception>
    /// <exception cref="InvalidFileException">A source cannot be read, or the folder was prepared but is damaged.</exception>
    /// <exception cref="WeftException">The folder cannot be written.</exception>
    public static PrepareResult<PictureManifest> Prepare(
        PictureRecipe recipe,
        string folder,
        Func<PicturePlan> read,
        IProgress<PrepareProgress>? progress = null,
        TimeProvider? time = null,
        CancellationToken cancellation = default)
    {
        folder = PreparedFolder.Place(folder);
        try
        {
            var existing = PreparedFolder.IsThere(folder, $"prepared data of {recipe.Task}") ? PictureManifest.Read(folder, recipe.Task) : null;
            var sources = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (role, path) in recipe.Sources)
            {
                sources.Add(role, Checksum.OfFile(path));
            }

            if (existing is not null)
            {
                RequireSame(existing, recipe, folder, sources);
                return new PrepareResult<PictureManifest>(folder, existing, Reused: true);
            }

            var plan = read();
            var identity = string.Join(
                ' ',
                recipe.Settings.Concat(sources).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")
                    .Prepend($"{recipe.Task} {PictureManifest.CurrentVersion}"));
            using var work = ResumableWork.OpenFor(folder, identity, time ?? TimeProvider.System);
            work.HasOtherFiles = true;

            // Recorded now: otherwise whoever comes after a kill would find nothing begun, and throw away what was learned.
            work.Save();
            plan.Features.Ready(work.Folder, progress, cancellation);
            Pictures(plan, work, progress, cancellation);
            var manifest = Manifest(recipe, plan, sources);
            work.Complete(folder, partial => manifest = Finish(manifest, plan, partial, progress, cancellation));
            return new PrepareResult<PictureManifest>(folder, manifest, Reused: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{folder}: cannot be prepared: {exception.Message}", exception);
        }
    }

    private static void Pictures(PicturePlan plan, ResumableWork work, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            while (work.Next < plan.Count)
            {
                cancellation.ThrowIfCancellationRequested();
                var item = plan.Item(work.Next);
                var (image, regions) = (Path.Combine(work.Folder, item.ImagePath), Path.Combine(work.Folder, item.RegionPath));
                Directory.CreateDirectory(Path.GetDirectoryName(image)!);
                Directory.CreateDirectory(Path.GetDirectoryName(regions)!);
                item.Picture.Write(image, lasting: false);
                RegionFileWriter.Write(regions, plan.Features.Describe(work.Next, item), lasting: false);
                work.Advance();
                progress?.Report(new PrepareProgress("pictures", work.Next, plan.Count));
            }
        }
        catch (OperationCanceledException)
        {
            work.Save();
            throw;
        }
    }

    private static PictureManifest Manifest(PictureRecipe recipe, PicturePlan plan, IReadOnlyDictionary<string, string> sources) => new()
    {
        FormatVersion = PictureManifest.CurrentVersion,
        Task = recipe.Task,
        Counts = plan.Counts,
        Recipe = new SortedDictionary<string, string>(recipe.Settings.ToDictionary(), StringComparer.Ordinal),
        Sources = sources,
        Files = new Dictionary<string, PreparedFile>(StringComparer.Ordinal),
        Folders = new Dictionary<string, PreparedFile>(StringComparer.Ordinal),
    };

    private static PictureManifest Finish(
        PictureManifest manifest, PicturePlan plan, string partial, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        var folders = Directory.EnumerateFiles(partial, "*.*", SearchOption.AllDirectories)
            .Select(path => Path.GetDirectoryName(Path.GetRelativePath(partial, path))!.Replace('\\', '/'))
            .Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var digests = new SortedDictionary<string, PreparedFile>(StringComparer.Ordinal);
        foreach (var name in folders)
        {
            digests.Add(name, OfFolder(Path.Combine(partial, name)));
            progress?.Report(new PrepareProgress("digests", digests.Count, folders.Count));
        }

        foreach (var (name, text) in plan.Texts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(partial, name))!);
            AtomicFile.WriteAllBytes(Path.Combine(partial, name), text);
        }

        manifest = manifest with
        {
            Files = PreparedFolder.Digests(partial, [.. plan.Texts.Keys.Order(StringComparer.Ordinal)], progress, cancellation),
            Folders = digests,
        };
        AtomicFile.WriteAllBytes(Path.Combine(partial, ManifestFile.Name), ManifestFile.ToJson(manifest));
        return manifest;
    }

    private static void RequireSame(
        PictureManifest existing, PictureRecipe recipe, string folder, IReadOnlyDictionary<string, string> sources)
    {
        var names = existing.Recipe.Keys.Union(recipe.Settings.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        PreparedFolder.RequireSame(
            folder,
            names.Select(n => (n, existing.Recipe.GetValueOrDefault(n), recipe.Settings.GetValueOrDefault(n))),
            existing.Sources,
            sources);
        PreparedFolder.RequireIntact(folder, existing.Files.Keys, existing.Files);
        foreach (var (name, was) in existing.Folders)
        {
            var path = Path.Combine(folder, name);
            if (!Directory.Exists(path) || OfFolder(path) != was)
            {
                throw new InvalidFileException(path, "is not as it was prepared; delete the whole prepared folder and prepare it again");
            }
        }
    }

    /// <summary>The bytes of a folder's files, and a digest over their names and digests.</summary>
    private static PreparedFile OfFolder(string folder)
    {
        var list = new StringBuilder();
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            bytes += file.Length;
            list.Append(CultureInfo.InvariantCulture, $"{file.Name} {Checksum.OfFile(file.FullName)}\n");
        }

        return new PreparedFile(bytes, Checksum.OfBytes(Encoding.UTF8.GetBytes(list.ToString())));
    }
}
