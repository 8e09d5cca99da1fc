using System.Text.Json;

namespace Weft.Data.Formats;

/// <summary>Values of a JSON object of which nothing is certain.</summary>
internal static class JsonValues
{
    /// <summary>A text; null where there is none.</summary>
    public static string? Text(this JsonElement item, string name) =>
        Has(item, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A whole number, or a text that is one; null where there is none.</summary>
    public static long? Whole(this JsonElement item, string name) =>
        !Has(item, name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), out var text) ? text
        : null;

    /// <summary>A finite number; null where there is none.</summary>
    public static double? Number(this JsonElement item, string name) => Has(item, name, out var value) ? Number(value) : null;

    /// <summary>A list of finite numbers; null where there is none.</summary>
    public static double[]? Numbers(this JsonElement item, string name)
    {
        if (!Has(item, name, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = value.EnumerateArray().Select(Number).ToArray();
        return Array.TrueForAll(numbers, number => number is not null) ? Array.ConvertAll(numbers, number => number!.Value) : null;
    }

    /// <summary>A list of texts; null where there is none.</summary>
    public static string[]? Texts(this JsonElement item, string name) =>
        Has(item, name, out var value) && value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(text => text.GetString()!)]
            : null;

    private static bool Has(JsonElement item, string name, out JsonElement value)
    {
        value = default;
        return item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out value);
    }

    private static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
}
