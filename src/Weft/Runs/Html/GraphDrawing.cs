namespace Weft.Runs.Html;

/// <summary>Draws an architecture as SVG: shapes and colours by kind, searched edges strong, given ones faint.</summary>
internal static class GraphDrawing
{
    /// <summary>The arrow heads that edges end in.</summary>
    public static readonly Markup Tips = new("""
        <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.8L7.4 4L0 7.2z" class="tip"/></marker><marker id="tip-s" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.6L7.6 4L0 7.4z" class="tip searched"/></marker><marker id="tip-l" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.8L7.4 4L0 7.2z" class="tip lane"/></marker></defs>
        """);

    private const double Margin = 10;

    private static readonly (NodeKind Kind, string Meaning)[] Kinds =
    [
        (NodeKind.Input, "input"),
        (NodeKind.Junction, "junction"),
        (NodeKind.Operation, "operation"),
        (NodeKind.State, "cell output"),
        (NodeKind.Output, "network output"),
    ];

    /// <summary>The drawing with its legend, or a sentence if there is nothing to draw or too much.</summary>
    public static Markup Draw(ArchitectureGraph graph)
    {
        if (graph.Nodes.Count == 0)
        {
            return Markup.Of($"<p class=\"muted\">The graph has no nodes.</p>");
        }

        if (graph.Nodes.Count > GraphScene.MostNodes)
        {
            return Markup.Of($"<p class=\"muted\">The graph has {Numbers.Count(graph.Nodes.Count)} nodes, too many to draw; genotype.json holds it whole.</p>");
        }

        if (ColumnScene.Of(graph) is { } columns)
        {
            return ColumnDrawing.Draw(columns);
        }

        var scene = GraphScene.Of(graph);
        var (width, height) = (scene.Width + (2 * Margin), scene.Height + (2 * Margin));
        var used = scene.Edges.SelectMany(edge => new[] { edge.Edge.From, edge.Edge.To }).ToHashSet();
        var summary = $"The found architecture as a graph of {scene.Nodes.Count} nodes and {scene.Edges.Count} edges, "
            + $"{scene.Edges.Count(edge => edge.Edge.Searched)} of them chosen by the search.";
        return Markup.Of($"""
            <div class="scroll graph-box" tabindex="0" role="region" aria-label="The found architecture; scrolls sideways">
            <svg class="graph" viewBox="{-Margin} {-Margin} {width} {height}" width="{width}" height="{height}" style="--w:{width}px" role="img" aria-label="{summary}">
            {Tips}
            {scene.Frames.Select(Frame)}
            {scene.Edges.OrderBy(edge => edge.Edge.Searched).Select(edge => Edge(edge, scene))}
            {scene.Nodes.Select(placed => Node(placed, used.Contains(placed.Node.Id)))}
            </svg></div>
            {Legend(scene, used)}
            """);
    }

    private static Markup Frame(PlacedFrame frame) => Markup.Of($"""
        <g class="frame"><title>{frame.Group.Label}</title><rect x="{frame.X}" y="{frame.Y}" width="{frame.Width}" height="{frame.Height}" rx="12"/><text x="{frame.X + 14}" y="{frame.Y + 17}">{frame.Label}</text></g>

        """);

    private static Markup Edge(PlacedEdge placed, GraphScene scene)
    {
        var (from, to) = (NameOf(placed.Edge.From, scene), NameOf(placed.Edge.To, scene));
        var (kind, tip, how) = placed.Edge.Searched ? ("edge searched", "tip-s", "chosen by the search") : ("edge", "tip", "given by the construction");
        return Markup.Of($"""
            <path class="{kind}" d="{Path(placed)}" marker-end="url(#{tip})" data-from="{placed.Edge.From}" data-to="{placed.Edge.To}"><title>{from} → {to}: {how}</title></path>

            """);
    }

    private static string NameOf(string id, GraphScene scene)
    {
        var node = scene.Nodes.First(placed => placed.Node.Id == id).Node;
        var group = scene.Frames.FirstOrDefault(frame => frame.Group.Id == node.Group)?.Group.Label;
        return group is null ? node.Label : $"{group}, {node.Label}";
    }

