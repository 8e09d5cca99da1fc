using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas;

/// <summary>
/// A network of MmNas as a value (specification 3.6): the operations of each block of the encoder and of the decoder, by name. A block
/// nearly always has one; the outputs of several are summed.
/// </summary>
/// <param name="Encoder">The encoder's blocks in order.</param>
/// <param name="Decoder">The decoder's blocks in order.</param>
public sealed record MmNasGenotype(ImmutableArray<ImmutableArray<string>> Encoder, ImmutableArray<ImmutableArray<string>> Decoder) : IGenotype
{
    /// <summary>The name of the space.</summary>
    public const string SpaceName = "mmnas";

    private const string HeadMark = "_att_";

    /// <inheritdoc/>
    public string Space => SpaceName;

    /// <summary>Whether padding changes what an operation makes of other tokens: then no batch may be trimmed.</summary>
    public bool ReadsPadding => Encoder.Concat(Decoder).Any(block => block.Any(BlockOperations.ReadsPadding));

    /// <summary>A genotype with one operation in each block.</summary>
    public static MmNasGenotype Of(IEnumerable<string> encoder, IEnumerable<string> decoder) => new(Single(encoder), Single(decoder));

    /// <summary>
    /// The same blocks with attention heads of another width: OpenVQA's <c>large</c> has 128 where published genotypes say 64, and narrow
    /// networks need narrow heads. Operations of twice the inner width stay.
    /// </summary>
    /// <param name="width">Such as 128.</param>
    /// <exception cref="UsageException">There are no operations with such heads.</exception>
    public MmNasGenotype WithHeadWidth(int width)
    {
        return new MmNasGenotype(Side(Encoder), Side(Decoder));

        ImmutableArray<ImmutableArray<string>> Side(ImmutableArray<ImmutableArray<string>> blocks) =>
            [.. blocks.Select(block => block.Select(Rename).ToImmutableArray())];

        string Rename(string name)
        {
            var end = name.LastIndexOf(HeadMark, StringComparison.Ordinal) + HeadMark.Length;
            if (end < HeadMark.Length || name.AsSpan(end).ContainsAnyExceptInRange('0', '9'))
            {
                return name;
            }

            var renamed = string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, end)}{width}");
            return BlockOperations.Problem(renamed, encoder: false) is { } problem
                ? throw new UsageException($"Head width {width}: {problem}")
                : renamed;
        }
    }

    /// <inheritdoc/>
    public string ToJson() => new JsonObject
    {
        ["space"] = SpaceName,
        ["encoder"] = Blocks(Encoder),
        ["decoder"] = Blocks(Decoder),
    }.ToJsonString(new JsonSerializerOptions());

    /// <inheritdoc/>
    public bool Equals(MmNasGenotype? other) => other is not null && Same(Encoder, other.Encoder) && Same(Decoder, other.Decoder);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Encoder.Concat(Decoder).SelectMany(block => block).Aggregate(HashCode.Combine(Encoder.Length, Decoder.Length), HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => ToJson();

    private static ImmutableArray<ImmutableArray<string>> Single(IEnumerable<string> names) => [.. names.Select(ImmutableArray.Create)];

    private static bool Same(ImmutableArray<ImmutableArray<string>> left, ImmutableArray<ImmutableArray<string>> right) =>
        left.Length == right.Length && left.Zip(right).All(pair => pair.First.SequenceEqual(pair.Second, StringComparer.Ordinal));

    private static JsonArray Blocks(ImmutableArray<ImmutableArray<string>> blocks) =>
        new([.. blocks.Select(block => (JsonNode)new JsonArray([.. block.Select(name => (JsonNode)name)]))]);
}
