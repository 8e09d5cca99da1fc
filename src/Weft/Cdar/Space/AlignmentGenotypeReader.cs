using System.Text.Json;
using Weft.Torch;

namespace Weft.Cdar.Space;

/// <summary>Reads alignment genotypes: canonical JSON with every field once and nothing beside them.</summary>
public static class AlignmentGenotypeReader
{
    /// <summary>The largest weight there is.</summary>
    public const double LargestWeight = 1e6;

    /// <summary>The most local views there are.</summary>
    public const int MostLocals = 64;

    private const int LongestText = 1 << 12;
    private const string TooLong = "is too long for a genotype (over 4 KiB).";
    private const string SpaceField = "space";
    private const string LocalsField = "locals";

    private static readonly string[] Fields = [SpaceField, "local", "global", "cross", LocalsField, "order"];

    /// <summary>Reads a genotype from a file.</summary>
    /// <param name="path">The file, or the folder of a run that has found one.</param>
    /// <exception cref="InvalidFileException">It is not there, or holds no alignment genotype.</exception>
    public static AlignmentGenotype ReadFile(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "genotype.json") : path;
        if (!File.Exists(file))
        {
            throw new InvalidFileException(file, "is not there; name a genotype.json of `weft search alignment`, or its run folder.");
        }

        // Four bytes are the most that a character takes.
        return new FileInfo(file).Length <= 4 * LongestText
            ? Read(File.ReadAllText(file), file)
            : throw new InvalidFileException(file, TooLong);
    }

    /// <summary>Reads a genotype.</summary>
    /// <param name="text">The genotype.</param>
    /// <param name="origin">Where the text is from, for messages.</param>
    /// <exception cref="InvalidFileException">The text is no alignment genotype, or a number is out of its range.</exception>
    public static AlignmentGenotype Read(string text, string origin)
    {
        if (text.Length > LongestText)
        {
            throw new InvalidFileException(origin, TooLong);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var fields = document.RootElement.EnumerateObject().Select(f => f.Name).Order(StringComparer.Ordinal).ToList();
            if (!fields.SequenceEqual(Fields.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            {
                throw new FormatException("fields");
            }

            var root = document.RootElement;
            if (!string.Equals(root.GetProperty(SpaceField).GetString(), AlignmentGenotype.SpaceName, StringComparison.Ordinal))
            {
                throw new FormatException(SpaceField);
            }

            return new AlignmentGenotype(
                Weight(root, "local"), Weight(root, "global"), Weight(root, "cross"), Locals(root), Weight(root, "order"));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidFileException(
                origin,
                "is no alignment genotype: expected JSON such as "
                + """{"space":"alignment","local":1,"global":1,"cross":1,"locals":2,"order":0}.""",
                error);
        }

        double Weight(JsonElement root, string field)
        {
            var weight = root.GetProperty(field).GetDouble();

            // A number too large for a double reads as infinity; adding zero makes -0 the 0 that it equals, whose text is another.
            return weight is >= 0 and <= LargestWeight
                ? weight + 0.0
                : throw new InvalidFileException(
                    origin, $"has a weight '{field}' of {root.GetProperty(field).GetRawText()}; weights are from 0 to 1000000.");
        }

        int Locals(JsonElement root)
        {
            var value = root.GetProperty(LocalsField);
            return value.TryGetInt32(out var locals) && locals is >= 0 and <= MostLocals
                ? locals
                : throw new InvalidFileException(
                    origin, $"has '{LocalsField}' of {value.GetRawText()}; a whole number from 0 to {MostLocals} is possible.");
        }
    }
}