    private static string Path(PlacedEdge edge)
    {
        var path = new System.Text.StringBuilder();
        var (x, y) = edge.Start;
        _ = path.Append($"M{N(x)} {N(y)}");
        for (var i = 0; i < edge.Runs.Count; i++)
        {
            // The last run is the target's own column, of which only the start is crossed.
            var run = edge.Runs[i];
            BendTo(run.Left, run.Y);
            if (i < edge.Runs.Count - 1)
            {
                BendTo(run.Right, run.Y);
            }
        }

        BendTo(edge.End.X, edge.End.Y);
        return path.ToString();

        void BendTo(double toX, double toY)
        {
            if (toX < x - 0.01 && Math.Abs(toY - y) < 0.01)
            {
                return;
            }

            var pull = toX > x ? (toX - x) / 2 : 30;
            _ = path.Append(Math.Abs(toY - y) < 0.01
                ? $"L{N(toX)} {N(toY)}"
                : $"C{N(x + pull)} {N(y)} {N(toX - pull)} {N(toY)} {N(toX)} {N(toY)}");
            (x, y) = (toX, toY);
        }
    }

    private static string N(double value) => Numbers.Coordinate(value);

    private static Markup Node(PlacedNode placed, bool used)
    {
        var kind = placed.Node.Kind.ToString().ToLowerInvariant() + (used ? "" : " idle");
        return Markup.Of($"""
            <g class="node {kind}" data-id="{placed.Node.Id}"><title>{placed.Node.Label}{(used ? "" : ": not used")}</title>{Shape(placed.Node.Kind, placed.X, placed.Y, placed.Width, placed.Height)}<text x="{placed.X + (placed.Width / 2)}" y="{placed.Y + 4.5}">{placed.Label}</text></g>

            """);
    }

    /// <summary>The shape of a kind: kinds differ in outline as well as in colour.</summary>
    private static Markup Shape(NodeKind kind, double x, double y, double width, double height)
    {
        var (top, bottom, right, half) = (y - (height / 2), y + (height / 2), x + width, height / 2);
        return kind switch
        {
            NodeKind.Input => Markup.Of($"<rect x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"{half}\"/>"),
            NodeKind.Junction when width <= height => Markup.Of($"<circle cx=\"{x + half}\" cy=\"{y}\" r=\"{half}\"/>"),
            NodeKind.Junction => Markup.Of(
                $"<path d=\"M{x} {y}L{x + 10} {top}L{right - 10} {top}L{right} {y}L{right - 10} {bottom}L{x + 10} {bottom}Z\"/>"),
            NodeKind.State => Markup.Of(
                $"<path d=\"M{x + 7} {top}L{right} {top}L{right - 7} {bottom}L{x} {bottom}Z\"/>"),
            NodeKind.Output => Markup.Of(
                $"<path d=\"M{x} {top}L{right - 12} {top}L{right} {y}L{right - 12} {bottom}L{x} {bottom}Z\"/>"),
            _ => Markup.Of($"<rect x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>"),
        };
    }

    private static Markup Legend(GraphScene scene, HashSet<string> used)
    {
        var kinds = Kinds
            .Where(entry => scene.Nodes.Any(placed => placed.Node.Kind == entry.Kind))
            .Select(entry => Markup.Of($"""
                <li><svg class="graph" width="34" height="18" aria-hidden="true"><g class="node {entry.Kind.ToString().ToLowerInvariant()}">{Shape(entry.Kind, entry.Kind == NodeKind.Junction ? 9 : 1, 9, entry.Kind == NodeKind.Junction ? 16 : 32, 16)}</g></svg>{entry.Meaning}</li>
                """));
        var idle = scene.Nodes.Any(placed => !used.Contains(placed.Node.Id))
            ? Markup.Of($"<li><svg class=\"graph\" width=\"34\" height=\"18\" aria-hidden=\"true\"><g class=\"node input idle\">{Shape(NodeKind.Input, 1, 9, 32, 16)}</g></svg>not used</li>")
            : Markup.Empty;
        return Markup.Of($"""
            <ul class="legend">{kinds}{idle}
            <li><svg class="graph" width="34" height="18" aria-hidden="true"><path class="edge searched" d="M1 9H33"/></svg>chosen by the search</li>
            <li><svg class="graph" width="34" height="18" aria-hidden="true"><path class="edge" d="M1 9H33"/></svg>given by the construction</li></ul>
            """);
    }
}
