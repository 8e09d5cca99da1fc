using System.Text.Json;

namespace Weft.Studies;

/// <summary>How lists and dictionaries are kept in a column of text. JSON has no NaN: a score that is none is null.</summary>
internal static class StudyJson
{
    /// <summary>Refuses nulls where none belong.</summary>
    internal static JsonSerializerOptions Options { get; } = new() { RespectNullableAnnotations = true };

    /// <summary>Scores after each epoch.</summary>
    internal static string Scores(IReadOnlyList<double> scores) =>
        JsonSerializer.Serialize(scores.Select(score => double.IsFinite(score) ? score : (double?)null), Options);

    /// <summary>Numbers by name, without those that are none; null if nothing is left.</summary>
    internal static string? Numbers(IReadOnlyDictionary<string, double>? numbers)
    {
        var finite = numbers?.Where(number => double.IsFinite(number.Value)).ToDictionary(number => number.Key, number => number.Value);
        return finite is { Count: > 0 } ? JsonSerializer.Serialize(finite, Options) : null;
    }
}
