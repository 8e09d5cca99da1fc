using System.Text.Json.Serialization;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.ClipSets;

/// <summary>
/// What a prepared pair of video domains holds and how it came to be: `manifest.json`. Readers of lists do not need it. It holds no time,
/// so equal preparations have equal manifests.
/// </summary>
public sealed record ClipSetManifest
{
    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    private const string What = "a prepared pair of video domains";

    /// <summary>The version of the layout.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The name by which it was prepared.</summary>
    public required string Task { get; init; }

    /// <summary>The classes' names in the order of their labels.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Clips of each list, such as <c>source_train</c>.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>Every setting of the recipe.</summary>
    public required IReadOnlyDictionary<string, string> Recipe { get; init; }

    /// <summary>The SHA-256 of each source, by its role.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>The files beside the manifest: lists, and clips that are arrays.</summary>
    public required IReadOnlyDictionary<string, PreparedFile> Files { get; init; }

    /// <summary>The folders of frames: their bytes, and one digest over the paths and digests of their files.</summary>
    public required IReadOnlyDictionary<string, PreparedFile> Folders { get; init; }

    /// <summary>A hash of all that the folder holds.</summary>
    [JsonIgnore]
    public string ContentHash => PreparedFolder.ContentHash(
        Files.Concat(Folders).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal), string.Empty);

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="task">The name by which it must have been prepared.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another version or task, or it is damaged.</exception>
    public static ClipSetManifest Read(string folder, string task)
    {
        var manifest = ManifestFile.Read<ClipSetManifest>(folder, CurrentVersion, What, task);

        // A name that is not of the layout could lead out of the folder.
        var stranger = manifest.Files.Keys.Concat(manifest.Folders.Keys)
            .FirstOrDefault(name => name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\\', ':'));
        return stranger is null
            ? manifest
            : throw new InvalidFileException(
                Path.Combine(folder, ManifestFile.Name),
                $"lists '{stranger}', which is no file of a prepared folder; prepare the data again");
    }
}
