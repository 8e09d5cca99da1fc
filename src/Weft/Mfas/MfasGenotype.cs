using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Search;

namespace Weft.Mfas;

/// <summary>
/// A fusion network of MFAS as a value (specification 1.1): one row for each fusion layer, <c>[tap of modality 1, ..., tap of modality M,
/// activation]</c>. Columns follow the task's order of modalities, whatever order a publication prints.
/// </summary>
/// <param name="Taps">The labels of the taps, by modality.</param>
/// <param name="Rows">The rows in the order of the layers. Taps count from 0; activations are 0 ReLU, 1 sigmoid, 2 leaky ReLU.</param>
public sealed record MfasGenotype(ImmutableArray<ImmutableArray<string>> Taps, ChoiceRows Rows) : IGenotype
{
    /// <summary>The name of the space.</summary>
    public const string SpaceName = "mfas";

    /// <inheritdoc/>
    public string Space => SpaceName;

    /// <inheritdoc/>
    public string ToJson() => new JsonObject
    {
        ["space"] = SpaceName,
        ["taps"] = new JsonArray([.. Taps.Select(group => (JsonNode)new JsonArray([.. group.Select(label => (JsonNode)label)]))]),
        ["rows"] = new JsonArray([.. Rows.Rows.Select(row => (JsonNode)new JsonArray([.. row.Select(value => (JsonNode)value)]))]),
    }.ToJsonString(new JsonSerializerOptions());

    /// <inheritdoc/>
    public bool Equals(MfasGenotype? other) =>
        other is not null && Rows.Equals(other.Rows) && Taps.Length == other.Taps.Length
        && Taps.Zip(other.Taps).All(pair => pair.First.SequenceEqual(pair.Second, StringComparer.Ordinal));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, Taps.Length);

    /// <inheritdoc/>
    public override string ToString() => ToJson();
}
