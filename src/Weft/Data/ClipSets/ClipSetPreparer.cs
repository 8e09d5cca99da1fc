using System.Globalization;
using System.Text;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.ClipSets;

/// <summary>
/// Writes a pair of video domains with their lists, and a manifest with checksums. The folder appears whole or not at all; killed, the
/// same call goes on.
/// </summary>
public static class ClipSetPreparer
{
    private const string ClassesName = "classes.txt";

    /// <summary>Prepares a folder; does nothing where it was made from the same sources by the same recipe and is intact.</summary>
    /// <param name="recipe">What is prepared.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="read">Reads and checks the sources; only called when there is something to do.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="cancellation">Stops between items; what was done stays, and the same call goes on.</param>
    /// <returns>The folder, its manifest, and whether it was there already.</returns>
    /// <exception cref="UsageException">The folder holds something else, or another process prepares it.</exception>
    /// <exception cref="InvalidFileException">A source cannot be read, or the folder was prepared but is damaged.</exception>
    /// <exception cref="WeftException">The folder cannot be written.</exception>
    public static PrepareResult<ClipSetManifest> Prepare(
        ClipSetRecipe recipe,
        string folder,
        Func<ClipSetPlan> read,
        IProgress<PrepareProgress>? progress = null,
        TimeProvider? time = null,
        CancellationToken cancellation = default)
    {
        folder = PreparedFolder.Place(folder);
        try
        {
            var there = PreparedFolder.IsThere(folder, $"prepared data of {recipe.Task}");
            var existing = there ? ClipSetManifest.Read(folder, recipe.Task) : null;
            var sources = new SortedDictionary<string, string>(
                recipe.Sources.ToDictionary(s => s.Key, s => Checksum.OfFile(s.Value), StringComparer.Ordinal), StringComparer.Ordinal);
            if (existing is not null)
            {
                RequireSame(existing, recipe, folder, sources);
                return new PrepareResult<ClipSetManifest>(folder, existing, Reused: true);
            }

            var plan = read();
            var identity = string.Join(
                ' ',
                recipe.Settings.Concat(sources).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")
                    .Prepend($"{recipe.Task} {ClipSetManifest.CurrentVersion}"));
            using var work = ResumableWork.OpenFor(folder, identity, time ?? TimeProvider.System);
            work.HasOtherFiles = true;
            WriteItems(plan, work, progress, cancellation);
            ClipSetManifest? manifest = null;
            work.Complete(folder, partial => manifest = Finish(recipe, plan, sources, partial, progress, cancellation));
            return new PrepareResult<ClipSetManifest>(folder, manifest!, Reused: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{folder}: cannot be prepared: {exception.Message}", exception);
        }
    }

    private static void WriteItems(
        ClipSetPlan plan, ResumableWork work, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            while (work.Next < plan.Count)
            {
                cancellation.ThrowIfCancellationRequested();
                plan.Write(work.Next, work.Folder);
                work.Advance();
                progress?.Report(new PrepareProgress("clips", work.Next, plan.Count));
            }
        }
        catch (OperationCanceledException)
        {
            work.Save();
            throw;
        }
    }

    private static ClipSetManifest Finish(
        ClipSetRecipe recipe,
        ClipSetPlan plan,
        IReadOnlyDictionary<string, string> sources,
        string partial,
        IProgress<PrepareProgress>? progress,
        CancellationToken cancellation)
    {
        KeyValuePair<string, byte[]> classes = new(ClassesName, Encoding.UTF8.GetBytes(string.Concat(plan.Classes.Select(c => $"{c}\n"))));
        KeyValuePair<string, byte[]>[] texts = [classes, .. plan.Texts];
        foreach (var (name, text) in texts)
        {
            AtomicFile.WriteAllBytes(Path.Combine(partial, name), text);
        }

        var folders = new SortedDictionary<string, PreparedFile>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateDirectories(partial))
        {
            cancellation.ThrowIfCancellationRequested();
            folders.Add(Path.GetFileName(path), OfFolder(path));
        }

        var manifest = new ClipSetManifest
        {
            FormatVersion = ClipSetManifest.CurrentVersion,
            Task = recipe.Task,
            Classes = plan.Classes,
            Counts = new SortedDictionary<string, int>(plan.Lists.ToDictionary(), StringComparer.Ordinal),
            Recipe = new SortedDictionary<string, string>(recipe.Settings.ToDictionary(), StringComparer.Ordinal),
            Sources = sources,
            Files = PreparedFolder.Digests(partial, [.. texts.Select(t => t.Key), .. plan.Arrays], progress, cancellation),
            Folders = folders,
        };
        AtomicFile.WriteAllBytes(Path.Combine(partial, ManifestFile.Name), ManifestFile.ToJson(manifest));
        return manifest;
    }

    private static void RequireSame(
        ClipSetManifest existing, ClipSetRecipe recipe, string folder, IReadOnlyDictionary<string, string> sources)
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

    /// <summary>The bytes of all files below a folder, and a digest over their paths and digests.</summary>
    private static PreparedFile OfFolder(string folder)
    {
        var list = new StringBuilder();
        var bytes = 0L;
        foreach (var (name, path) in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(folder, path).Replace('\\', '/'), path)).OrderBy(f => f.Item1, StringComparer.Ordinal))
        {
            bytes += new FileInfo(path).Length;
            list.Append(CultureInfo.InvariantCulture, $"{name} {Checksum.OfFile(path)}\n");
        }

        return new PreparedFile(bytes, Checksum.OfBytes(Encoding.UTF8.GetBytes(list.ToString())));
    }
}
