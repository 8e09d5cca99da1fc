using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Weft.MmNas.Operations;
using Weft.Torch;

namespace Weft.MmNas;

/// <summary>
/// Reads genotypes: canonical JSON, or the published files, <c>{"epoch0": {"enc": [["self_att_64"], ...], "dec": [...]}}</c>, which a
/// search fills with one entry for each epoch. Every name is checked.
/// </summary>
public static class MmNasGenotypeReader
{
    private const int LongestText = 1 << 20;
    private const int MostBlocks = 256;
    private const int MostOperations = 16;
    private const string EpochPrefix = "epoch";

    /// <summary>Reads a genotype.</summary>
    /// <param name="text">The genotype in one of the forms.</param>
    /// <param name="origin">Where the text is from, for messages.</param>
    /// <param name="epoch">
    /// Which entry of a published file to take. Null for the only one, else <c>epoch0</c>, else the last.
    /// </param>
    /// <exception cref="InvalidFileException">The text is no genotype, or has no such epoch.</exception>
    public static MmNasGenotype Read(string text, string origin, int? epoch = null)
    {
        if (text.Length > LongestText)
        {
            throw new InvalidFileException(origin, "is too long for a genotype (over 1 MiB).");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var canonical = root.TryGetProperty("space", out var space);
            var genotype = canonical ? ReadCanonical(root, space.GetString()) : ReadPublished(root, origin, epoch);

            // Where shorter networks belong to a space, the shortest has a block on one side alone.
            var mayBeEmpty = canonical && genotype.Encoder.Length + genotype.Decoder.Length > 0;
            CheckSide(genotype.Encoder, "encoder", origin, mayBeEmpty);
            CheckSide(genotype.Decoder, "decoder", origin, mayBeEmpty);
            return genotype;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidFileException(
                origin,
                "is no MmNas genotype: expected the JSON that Weft writes, or a published file such as "
                + """{"epoch0": {"enc": [["self_att_64"]], "dec": [...]}}.""",
                error);
        }
    }

    private static MmNasGenotype ReadCanonical(JsonElement root, string? space) =>
        string.Equals(space, MmNasGenotype.SpaceName, StringComparison.Ordinal)
            ? new MmNasGenotype(Blocks(root.GetProperty("encoder")), Blocks(root.GetProperty("decoder")))
            : throw new FormatException("space");

    private static MmNasGenotype ReadPublished(JsonElement root, string origin, int? epoch)
    {
        var entries = root.EnumerateObject().ToList();
        var numbered = entries.Select(e => (Number: EpochOf(e.Name), e.Value)).Where(e => e.Number is not null).ToList();
        if (numbered.Count == 0 || numbered.Count != entries.Count)
        {
            throw new FormatException("epochs");
        }

        var wanted = epoch
            ?? (numbered.Count == 1 ? numbered[0].Number : numbered.Any(e => e.Number == 0) ? 0 : numbered.Max(e => e.Number));
        var found = numbered.FindIndex(e => e.Number == wanted);
        if (found < 0)
        {
            throw new InvalidFileException(
                origin, $"has no genotype of epoch {wanted}; there are {string.Join(", ", entries.Take(20).Select(e => $"'{e.Name}'"))}.");
        }

        var chosen = numbered[found].Value;
        return new MmNasGenotype(Blocks(chosen.GetProperty("enc")), Blocks(chosen.GetProperty("dec")));
    }

    private static int? EpochOf(string key) =>
        key.StartsWith(EpochPrefix, StringComparison.Ordinal)
        && int.TryParse(key.AsSpan(EpochPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static ImmutableArray<ImmutableArray<string>> Blocks(JsonElement blocks) =>
        [.. blocks.EnumerateArray().Select(block =>
            block.EnumerateArray().Select(name => name.GetString() ?? string.Empty).ToImmutableArray())];

    private static void CheckSide(ImmutableArray<ImmutableArray<string>> blocks, string side, string origin, bool mayBeEmpty)
    {
        if (blocks.Length > MostBlocks || (blocks.Length == 0 && !mayBeEmpty))
        {
            throw new InvalidFileException(origin, $"has {blocks.Length} blocks in the {side}; 1 to {MostBlocks} are possible.");
        }

        for (var b = 0; b < blocks.Length; b++)
        {
            if (blocks[b].Length is 0 or > MostOperations)
            {
                throw new InvalidFileException(
                    origin, $"{side} block {b + 1} has {blocks[b].Length} operations; 1 to {MostOperations} are possible.");
            }

            foreach (var name in blocks[b])
            {
                if (BlockOperations.Problem(name, encoder: side == "encoder") is { } problem)
                {
                    throw new InvalidFileException(origin, $"{side} block {b + 1}: {problem}");
                }
            }
        }
    }
}
