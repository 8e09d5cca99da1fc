using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Prepared;

/// <summary>What all folders of prepared data share: they appear whole, are judged before they are used again, and list their files.</summary>
internal static class PreparedFolder
{
    /// <summary>Where a folder that was asked for is made: its full path, where a link leads to if it is one.</summary>
    /// <param name="folder">The folder asked for.</param>
    /// <exception cref="UsageException">It is a link that leads nowhere.</exception>
    public static string Place(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var info = new DirectoryInfo(folder);
        try
        {
            // Links lead to disks with room; what is made beside the link and put in its place would miss them.
            return info.LinkTarget is null ? folder : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;
        }
        catch (IOException error)
        {
            throw new UsageException($"{folder} is a link that leads nowhere ({error.Message}); give another path.");
        }
    }

    /// <summary>Whether a folder was prepared before; false where it is absent or empty.</summary>
    /// <param name="folder">The folder asked for.</param>
    /// <param name="what">What it should hold, such as `a prepared AV-MNIST`.</param>
    /// <exception cref="UsageException">The folder, or a file in its place, holds something else.</exception>
    public static bool IsThere(string folder, string what)
    {
        if (File.Exists(folder))
        {
            throw new UsageException($"{folder} is a file, but a folder for the prepared data is needed; give another path.");
        }

        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return false;
        }

        return File.Exists(Path.Combine(folder, ManifestFile.Name))
            ? true
            : throw new UsageException($"{folder} holds something that is not {what}; give an empty or a new folder.");
    }

    /// <summary>Makes a folder beside the wanted one and renames it at the end, so that a folder that is there is whole.</summary>
    /// <param name="folder">The folder; absent or empty.</param>
    /// <param name="make">Fills the folder it is given.</param>
    /// <exception cref="IOException">The disk is full or fails; nothing is left behind.</exception>
    public static T Make<T>(string folder, Func<string, T> make)
    {
        var partial = $"{folder}.partial-{Environment.ProcessId}";
        try
        {
            if (Directory.Exists(partial))
            {
                // Left by a killed process that had the same number.
                Directory.Delete(partial, recursive: true);
            }

            Directory.CreateDirectory(partial);
            var result = make(partial);
            if (Directory.Exists(folder))
            {
                // Empty, or IsThere would have said otherwise.
                Directory.Delete(folder);
            }

            Directory.Move(partial, folder);
            return result;
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    /// <summary>Makes sure that a prepared folder is what would be made now.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="settings">Each setting of the recipe: as it was, and as it is wanted now.</param>
    /// <param name="sources">Digests of the sources it was made from.</param>
    /// <param name="wantedSources">Digests of the sources given now.</param>
    /// <exception cref="UsageException">It was made by another recipe or from other sources.</exception>
    public static void RequireSame(
        string folder,
        IEnumerable<(string Name, string? Was, string? Wanted)> settings,
        IReadOnlyDictionary<string, string> sources,
        IReadOnlyDictionary<string, string> wantedSources)
    {
        var differences = settings.Where(s => !string.Equals(s.Was, s.Wanted, StringComparison.Ordinal))
            .Select(s => $"{s.Name} {s.Was ?? "unset"} instead of {s.Wanted ?? "unset"}").ToList();

        // Where the sources lie does not matter, only what is in them.
        differences.AddRange(sources.Keys.Union(wantedSources.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(role => sources.GetValueOrDefault(role) != wantedSources.GetValueOrDefault(role))
            .Select(role => $"another source {role}"));
        if (differences.Count > 0)
        {
            throw new UsageException(
                $"{folder} was prepared by another recipe ({string.Join(", ", differences)}); give a new folder, or delete this one.");
        }
    }

    /// <summary>Makes sure that every file is as it was written.</summary>
    /// <exception cref="InvalidFileException">One of them is absent or changed.</exception>
    public static void RequireIntact(string folder, IEnumerable<string> names, IReadOnlyDictionary<string, PreparedFile> files)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            if (!files.TryGetValue(name, out var file) || Checksum.OfFile(path) != file.Sha256)
            {
                throw new InvalidFileException(path, "is not as it was prepared; delete the folder and prepare it again");
            }
        }
    }

    /// <summary>Length and digest of files of a finished folder.</summary>
    public static SortedDictionary<string, PreparedFile> Digests(
        string folder, IReadOnlyCollection<string> names, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        var files = new SortedDictionary<string, PreparedFile>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, name);
            files.Add(name, new PreparedFile(new FileInfo(path).Length, Checksum.OfFile(path)));
            progress?.Report(new PrepareProgress("digests", files.Count, names.Count));
        }

        return files;
    }

    /// <summary>The path of a file that is to be opened, once its length was found to be the manifest's.</summary>
    /// <exception cref="InvalidFileException">The manifest does not list it, or it is absent or of another length.</exception>
    public static string Checked(string folder, string name, IReadOnlyDictionary<string, PreparedFile> files)
    {
        var path = Path.Combine(folder, name);
        if (!files.TryGetValue(name, out var file))
        {
            throw new InvalidFileException(Path.Combine(folder, ManifestFile.Name), $"does not list {name}; prepare the data again");
        }

        var info = new FileInfo(path);
        return !info.Exists ? throw new InvalidFileException(path, "is not there; prepare the data again")
            : info.Length == file.Bytes ? path
            : throw new InvalidFileException(
                path,
                $"has {info.Length} bytes, but the manifest says {file.Bytes}: it is truncated or was changed; prepare the data again");
    }

    /// <summary>A hash of what files hold, not of where their sources lay.</summary>
    /// <param name="files">The files.</param>
    /// <param name="more">What else the content hangs on, such as counts.</param>
    public static string ContentHash(IReadOnlyDictionary<string, PreparedFile> files, string more) =>
        Checksum.OfBytes(System.Text.Encoding.UTF8.GetBytes(string.Join(
            '\n', files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key} {f.Value.Sha256}").Append(more))));
}
