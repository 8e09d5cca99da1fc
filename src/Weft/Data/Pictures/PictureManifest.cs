using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.Pictures;

/// <summary>
/// What a prepared folder of pictures, regions and texts holds and how it came to be: `manifest.json`. Readers of the official layouts
/// do not
/// need it. It holds no time, so equal preparations have equal manifests.
/// </summary>
public sealed record PictureManifest
{
    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    internal const string What = "a prepared folder of pictures and regions";

    /// <summary>The version of the layout.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The task that reads it.</summary>
    public required string Task { get; init; }

    /// <summary>How many there are of what, such as <c>train questions</c>.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>Every setting of the recipe.</summary>
    public required IReadOnlyDictionary<string, string> Recipe { get; init; }

    /// <summary>The SHA-256 of each source, by its role.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>The texts by their path within the folder, with forward slashes.</summary>
    public required IReadOnlyDictionary<string, PreparedFile> Files { get; init; }

    /// <summary>The folders of pictures and of regions: their bytes, and one digest over the names and digests of their files.</summary>
    public required IReadOnlyDictionary<string, PreparedFile> Folders { get; init; }

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="task">The task that its data must be for.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another version or task, or it is damaged.</exception>
    public static PictureManifest Read(string folder, string task)
    {
        var manifest = ManifestFile.Read<PictureManifest>(folder, CurrentVersion, What, task);

        // A name that is not of the layout could lead out of the folder.
        var stranger = manifest.Files.Keys.Concat(manifest.Folders.Keys)
            .FirstOrDefault(name => Path.IsPathRooted(name) || name.Split('/').Any(part => part is "" or "." or "..") || name.Contains('\\', StringComparison.Ordinal));
        return stranger is null
            ? manifest
            : throw new InvalidFileException(
                Path.Combine(folder, ManifestFile.Name), $"lists '{stranger}', which is no file of a prepared folder; prepare the data again");
    }
}
