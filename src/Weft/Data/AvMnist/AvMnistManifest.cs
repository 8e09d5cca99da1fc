using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Weft.Data.Formats;
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

/// <summary>A written file.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, 64 hexadecimal digits.</param>
public sealed record AvMnistFile(long Bytes, string Sha256);

/// <summary>
/// What a prepared folder holds and how it came to be: `manifest.json`. It holds no time, so equal preparations have equal manifests.
/// </summary>
public sealed record AvMnistManifest
{
    /// <summary>The file's name within the folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    private const int MaximumBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

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
    public required IReadOnlyDictionary<string, AvMnistFile> Files { get; init; }

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another version, or it is damaged.</exception>
    public static AvMnistManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        using var file = BoundedRead.Open(path);
        var text = BoundedRead.All(file, path, MaximumBytes);
        try
        {
            // The version comes first: what else a newer manifest holds is not ours to judge.
            var version = JsonNode.Parse(text) is JsonObject root && root["formatVersion"] is JsonValue value
                && value.TryGetValue(out int number)
                ? number
                : throw new InvalidFileException(path, "is not a manifest of a prepared AV-MNIST: it has no formatVersion");
            if (version != CurrentVersion)
            {
                throw new InvalidFileException(
                    path, $"has format version {version}, but this program reads version {CurrentVersion}; prepare the data again");
            }

            var manifest = JsonSerializer.Deserialize<AvMnistManifest>(text, Options)!;
            return manifest.Problem() is { } problem ? throw new InvalidFileException(path, problem) : manifest;
        }
        catch (JsonException exception)
        {
            throw new InvalidFileException(path, $"is damaged ({exception.Message}); prepare the data again", exception);
        }
    }

    /// <summary>The manifest as it is written: UTF-8 JSON.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Options), (byte)'\n'];

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
