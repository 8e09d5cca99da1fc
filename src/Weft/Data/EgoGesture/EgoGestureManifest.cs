using Weft.Data.Arrays;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.EgoGesture;

/// <summary>How samples are made of frames.</summary>
/// <param name="Size">The side of a frame as networks take it.</param>
/// <param name="Length">How many frames networks take.</param>
public sealed record EgoGestureRecipe(int Size = 112, int Length = 32)
{
    // The encoder's last mean covers less than the whole of what is larger.
    private const int SmallestSize = 8;
    private const int LargestSize = 224;
    private const int LargestLength = 48;

    /// <summary>Makes sure that networks can take such samples.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    internal void Check()
    {
        if (Problem() is { } problem)
        {
            throw new UsageException($"{problem}; the published ones are --size 112 and --length 32.");
        }
    }

    /// <summary>Why networks cannot take such samples; null if they can.</summary>
    internal string? Problem() =>
        Size is < SmallestSize or > LargestSize ? $"A side of {Size} pixels cannot be, only {SmallestSize} to {LargestSize}"
        : Length is < 1 or > LargestLength ? $"A length of {Length} frames cannot be, only 1 to {LargestLength}"
        : null;
}

/// <summary>The frames that were packed, over both modalities; a frame of two clips counts twice.</summary>
/// <param name="Count">How many frames the annotated clips have in the folder of frames.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record EgoGestureFrameTotal(long Count, long Bytes);

/// <summary>
/// What a prepared EgoGesture holds and how it came to be: `manifest.json`. It holds no time, so equal preparations have equal manifests.
/// </summary>
public sealed record EgoGestureManifest
{
    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The task that reads it.</summary>
    public const string TaskName = "egogesture";

    internal const string What = "a prepared EgoGesture";

    /// <summary>The role of the annotation file among the sources.</summary>
    internal const string AnnotationsRole = "annotations";

    /// <summary>The role of the frames among the sources: how many there are, and of how many bytes.</summary>
    internal const string FramesRole = "frames";

    private const int PublishedClasses = 83;

    /// <summary>Clips of the published annotation file.</summary>
    public static ArrayCounts PublishedCounts { get; } = new(14_416, 4_768, 4_977);

    /// <summary>The version of the layout.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The task that reads it: `egogesture`.</summary>
    public required string Task { get; init; }

    /// <summary>Clips in each split.</summary>
    public required ArrayCounts Counts { get; init; }

    /// <summary>The names of the gestures; labels are indices into them.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Whether clips and gestures are as many as those of the published file, nothing missing.</summary>
    public required bool Published { get; init; }

    /// <summary>How samples are made of frames.</summary>
    public required EgoGestureRecipe Recipe { get; init; }

    /// <summary>The annotation file's SHA-256, and number and bytes of the frames.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>The written files by their path within the folder, with forward slashes.</summary>
    public required IReadOnlyDictionary<string, PreparedFile> Files { get; init; }

    /// <summary>The clips that could not be used, and why.</summary>
    public required IReadOnlyList<BadItem> Bad { get; init; }

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another version or task, or it is damaged.</exception>
    public static EgoGestureManifest Read(string folder)
    {
        var manifest = ManifestFile.Read<EgoGestureManifest>(folder, CurrentVersion, What, TaskName);
        return manifest.Problem() is { } problem
            ? throw new InvalidFileException(Path.Combine(folder, ManifestFile.Name), $"{problem}; prepare the data again")
            : manifest;
    }

    /// <summary>Whether clips and gestures are as many as those of the published file.</summary>
    internal static bool IsPublished(ArrayCounts counts, int classes) => counts == PublishedCounts && classes == PublishedClasses;

    /// <summary>The frames of a split's clips as they were, one after another: UInt8 [bytes].</summary>
    internal static string FramesOf(EgoGestureModality modality, Split split) => $"{split.Word()}/{modality.Name}.npy";

    /// <summary>Where each frame ends among the bytes: Int64 [frames].</summary>
    internal static string FrameEndsOf(EgoGestureModality modality, Split split) => $"{split.Word()}/{modality.Name}_ends.npy";

    /// <summary>Where each clip ends among the frames, of both modalities: Int64 [clips].</summary>
    internal static string ClipEndsOf(Split split) => $"{split.Word()}/clip_ends.npy";

    /// <summary>The gesture of each clip: Int64 [clips].</summary>
    internal static string LabelsOf(Split split) => $"{split.Word()}/labels.npy";

    /// <summary>All files of a prepared folder but the manifest.</summary>
    internal static IEnumerable<string> Layout() => Enum.GetValues<Split>().SelectMany(split => EgoGestureModality.All
        .SelectMany(modality => new[] { FramesOf(modality, split), FrameEndsOf(modality, split) })
        .Concat([ClipEndsOf(split), LabelsOf(split)]));

    private string? Problem() =>
        Classes.Count < 2 || Classes.Any(name => name is null) ? "has no list of gestures"
        : Counts is not { Train: > 0, Dev: > 0, Test: > 0 } ? $"has impossible counts {Counts.Train}, {Counts.Dev} and {Counts.Test}"
        : Bad.Any(item => item is null) ? "has a list of unusable clips with nothing in it"
        : Files.Keys.Except(Layout(), StringComparer.Ordinal).FirstOrDefault() is { } stranger
        ? $"lists '{stranger}', which is no file of a prepared folder"
        : Recipe.Problem() is { } recipe ? $"has an impossible recipe ({recipe})"
        : null;
}
