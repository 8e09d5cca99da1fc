using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>Pairs in each split.</summary>
/// <param name="Train">Training pairs.</param>
/// <param name="Dev">Dev pairs, stored behind the training pairs.</param>
/// <param name="Test">Test pairs.</param>
public sealed record AvMnistCounts(int Train, int Dev, int Test);

/// <summary>What of the images was kept.</summary>
/// <param name="Components">How many principal components.</param>
/// <param name="Energy">The share of the training images' energy that they hold.</param>
/// <param name="TestComponents">The same for the test images, which have components of their own under the reference's rules.</param>
/// <param name="TestEnergy">
/// The share of the test images' energy under the reference's rules; else equal to <paramref name="Energy"/>.
/// </param>
public sealed record AvMnistPca(int Components, double Energy, int TestComponents, double TestEnergy);

/// <summary>Mean and standard deviation over all values of the training pairs.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Std">The standard deviation; above 0.</param>
public sealed record AvMnistStatistics(double Mean, double Std);

/// <summary>
/// What a prepared folder holds and how it came to be: `manifest.json`. It holds no time, so equal preparations have equal manifests.
/// </summary>
public sealed record AvMnistManifest
{
    /// <summary>The file's name within the folder.</summary>
    public const string FileName = ManifestFile.Name;

    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    internal const string What = "a prepared AV-MNIST";

    /// <summary>The version of the layout.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The recipe with every setting.</summary>
    public required AvMnistRecipe Recipe { get; init; }

    /// <summary>Pairs in each split.</summary>
    public required AvMnistCounts Counts { get; init; }

    /// <summary>What of the images was kept.</summary>
    public required AvMnistPca Pca { get; init; }

    /// <summary>Statistics of the stored image values.</summary>
    public required AvMnistStatistics Image { get; init; }

    /// <summary>Statistics of the stored audio values divided by 255.</summary>
    public required AvMnistStatistics Audio { get; init; }

    /// <summary>The SHA-256 of each source, by its role (<see cref="SourceDigest"/>).</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>The written files by their path within the folder, with forward slashes.</summary>
    public required IReadOnlyDictionary<string, PreparedFile> Files { get; init; }

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another version, or it is damaged.</exception>
    public static AvMnistManifest Read(string folder)
    {
        var manifest = ManifestFile.Read<AvMnistManifest>(folder, CurrentVersion, What, "avmnist");
        return manifest.Problem() is { } problem ? throw new InvalidFileException(Path.Combine(folder, FileName), problem) : manifest;
    }

    /// <summary>The manifest as it is written: UTF-8 JSON.</summary>
    public byte[] ToJson() => ManifestFile.ToJson(this);

    private string? Problem()
    {
        if (Counts is not { Train: > 0, Dev: > 0, Test: > 0 } || (long)Counts.Train + Counts.Dev > 1 << 24 || Counts.Test > 1 << 24)
        {
            return $"has impossible counts {Counts.Train}, {Counts.Dev} and {Counts.Test}";
        }

        return Image.Std > 0 && double.IsFinite(Image.Mean) && Audio.Std > 0 && double.IsFinite(Audio.Mean)
            ? null
            : "has impossible statistics: a standard deviation is not above 0";
    }
}
