using System.Globalization;
using System.Text.Json;

namespace Weft.Settings;

/// <summary>How single values are written in settings, and what a person is told is expected of them.</summary>
internal static class ScalarFormat
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Whether values of this type are written as one word or text.</summary>
    internal static bool Knows(Type type) =>
        type.IsEnum || type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(ulong)
        || type == typeof(double) || type == typeof(string);

    /// <summary>Reads a value.</summary>
    /// <returns>Null where the text is no such value.</returns>
    internal static object? Parse(Type type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            _ when type == typeof(string) => text,
            _ when type.IsEnum => Enum.GetValuesAsUnderlyingType(type).Cast<object>()
                .Select(value => Enum.ToObject(type, value))
                .FirstOrDefault(value => string.Equals(Format(value), text, StringComparison.Ordinal)),
            _ when type == typeof(bool) => text switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var value) ? value : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var value) ? value : null,
            _ when type == typeof(ulong) => ulong.TryParse(text, NumberStyles.None, culture, out var value) ? value : null,
            _ => ParseDouble(text),
        };
    }

    /// <summary>Writes a value so that <see cref="Parse"/> gives it back, bit for bit.</summary>
    internal static string Format(object value) => value switch
    {
        Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!),
        bool flag => flag ? "true" : "false",
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        double.NaN => ".nan",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    /// <summary>What such a value looks like, to finish the sentence "expected ...".</summary>
    internal static string Describe(Type type) => type switch
    {
        _ when type.IsEnum => $"one of {string.Join(", ", Names(type))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => $"a whole number of at most {int.MaxValue}",
        _ when type == typeof(long) => "a whole number",
        _ when type == typeof(ulong) => "a whole number of at least 0",
        _ when type == typeof(double) => "a number such as 0.5 or 1e-3",
        _ => "text",
    };

    /// <summary>An enumeration's names as they are written in settings.</summary>
    internal static IEnumerable<string> Names(Type type) => Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName);

    private static object? ParseDouble(string text) => text switch
    {
        ".inf" or "+.inf" => double.PositiveInfinity,
        "-.inf" => double.NegativeInfinity,
        ".nan" => double.NaN,

        // A number too large for a double parses as infinity, which nobody meant.
        _ => double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null,
    };
}
