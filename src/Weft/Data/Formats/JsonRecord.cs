using System.Text.Json;
using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>One object of a file's list, with sentences for what it lacks.</summary>
/// <param name="Json">The object.</param>
/// <param name="Path">The file.</param>
/// <param name="What">What the object is, such as "question".</param>
/// <param name="Index">Its place in the list, from 0.</param>
internal readonly record struct JsonRecord(JsonElement Json, string Path, string What, long Index)
{
    /// <summary>The object, for messages.</summary>
    public string Place => $"{Path}, {What} {Index}";

    /// <summary>A whole number.</summary>
    /// <exception cref="InvalidFileException">It is missing, or something else.</exception>
    public long Integer(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : throw Lacking(name, "whole number");

    /// <summary>A text.</summary>
    /// <exception cref="InvalidFileException">It is missing, or something else.</exception>
    public string Text(string name) => OptionalText(name) ?? throw Lacking(name, "text");

    /// <summary>A text that may be missing or null.</summary>
    /// <exception cref="InvalidFileException">It is something else.</exception>
    public string? OptionalText(string name) =>
        !Json.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null ? null
            : TextOf(value) ?? throw Lacking(name, "text");

    /// <summary>A list.</summary>
    /// <exception cref="InvalidFileException">It is missing, or something else.</exception>
    public JsonElement List(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array ? value : throw Lacking(name, "list");

    /// <summary>A value as text; null if it is something else, or half of a surrogate pair.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The error for something that is missing or of another kind.</summary>
    public InvalidFileException Lacking(string name, string kind) =>
        new(Place, $"has no {kind} '{name}', which every {What} needs; mend it, or give the official file");
}
