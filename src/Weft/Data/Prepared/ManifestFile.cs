using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Prepared;

/// <summary>Reading and writing `manifest.json`, whatever the data set's kind.</summary>
internal static class ManifestFile
{
    /// <summary>The file's name within a prepared folder.</summary>
    public const string Name = "manifest.json";

    private const int MaximumBytes = 1 << 24;

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

    /// <summary>Reads the manifest of a prepared folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="version">The only version that is read.</param>
    /// <param name="what">What the folder should hold, such as `a prepared AV-MNIST`.</param>
    /// <param name="task">The task that its data must be for.</param>
    /// <exception cref="InvalidFileException">There is none, it is of another task or version, or it is damaged.</exception>
    public static T Read<T>(string folder, int version, string what, string task)
    {
        var path = Path.Combine(folder, Name);
        using var file = BoundedRead.Open(path);
        var text = BoundedRead.All(file, path, MaximumBytes);
        try
        {
            var root = JsonNode.Parse(text) as JsonObject;
            if (root?["task"] is JsonValue named && named.TryGetValue(out string? other) && !string.Equals(other, task, StringComparison.Ordinal))
            {
                throw new InvalidFileException(
                    path, $"says that the data are of the task '{other}', not '{task}'; give another folder, or the right task");
            }

            // The version comes first: what else a newer manifest holds is not ours to judge.
            var found = root?["formatVersion"] is JsonValue value && value.TryGetValue(out int number)
                ? number
                : throw new InvalidFileException(path, $"is not a manifest of {what}: it has no formatVersion");
            return found == version
                ? JsonSerializer.Deserialize<T>(text, Options)!
                : throw new InvalidFileException(
                    path, $"has format version {found}, but this program reads version {version}; prepare the data again");
        }
        catch (JsonException exception)
        {
            throw new InvalidFileException(
                path, $"is damaged, or is not a manifest of {what} ({exception.Message}); prepare the data again", exception);
        }
    }

    /// <summary>A manifest as it is written: UTF-8 JSON.</summary>
    public static byte[] ToJson<T>(T manifest) => [.. JsonSerializer.SerializeToUtf8Bytes(manifest, Options), (byte)'\n'];
}
