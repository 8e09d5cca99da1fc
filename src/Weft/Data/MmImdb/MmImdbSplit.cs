using System.Text.Json;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.MmImdb;

/// <summary>The split file: <c>{"train": [ids], "dev": [ids], "test": [ids]}</c>.</summary>
internal static class MmImdbSplit
{
    // The published file has 0.3 MB.
    private const int MaximumBytes = 16 << 20;
    private const int LongestId = 32;

    /// <summary>The ids of each split in the file's order.</summary>
    /// <param name="path">The split file.</param>
    /// <exception cref="InvalidFileException">It is absent, no JSON, or not of this form.</exception>
    internal static IReadOnlyDictionary<Split, IReadOnlyList<string>> Read(string path)
    {
        using var stream = BoundedRead.Open(path);
        var bytes = BoundedRead.All(stream, path, MaximumBytes);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
            return Enum.GetValues<Split>().ToDictionary(split => split, split => Ids(document.RootElement, split, path));
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(path, $"is no JSON ({error.Message}); give the data set's split file", error);
        }
    }

    private static IReadOnlyList<string> Ids(JsonElement root, Split split, string path)
    {
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty(split.Word(), out var list) || list.ValueKind is not JsonValueKind.Array)
        {
            throw new InvalidFileException(
                path, $"has no list '{split.Word()}', but must be {{\"train\": [ids], \"dev\": [ids], \"test\": [ids]}}; give the data set's split file");
        }

        var ids = new List<string>(list.GetArrayLength());
        foreach (var element in list.EnumerateArray())
        {
            ids.Add(element.ValueKind is JsonValueKind.String && Id(element) is { } id
                ? id
                : throw new InvalidFileException(
                    path,
                    $"its list '{split.Word()}' has something at index {ids.Count} that is no id: a text of 1 to {LongestId} letters and digits, "
                    + "such as \"0114709\"; give the data set's split file"));
        }

        return ids.Count > 0 ? ids : throw new InvalidFileException(path, $"its list '{split.Word()}' is empty; give the data set's split file");
    }

    private static string? Id(JsonElement element)
    {
        try
        {
            return element.GetString() is { Length: > 0 and <= LongestId } text && text.All(char.IsAsciiLetterOrDigit) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no text.
            return null;
        }
    }
}
