using Weft.Data.Arrays;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.MmImdb;

/// <summary>What a prepared MM-IMDB holds and how it came to be: `manifest.json`. It holds no time, so equal preparations have equal manifests.</summary>
public sealed record MmImdbManifest
{
    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    internal const string What = "a prepared MM-IMDB";
    internal const string BadList = "bad.txt";

    // The whole list is in a file of its own; the manifest stays small.
    internal const int MostBadListed = 1000;

    /// <summary>The version of the layout.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The task that reads it.</summary>
    public required string Task { get; init; }

    /// <summary>Films in each split.</summary>
    public required ArrayCounts Counts { get; init; }

    /// <summary>The names of the labels, in order.</summary>
    public required IReadOnlyList<string> Genres { get; init; }

    /// <summary>What was added to the published values of the planes (blue, green, red), so that they fit a byte.</summary>
    public required IReadOnlyList<int> ImageOffsets { get; init; }

    /// <summary>Films of the source that no split names.</summary>
    public required int Unused { get; init; }

    /// <summary>How many films could not be used.</summary>
    public required int BadCount { get; init; }

    /// <summary>The first of them (at most 1,000), and why; all are in `bad.txt`.</summary>
    public required IReadOnlyList<BadItem> Bad { get; init; }

    /// <summary>The SHA-256 of each source, by its role.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>The written files by their path within the folder, with forward slashes.</summary>
    public required IReadOnlyDictionary<string, PreparedFile> Files { get; init; }

    /// <summary>Whether the splits have as many films as published: 15,552, 2,608 and 7,799.</summary>
    public bool HasPublishedCounts() => Enum.GetValues<Split>().All(split => Counts.Of(split) == MmImdbFormat.Published(split));

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another version or task, or it is damaged.</exception>
    public static MmImdbManifest Read(string folder)
    {
        var manifest = ManifestFile.Read<MmImdbManifest>(folder, CurrentVersion, What, MmImdbFormat.Task);
        return manifest.Problem() is { } problem ? throw new InvalidFileException(Path.Combine(folder, ManifestFile.Name), problem) : manifest;
    }

    /// <summary>The file of posters: UInt8 [films, 3, 256, 160].</summary>
    internal static string ImagesOf(Split split) => $"{split.Word()}/image.npy";

    /// <summary>The file of texts: Float32 [films, 300].</summary>
    internal static string TextsOf(Split split) => $"{split.Word()}/text.npy";

    /// <summary>The file of labels: UInt8 [films, 23].</summary>
    internal static string LabelsOf(Split split) => $"{split.Word()}/labels.npy";

    /// <summary>The file of the order: Int32 [films], the row of the split file's first, second, ... film.</summary>
    internal static string OrderOf(Split split) => $"{split.Word()}/order.npy";

    /// <summary>The file of ids: one to a line, in the split file's order.</summary>
    internal static string IdsOf(Split split) => $"{split.Word()}/ids.txt";

    /// <summary>All files but the manifest.</summary>
    internal static IReadOnlyList<string> Layout() =>
        [.. Enum.GetValues<Split>().SelectMany(s => (string[])[ImagesOf(s), TextsOf(s), LabelsOf(s), OrderOf(s), IdsOf(s)]), BadList];

    private string? Problem()
    {
        // A name that is not of the layout could lead out of the folder.
        if (Files.Keys.Except(Layout(), StringComparer.Ordinal).FirstOrDefault() is { } stranger)
        {
            return $"lists '{stranger}', which is no file of a prepared folder; prepare the data again";
        }

        return !Genres.SequenceEqual(MmImdbFormat.Genres) || !ImageOffsets.SequenceEqual(MmImdbFormat.Offsets.ToArray().Select(o => (int)o))
            ? "has other genres or image offsets than this program; prepare the data again"
            : Counts is { Train: > 0, Dev: > 0, Test: > 0 } ? null
            : $"has impossible counts {Counts.Train}, {Counts.Dev} and {Counts.Test}; prepare the data again";
    }
}
