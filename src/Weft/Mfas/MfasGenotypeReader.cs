using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weft.Search;
using Weft.Torch;

namespace Weft.Mfas;

/// <summary>
/// Reads genotypes: canonical JSON, or the bare rows that published logs print, as lists (<c>[[3, 2, 1], [1, 0, 0]]</c>) or as numpy does
/// (<c>[[3 2 1]\n [1 0 0]]</c>, <c>array([[3, 2, 1]])</c>). Every number is checked.
/// </summary>
/// <remarks>
/// Bare rows say nothing of their columns: they must follow the task's order of modalities. The published AV-MNIST code prints
/// <c>[audio, image, activation]</c>, MultiBench <c>[image, audio, activation]</c>; the published tables themselves are in
/// <see cref="NamedGenotypes"/>, converted.
/// </remarks>
public static partial class MfasGenotypeReader
{
    private const int LongestText = 1 << 20;
    private const int MostRows = 64;

    /// <summary>Reads a genotype for given taps.</summary>
    /// <param name="text">The genotype in any of the forms.</param>
    /// <param name="taps">The labels of the task's taps, by modality.</param>
    /// <param name="origin">Where the text is from, for messages.</param>
    /// <exception cref="InvalidFileException">The text is no genotype, or one for other taps.</exception>
    public static MfasGenotype Read(string text, ImmutableArray<ImmutableArray<string>> taps, string origin)
    {
        if (text.Length > LongestText)
        {
            throw new InvalidFileException(origin, "is too long for a genotype (over 1 MiB).");
        }

        try
        {
            var genotype = text.TrimStart().StartsWith('{') ? ReadCanonical(text) : new MfasGenotype(taps, ReadRows(text));
            return Check(genotype, taps, origin);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or OverflowException or RegexMatchTimeoutException)
        {
            throw new InvalidFileException(
                origin, "is no MFAS genotype: expected the JSON that Weft writes, or rows such as [[3, 2, 1], [1, 0, 0]].", error);
        }
    }

    private static MfasGenotype ReadCanonical(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (!string.Equals(root.GetProperty("space").GetString(), MfasGenotype.SpaceName, StringComparison.Ordinal))
        {
            throw new FormatException("space");
        }

        return new MfasGenotype(
            [.. root.GetProperty("taps").EnumerateArray().Select(group =>
                group.EnumerateArray().Select(label => label.GetString() ?? string.Empty).ToImmutableArray())],
            new ChoiceRows([.. root.GetProperty("rows").EnumerateArray().Select(row =>
                row.EnumerateArray().Select(value => value.GetInt32()).ToImmutableArray())]));
    }

    private static ChoiceRows ReadRows(string text)
    {
        var match = BareRows().Match(text.Trim());
        if (!match.Success)
        {
            throw new FormatException("rows");
        }

        return new ChoiceRows([.. match.Groups["row"].Captures.Select(row => row.Value
            .Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(value => int.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)).ToImmutableArray())]);
    }

    private static MfasGenotype Check(MfasGenotype genotype, ImmutableArray<ImmutableArray<string>> taps, string origin)
    {
        if (!new MfasGenotype(taps, genotype.Rows).Equals(genotype))
        {
            throw new InvalidFileException(origin, $"is a genotype for the taps {List(genotype.Taps)}; this task has {List(taps)}.");
        }

        if (genotype.Rows.Length is 0 or > MostRows)
        {
            throw new InvalidFileException(origin, $"has {genotype.Rows.Length} rows; 1 to {MostRows} are possible.");
        }

        for (var r = 0; r < genotype.Rows.Length; r++)
        {
            CheckRow(genotype.Rows.Rows[r], r, taps, origin);
        }

        return genotype;
    }

    private static void CheckRow(ImmutableArray<int> row, int index, ImmutableArray<ImmutableArray<string>> taps, string origin)
    {
        if (row.Length != taps.Length + 1)
        {
            throw new InvalidFileException(
                origin,
                $"row {index + 1} has {row.Length} numbers; it needs {taps.Length + 1}: a tap of each of {taps.Length} modalities and "
                + "an activation.");
        }

        for (var m = 0; m < taps.Length; m++)
        {
            if (row[m] < 0 || row[m] >= taps[m].Length)
            {
                throw new InvalidFileException(
                    origin,
                    $"row {index + 1}, column {m + 1} names tap {row[m]}, but there are only 0 to {taps[m].Length - 1} "
                    + $"({string.Join(", ", taps[m])}): columns must follow the task's order of modalities.");
            }
        }

        if (row[^1] < 0 || row[^1] >= FusionActivation.Count)
        {
            throw new InvalidFileException(
                origin, $"row {index + 1} names activation {row[^1]}; there are 0 (ReLU), 1 (sigmoid) and 2 (leaky ReLU).");
        }
    }

    private static string List(ImmutableArray<ImmutableArray<string>> taps) =>
        string.Join("; ", taps.Select(group => string.Join(", ", group)));

    [GeneratedRegex(@"^(array\(\s*)?\[\s*(\[(?<row>[-\d\s,]*)\][\s,]*)*\](\s*\))?$", RegexOptions.None, 1000)]
    private static partial Regex BareRows();
}
