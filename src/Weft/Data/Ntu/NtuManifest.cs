using Weft.Data.Arrays;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.Ntu;

/// <summary>
/// What a prepared NTU RGB+D holds and how it came to be: <c>manifest.json</c>. It holds no time, so equal preparations have equal
/// manifests.
/// </summary>
public sealed record NtuManifest
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "ntu";

    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The list of what cannot be used, with the columns name and problem.</summary>
    public const string BadFile = "bad.csv";

    internal const string What = "a prepared NTU RGB+D";

    // Int64 [clips, 9]: what NtuClip says.
    internal const string ClipsFile = "clips.npy";

    // UInt8 [clips, 32]: digests of videos.
    internal const string DigestsFile = "video_digests.npy";

    // Float32 [frames, 3, 25, 2]: raw joints in metres.
    internal const string SkeletonsFile = "skeletons.npy";

    // The small videos, one to a clip, where there are any.
    internal const string VideosFolder = "videos";

    internal static readonly string[] AllFiles = [BadFile, ClipsFile, SkeletonsFile, DigestsFile];

    /// <summary>The version of the layout.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Width and height of the frames that networks are given.</summary>
    public required int Size { get; init; }

    /// <summary>The folder of the original videos where they are read from there; null where small ones were made of them.</summary>
    public required string? Videos { get; init; }

    /// <summary>Whose clips train.</summary>
    public required NtuTrainSubjects TrainSubjects { get; init; }

    /// <summary>Whose rules hold when clips are read.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>Clips in each split.</summary>
    public required ArrayCounts Counts { get; init; }

    /// <summary>How many clips of the sources are of subjects in no split.</summary>
    public required int LeftOut { get; init; }

    /// <summary>How many names <see cref="BadFile"/> lists.</summary>
    public required int Bad { get; init; }

    /// <summary>
    /// Digests of the sources by role: of the names and lengths of all videos and skeletons, and of the list of bad clips.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>
    /// The written files by their names, the videos excepted: <c>clips.npy</c> has their lengths, <c>video_digests.npy</c> their digests.
    /// </summary>
    public required IReadOnlyDictionary<string, PreparedFile> Files { get; init; }

    /// <summary>The task that reads it.</summary>
    public string Task { get; init; } = TaskName;

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another version or task, or it is damaged.</exception>
    public static NtuManifest Read(string folder)
    {
        var manifest = ManifestFile.Read<NtuManifest>(folder, CurrentVersion, What, TaskName);
        var problem = !NtuRecipe.CanBeSize(manifest.Size) ? $"has the impossible size {manifest.Size}"
            : manifest.Counts is not { Train: > 0, Dev: > 0, Test: > 0 } and var (train, dev, test)
                ? $"has impossible counts {train}, {dev} and {test}"
            : null;
        return problem is null
            ? manifest
            : throw new InvalidFileException(Path.Combine(folder, ManifestFile.Name), $"{problem}; prepare the data again");
    }

    /// <summary>The settings that decide what is read, as words.</summary>
    internal IEnumerable<(string Name, string Value)> Settings() =>
    [
        ("videos", Videos is null ? "rescaled" : "straight"),
        ("size", $"{Size}"),
        ("train subjects", TrainSubjects.ToString().ToLowerInvariant()),
        ("compatibility", Compatibility.ToString().ToLowerInvariant()),
    ];
}
