using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft.Runs.Html;

/// <summary>Writes JSON for reading: what fits on a line stays on one, the rest is indented.</summary>
internal static class CompactJson
{
    private const int LineWidth = 92;

    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Formats JSON. Text that is not JSON comes back as it is, so that the reader sees what is wrong with it.</summary>
    public static string Format(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var text = new StringBuilder();
            Write(document.RootElement, 0, 0, text);
            return text.ToString();
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static void Write(JsonElement element, int indent, int used, StringBuilder text)
    {
        var line = JsonSerializer.Serialize(element, OneLine);
        if (element.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) || indent + used + line.Length <= LineWidth)
        {
            _ = text.Append(line);
            return;
        }

        var isObject = element.ValueKind == JsonValueKind.Object;
        _ = text.Append(isObject ? '{' : '[');
        var first = true;
        foreach (var (name, value) in isObject
            ? element.EnumerateObject().Select(property => ((string?)property.Name, property.Value))
            : element.EnumerateArray().Select(item => ((string?)null, item)))
        {
            var key = name is null ? "" : JsonSerializer.Serialize(name, OneLine) + ": ";
            _ = text.Append(first ? "\n" : ",\n").Append(' ', indent + 2).Append(key);
            Write(value, indent + 2, key.Length + 1, text);
            first = false;
        }

        _ = text.Append('\n').Append(' ', indent).Append(isObject ? '}' : ']');
    }
}
