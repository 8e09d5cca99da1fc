using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.AvMnist;

/// <summary>Judges a folder that is there already when a preparation is asked for, and lists what a finished one holds.</summary>
internal static class PreparedFolder
{
    /// <summary>The manifest of a folder that was prepared before; null where the folder is absent or empty.</summary>
    /// <exception cref="UsageException">The folder, or a file in its place, holds something else.</exception>
    /// <exception cref="InvalidFileException">The manifest is damaged.</exception>
    public static AvMnistManifest? Look(string folder)
    {
        if (File.Exists(folder))
        {
            throw new UsageException($"{folder} is a file, but a folder for the prepared data is needed; give another path.");
        }

        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return null;
        }

        return File.Exists(Path.Combine(folder, AvMnistManifest.FileName))
            ? AvMnistManifest.Read(folder)
            : throw new UsageException($"{folder} holds something that is not a prepared AV-MNIST; give an empty or a new folder.");
    }

    /// <summary>Makes sure that a prepared folder is what the recipe would give.</summary>
    /// <exception cref="UsageException">It was made by another recipe or from other sources.</exception>
    /// <exception cref="InvalidFileException">One of its files is absent or changed.</exception>
    public static void Require(string folder, AvMnistManifest manifest, AvMnistRecipe recipe, IReadOnlyDictionary<string, string> sources)
    {
        // Where the sources lie does not matter, only what is in them.
        var differences = Settings(manifest.Recipe).Zip(Settings(recipe), (was, wanted) => (was.Name, Was: was.Value, Wanted: wanted.Value))
            .Where(pair => pair.Was != pair.Wanted).Select(pair => $"{pair.Name} {pair.Was} instead of {pair.Wanted}").ToList();
        differences.AddRange(manifest.Sources.Keys.Union(sources.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(role => manifest.Sources.GetValueOrDefault(role) != sources.GetValueOrDefault(role))
            .Select(role => $"another source {role}"));
        if (differences.Count > 0)
        {
            throw new UsageException(
                $"{folder} was prepared by another recipe ({string.Join(", ", differences)}); give a new folder, or delete this one.");
        }

        foreach (var name in AvMnistLayout.All)
        {
            var path = Path.Combine(folder, name);
            if (!manifest.Files.TryGetValue(name, out var file) || Checksum.OfFile(path) != file.Sha256)
            {
                throw new InvalidFileException(path, "is not as it was prepared; delete the folder and prepare it again");
            }
        }
    }

    /// <summary>Length and digest of every file of a finished folder.</summary>
    public static SortedDictionary<string, AvMnistFile> Digests(
        string folder, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        var files = new SortedDictionary<string, AvMnistFile>(StringComparer.Ordinal);
        foreach (var name in AvMnistLayout.All)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, name);
            files.Add(name, new AvMnistFile(new FileInfo(path).Length, Checksum.OfFile(path)));
            progress?.Report(new PrepareProgress("digests", files.Count, AvMnistLayout.All.Length));
        }

        return files;
    }

    private static (string Name, string Value)[] Settings(AvMnistRecipe recipe) =>
    [
        ("noise", recipe.Noise is NoiseSource.None or NoiseSource.Synthetic ? recipe.Noise : "clips"),
        ("snrDb", FormattableString.Invariant($"{recipe.SnrDb}")),
        ("energy", FormattableString.Invariant($"{recipe.Energy}")),
        ("train", $"{recipe.Train}"),
        ("dev", $"{recipe.Dev}"),
        ("test", $"{recipe.Test}"),
        ("seed", $"{recipe.Seed}"),
        ("compatibility", recipe.Compatibility.ToString().ToLowerInvariant()),
    ];
}
