using System.Text.RegularExpressions;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.Arrays;

/// <summary>A modality of a prepared folder of arrays.</summary>
/// <param name="Name">Its name: letters, digits, '_' and '-', at most 64, the first a letter or digit.</param>
/// <param name="Shape">The shape of one sample: [features], or [channels, length].</param>
public sealed record ArrayModality(string Name, IReadOnlyList<long> Shape);

/// <summary>Samples in each split.</summary>
/// <param name="Train">Training samples.</param>
/// <param name="Dev">Dev samples.</param>
/// <param name="Test">Test samples.</param>
public sealed record ArrayCounts(int Train, int Dev, int Test)
{
    /// <summary>The count of a split.</summary>
    public int Of(Split split) => split switch
    {
        Split.Train => Train,
        Split.Dev => Dev,
        _ => Test,
    };
}

/// <summary>
/// What a prepared folder of arrays holds and how it came to be: `manifest.json`. It holds no time, so equal preparations have equal manifests.
/// </summary>
public sealed partial record ArrayManifest
{
    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    internal const string What = "a prepared folder of arrays";

    private const int MostModalities = 64;
    private const int MostClasses = 1 << 16;
    private const long MostValues = 1 << 24;

    /// <summary>The version of the layout.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The task that reads it.</summary>
    public required string Task { get; init; }

    /// <summary>The modalities in the order of the taps.</summary>
    public required IReadOnlyList<ArrayModality> Modalities { get; init; }

    /// <summary>Number of classes or labels.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether a sample may have several labels.</summary>
    public required bool MultiLabel { get; init; }

    /// <summary>Samples in each split.</summary>
    public required ArrayCounts Counts { get; init; }

    /// <summary>Every setting of the recipe.</summary>
    public required IReadOnlyDictionary<string, string> Recipe { get; init; }

    /// <summary>The SHA-256 of each source, by its role.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>The written files by their path within the folder, with forward slashes.</summary>
    public required IReadOnlyDictionary<string, PreparedFile> Files { get; init; }

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="task">The task that its data must be for.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another version or task, or it is damaged.</exception>
    public static ArrayManifest Read(string folder, string task)
    {
        var manifest = ManifestFile.Read<ArrayManifest>(folder, CurrentVersion, What, task);
        return manifest.Problem() is { } problem
            ? throw new InvalidFileException(Path.Combine(folder, ManifestFile.Name), problem + "; prepare the data again")
            : manifest;
    }

    /// <summary>Whether a text can name a modality: names become names of files and settings.</summary>
    internal static bool CanName(string text) => NamePattern().IsMatch(text);

    /// <summary>The file of a modality's samples: Float32 [samples, shape].</summary>
    internal static string FileOf(string modality, Split split) => $"{split.Word()}/{modality}.npy";

    /// <summary>The file of labels: Int64 [samples], or UInt8 [samples, classes] where a sample may have several.</summary>
    internal static string LabelsOf(Split split) => $"{split.Word()}_labels.npy";

    /// <summary>The file of a modality's training means and deviations: Float32 [2, features or channels].</summary>
    internal static string StatisticsOf(string modality) => $"statistics/{modality}.npy";

    private string? Problem()
    {
        if (Modalities.Count is 0 or > MostModalities || Modalities.Any(m => !CanName(m.Name))
            || Modalities.Select(m => m.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != Modalities.Count)
        {
            return "has no modalities, too many, or ones with impossible names";
        }

        if (Modalities.FirstOrDefault(m => m.Shape.Count is 0 or > 2 || m.Shape.Any(s => s is < 1 or > MostValues)) is { } odd)
        {
            return $"gives modality {odd.Name} the impossible shape [{string.Join(", ", odd.Shape)}]";
        }

        // A name that is not of the layout could lead out of the folder.
        if (Files.Keys.Except(Layout(), StringComparer.Ordinal).FirstOrDefault() is { } stranger)
        {
            return $"lists '{stranger}', which is no file of a prepared folder";
        }

        return Classes is < 1 or > MostClasses ? $"has {Classes} classes, which cannot be"
            : Counts is { Train: > 0, Dev: > 0, Test: > 0 } ? null
            : $"has impossible counts {Counts.Train}, {Counts.Dev} and {Counts.Test}";
    }

    private IEnumerable<string> Layout() => Enum.GetValues<Split>()
        .SelectMany(split => Modalities.Select(m => FileOf(m.Name, split)).Append(LabelsOf(split)))
        .Concat(Modalities.Select(m => StatisticsOf(m.Name)));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}
