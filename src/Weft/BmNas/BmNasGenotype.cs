using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Search;

namespace Weft.BmNas;

/// <summary>One inner step of a cell: an operation and the two states it takes.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="X">Index of the first state: 0 the cell's x, 1 its y, 2 and up earlier steps.</param>
/// <param name="Y">Index of the second state.</param>
public sealed record StepGenotype(string Operation, int X, int Y);

/// <summary>One cell: which features meet in it and how.</summary>
/// <param name="X">Index of its first input: taps first, then earlier cells. The residual comes from here.</param>
/// <param name="Y">Index of its second input.</param>
/// <param name="Steps">The inner steps in order.</param>
/// <param name="OutputSteps">How many of the last steps make the output.</param>
public sealed record CellGenotype(int X, int Y, ImmutableArray<StepGenotype> Steps, int OutputSteps)
{
    /// <inheritdoc/>
    public bool Equals(CellGenotype? other) =>
        other is not null && X == other.X && Y == other.Y && OutputSteps == other.OutputSteps && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(HashCode.Combine(X, Y, OutputSteps), HashCode.Combine);
}

/// <summary>A fusion network of BM-NAS as a value (specification 1.9).</summary>
/// <param name="Taps">The labels of the inputs, in order.</param>
/// <param name="Cells">The cells in order.</param>
/// <param name="OutputCells">How many of the last cells make the output.</param>
public sealed record BmNasGenotype(ImmutableArray<string> Taps, ImmutableArray<CellGenotype> Cells, int OutputCells) : IGenotype
{
    /// <summary>The name of the space.</summary>
    public const string SpaceName = "bmnas";

    /// <inheritdoc/>
    public string Space => SpaceName;

    /// <inheritdoc/>
    public string ToJson()
    {
        var cells = Cells.Select(cell => (JsonNode)new JsonObject
        {
            ["x"] = cell.X,
            ["y"] = cell.Y,
            ["steps"] = new JsonArray([.. cell.Steps.Select(s => (JsonNode)new JsonObject
            {
                ["operation"] = s.Operation,
                ["x"] = s.X,
                ["y"] = s.Y,
            })]),
            ["outputSteps"] = cell.OutputSteps,
        });
        return new JsonObject
        {
            ["space"] = SpaceName,
            ["taps"] = new JsonArray([.. Taps.Select(t => (JsonNode)t)]),
            ["cells"] = new JsonArray([.. cells]),
            ["outputCells"] = OutputCells,
        }.ToJsonString(new JsonSerializerOptions());
    }

    /// <inheritdoc/>
    public bool Equals(BmNasGenotype? other) =>
        other is not null && OutputCells == other.OutputCells && Taps.SequenceEqual(other.Taps, StringComparer.Ordinal)
        && Cells.SequenceEqual(other.Cells);

    /// <inheritdoc/>
    public override int GetHashCode() => Cells.Aggregate(HashCode.Combine(OutputCells, Taps.Length), HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => ToJson();
}
