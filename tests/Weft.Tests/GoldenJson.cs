using System.Collections.Immutable;
using System.Text.Json;
using Weft.Search;
using Weft.Testing;

namespace Weft.Tests;

/// <summary>Values of a golden JSON file.</summary>
public static class GoldenJson
{
    /// <summary>A property of the file's root.</summary>
    public static JsonElement Read(string system, string file, string property)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(TestPaths.Golden(system, file)));
        return document.RootElement.GetProperty(property).Clone();
    }

    public static double[] Doubles(this JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    public static int[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt32())];

    /// <summary>A genotype's rows from nested lists.</summary>
    public static ChoiceRows Rows(this JsonElement rows) => new([.. rows.EnumerateArray().Select(r => r.Integers().ToImmutableArray())]);
}
