using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weft.BmNas.Operations;
using Weft.Torch;

namespace Weft.BmNas;

/// <summary>
/// Reads genotypes: canonical JSON, the published layout as JSON (edges, steps, concat), and the text that published logs print
/// (<c>Genotype(edges=[('skip', 2), ...], steps=[StepGenotype(...)], concat=[6, 7])</c>). Every index and name is checked.
/// </summary>
public static partial class GenotypeReader
{
    private const int LongestText = 1 << 20;

    private static readonly Dictionary<string, string> OldNames = new(StringComparer.Ordinal)
    {
        ["sum"] = "Sum",
        ["scale_dot_attn"] = "ScaleDotAttn",
        ["cat_conv_glu"] = "LinearGLU",
        ["cat_conv_relu"] = "ConcatFC",
    };

    /// <summary>Reads a genotype for given taps.</summary>
    /// <param name="text">The genotype in any of the three forms.</param>
    /// <param name="taps">The labels of the task's taps, in order.</param>
    /// <param name="origin">Where the text is from, for messages.</param>
    /// <exception cref="InvalidFileException">The text is no genotype, or one for other taps.</exception>
    public static BmNasGenotype Read(string text, IReadOnlyList<string> taps, string origin)
    {
        if (text.Length > LongestText)
        {
            throw new InvalidFileException(origin, "is too long for a genotype (over 1 MiB).");
        }

        try
        {
            using var document = JsonDocument.Parse(text.TrimStart().StartsWith('{') ? text : ToJson(text));
            var root = document.RootElement;
            return Check(root.TryGetProperty("cells", out _) ? ReadCanonical(root) : ReadPublished(root, taps), taps, origin);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or IndexOutOfRangeException or RegexMatchTimeoutException)
        {
            throw new InvalidFileException(
                origin, "is no BM-NAS genotype: expected the JSON that Weft writes, or the Genotype(...) text of a published log.", error);
        }
    }

    private static BmNasGenotype ReadCanonical(JsonElement root) => new(
        [.. root.GetProperty("taps").EnumerateArray().Select(t => t.GetString() ?? string.Empty)],
        [.. root.GetProperty("cells").EnumerateArray().Select(cell => new CellGenotype(
            cell.GetProperty("x").GetInt32(),
            cell.GetProperty("y").GetInt32(),
            [.. cell.GetProperty("steps").EnumerateArray().Select(s => new StepGenotype(
                s.GetProperty("operation").GetString() ?? string.Empty, s.GetProperty("x").GetInt32(), s.GetProperty("y").GetInt32()))],
            cell.GetProperty("outputSteps").GetInt32()))],
        root.GetProperty("outputCells").GetInt32());

    private static BmNasGenotype ReadPublished(JsonElement root, IReadOnlyList<string> taps)
    {
        var edges = root.GetProperty("edges").EnumerateArray().Select(e => e[1].GetInt32()).ToList();
        var steps = root.GetProperty("steps").EnumerateArray().ToList();
        if (edges.Count != 2 * steps.Count)
        {
            throw new FormatException("edges");
        }

        var cells = steps.Select((step, i) =>
        {
            var inner = step.GetProperty("inner_edges").EnumerateArray().Select(e => e[1].GetInt32()).ToList();
            var names = step.GetProperty("inner_steps").EnumerateArray().Select(n => n.GetString() ?? string.Empty).ToList();
            if (inner.Count != 2 * names.Count)
            {
                throw new FormatException("inner_edges");
            }

            return new CellGenotype(
                edges[2 * i],
                edges[(2 * i) + 1],
                [.. names.Select((n, s) => new StepGenotype(OldNames.GetValueOrDefault(n, n), inner[2 * s], inner[(2 * s) + 1]))],
                step.GetProperty("inner_concat").GetArrayLength());
        });
        return new BmNasGenotype([.. taps], [.. cells], root.GetProperty("concat").GetArrayLength());
    }

    private static BmNasGenotype Check(BmNasGenotype genotype, IReadOnlyList<string> taps, string origin)
    {
        if (!genotype.Taps.SequenceEqual(taps, StringComparer.Ordinal))
        {
            throw new InvalidFileException(
                origin, $"is a genotype for the taps {string.Join(", ", genotype.Taps)}; this task has {string.Join(", ", taps)}.");
        }

        if (genotype.Cells.Length is 0 or > 64 || genotype.OutputCells < 1 || genotype.OutputCells > genotype.Cells.Length)
        {
            throw new InvalidFileException(
                origin, $"has {genotype.Cells.Length} cells of which {genotype.OutputCells} make the output; 1 to 64 cells are possible.");
        }

        for (var i = 0; i < genotype.Cells.Length; i++)
        {
            CheckCell(genotype.Cells[i], i, taps.Count, origin);
        }

        return genotype;
    }

    private static void CheckCell(CellGenotype cell, int index, int taps, string origin)
    {
        if (Outside(cell.X, taps + index) || Outside(cell.Y, taps + index))
        {
            throw new InvalidFileException(
                origin,
                $"cell {index + 1} takes inputs {cell.X} and {cell.Y}, but only 0 to {taps + index - 1} exist there: it is a genotype for other taps.");
        }

        if (cell.Steps.Length is 0 or > 64 || cell.OutputSteps < 1 || cell.OutputSteps > cell.Steps.Length)
        {
            throw new InvalidFileException(origin, $"cell {index + 1} has {cell.Steps.Length} steps of which {cell.OutputSteps} make its output.");
        }

        for (var s = 0; s < cell.Steps.Length; s++)
        {
            var step = cell.Steps[s];
            if (Outside(step.X, 2 + s) || Outside(step.Y, 2 + s))
            {
                throw new InvalidFileException(
                    origin, $"cell {index + 1}, step {s + 1} takes states {step.X} and {step.Y}, but only 0 to {s + 1} exist there.");
            }

            if (!FusionOperations.All.Contains(step.Operation, StringComparer.Ordinal))
            {
                throw new InvalidFileException(
                    origin,
                    $"cell {index + 1}, step {s + 1} uses the unknown operation '{step.Operation}'; there are {string.Join(", ", FusionOperations.All)}.");
            }
        }
    }

    private static bool Outside(int index, int count) => index < 0 || index >= count;

    /// <summary>Rewrites the printed Python form as JSON; whatever is not of that form fails as JSON afterwards.</summary>
    private static string ToJson(string text)
    {
        var named = CallStart().Replace(text.Trim(), "{");
        named = ArgumentName().Replace(named, "\"$1\":");
        named = Pair().Replace(named, "[\"$1\",$2]");
        return named.Replace('\'', '"').Replace(')', '}');
    }

    [GeneratedRegex(@"\b(Step)?Genotype\(", RegexOptions.None, 1000)]
    private static partial Regex CallStart();

    [GeneratedRegex(@"\b(edges|steps|concat|inner_edges|inner_steps|inner_concat)\s*=", RegexOptions.None, 1000)]
    private static partial Regex ArgumentName();

    [GeneratedRegex(@"\(\s*'(\w+)'\s*,\s*(\d+)\s*\)", RegexOptions.None, 1000)]
    private static partial Regex Pair();
}
