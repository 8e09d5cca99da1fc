namespace Weft.Runs;

/// <summary>What a node of a drawn architecture is; the drawing gives each kind a shape and a colour.</summary>
public enum NodeKind
{
    /// <summary>An encoder's tap or another input.</summary>
    Input,

    /// <summary>A place where states meet: a cell's X or Y, a concatenation.</summary>
    Junction,

    /// <summary>An operation with weights or without.</summary>
    Operation,

    /// <summary>A cell's output.</summary>
    State,

    /// <summary>The network's output.</summary>
    Output,
}

/// <summary>A node of a drawn architecture.</summary>
/// <param name="Id">Unique within the graph.</param>
/// <param name="Label">What a person reads, such as <c>image 3</c> or <c>ConcatFC</c>.</param>
/// <param name="Kind">Its shape and colour.</param>
/// <param name="Group">The id of the group it is drawn in, or null.</param>
/// <param name="Operation">
/// The operation's name as the genotype has it, such as <c>self_att_64</c>: in columns it decides colour, short name and legend. Null: the
/// label says all.
/// </param>
public sealed record ArchitectureNode(string Id, string Label, NodeKind Kind, string? Group = null, string? Operation = null);

/// <summary>An edge of a drawn architecture.</summary>
/// <param name="From">The id of the node it leaves.</param>
/// <param name="To">The id of the node it enters.</param>
/// <param name="Searched">Whether the search chose it; others are given by the construction and drawn fainter.</param>
public sealed record ArchitectureEdge(string From, string To, bool Searched = false);

/// <summary>A frame around nodes: a modality or a cell.</summary>
/// <param name="Id">Unique within the graph.</param>
/// <param name="Label">What a person reads.</param>
public sealed record ArchitectureGroup(string Id, string Label);

/// <summary>An architecture as a graph for drawing, whatever its space. Edges point from inputs to outputs and form no cycle.</summary>
public sealed record ArchitectureGraph(
    IReadOnlyList<ArchitectureNode> Nodes, IReadOnlyList<ArchitectureEdge> Edges, IReadOnlyList<ArchitectureGroup> Groups)
{
    /// <summary>
    /// The ids of the groups that stand side by side as columns, such as an encoder and a decoder, each with its nodes from top to bottom in the
    /// order of <see cref="Nodes"/>; null draws the graph by its edges alone. Nodes outside columns stand above the column they feed or below
    /// what feeds them. A graph whose edges go back, or over a column, is drawn by its edges alone all the same.
    /// </summary>
    public IReadOnlyList<string>? Columns { get; init; }
}
