namespace Weft.Runs.Html;

/// <summary>Draws an architecture in columns: a colour and a short name for each operation, a legend that counts them column by column.</summary>
internal static class ColumnDrawing
{
    private const double Margin = 8;

    /// <summary>The drawing with its legend.</summary>
    public static Markup Draw(ColumnScene scene)
    {
        var operations = scene.Nodes.Where(placed => placed.Node.Operation is not null).Select(placed => placed.Node.Operation!).Distinct().ToList();
        var styles = OperationWords.Styles(operations);
        var (width, height) = (scene.Width + (2 * Margin), scene.Height + (2 * Margin));
        var used = scene.Plan.Edges.SelectMany(edge => new[] { edge.From, edge.To }).ToHashSet();
        var numbers = scene.Plan.Stacks.SelectMany(stack => stack.Blocks.Select((node, i) => (node.Id, Number: i + 1)))
            .ToDictionary(entry => entry.Id, entry => entry.Number);
        return Markup.Of($"""
            <div class="columns"><div class="scroll graph-box" tabindex="0" role="region" aria-label="The architecture in columns; scrolls sideways where the screen is narrow">
            <svg class="graph" viewBox="{-Margin} {-Margin} {width} {height}" width="{width}" height="{height}" style="--w:{width}px" role="img" aria-label="{Summary(scene)}">
            {GraphDrawing.Tips}
            {scene.Frames.Select(Frame)}
            {scene.Ways.OrderBy(way => way.Corners.Count).Select(way => Way(way, scene))}
            {scene.Frames.Select(Title)}
            {scene.Branches.Select(branch => Markup.Of($"<circle class=\"branch\" cx=\"{branch.X}\" cy=\"{branch.Y}\" r=\"2.6\"/>"))}
            {scene.Nodes.Select(placed => Node(placed, numbers.GetValueOrDefault(placed.Node.Id), used.Contains(placed.Node.Id), styles))}
            </svg></div>
            {Legend(scene, operations, styles)}</div>
            """);
    }

    private static string Summary(ColumnScene scene) => string.Join("; ", scene.Plan.Stacks.Select(stack =>
        $"{stack.Group.Label}, {stack.Blocks.Count} blocks from top to bottom: {string.Join(", ", stack.Blocks.Select(ColumnScene.NameOf))}")) + ".";

    private static Markup Frame(PlacedFrame frame) => Markup.Of($"""
        <g class="frame"><title>{frame.Group.Label}</title><rect x="{frame.X}" y="{frame.Y}" width="{frame.Width}" height="{frame.Height}" rx="12"/></g>

        """);

    /// <summary>Names are written over the arrows that pass them.</summary>
    private static Markup Title(PlacedFrame frame) =>
        Markup.Of($"<g class=\"frame title\"><text x=\"{frame.X + 10}\" y=\"{frame.Y + 16}\">{frame.Label}</text></g>");

    private static Markup Way(PlacedWay way, ColumnScene scene)
    {
        var lane = way.Corners.Count == 4 ? " lane" : "";
        var path = string.Join("L", way.Corners.Select(corner => $"{Numbers.Coordinate(corner.X)} {Numbers.Coordinate(corner.Y)}"));
        return Markup.Of($"""
            <path class="edge{lane}" d="M{path}" marker-end="url(#{(lane.Length > 0 ? "tip-l" : "tip")})" data-from="{way.Edge.From}" data-to="{way.Edge.To}"><title>{NameOf(way.Edge.From, scene)} → {NameOf(way.Edge.To, scene)}</title></path>

            """);
    }

    private static string NameOf(string id, ColumnScene scene)
    {
        foreach (var stack in scene.Plan.Stacks)
        {
            for (var i = 0; i < stack.Blocks.Count; i++)
            {
                if (stack.Blocks[i].Id == id)
                {
                    return $"{stack.Group.Label} {Numbers.Invariant(i + 1)}, {ColumnScene.NameOf(stack.Blocks[i])}";
                }
            }
        }

        return scene.Nodes.First(placed => placed.Node.Id == id).Node.Label;
    }

    private static Markup Node(PlacedNode placed, int number, bool used, Dictionary<string, string> styles)
    {
        var node = placed.Node;
        var (kind, title) = node.Operation is { } operation
            ? ($"block {styles[operation]}", OperationWords.Of(operation).Long)
            : (node.Kind.ToString().ToLowerInvariant() + (used ? "" : " idle"), node.Label + (used ? "" : ": not used"));
        var (top, middle) = (placed.Y - (placed.Height / 2), placed.X + (placed.Width / 2));
        var radius = node.Kind == NodeKind.Input ? placed.Height / 2 : 5;
        var count = number == 0 ? Markup.Empty : Markup.Of($"<text class=\"place\" x=\"{placed.X + 9}\" y=\"{placed.Y + 4}\">{number}</text>");
        return Markup.Of($"""
            <g class="node {kind}" data-id="{node.Id}"><title>{title}</title><rect x="{placed.X}" y="{top}" width="{placed.Width}" height="{placed.Height}" rx="{radius}"/>{count}<text x="{middle}" y="{placed.Y + 4.5}">{placed.Label}</text></g>

            """);
    }

    private static Markup Legend(ColumnScene scene, List<string> operations, Dictionary<string, string> styles)
    {
        var lane = scene.Ways.Any(way => way.Corners.Count == 4)
            ? Markup.Of($"<p class=\"muted small\">A line beside a column carries one output past other blocks; each arrow that leaves it ends at a block that reads it.</p>")
            : Markup.Empty;
        if (operations.Count == 0)
        {
            return lane;
        }

        var stacks = scene.Plan.Stacks;
        var rows = operations
            .OrderBy(operation => styles[operation], StringComparer.Ordinal)
            .Select(operation => Markup.Of($"""
                <tr><th scope="row"><span class="swatch {styles[operation]}">{OperationWords.Of(operation).Short}</span> {OperationWords.Of(operation).Long}</th>{stacks.Select(stack => Markup.Of($"<td class=\"num\">{Times(stack, operation)}</td>"))}</tr>

                """));
        return Markup.Of($"""
            <div class="key"><table><caption>How often each operation stands in each column</caption>
            <thead><tr><th scope="col">operation</th>{stacks.Select(stack => Markup.Of($"<th scope=\"col\" class=\"num\">{stack.Group.Label}</th>"))}</tr></thead>
            <tbody>{rows}</tbody></table>{lane}</div>
            """);
    }

    private static string Times(ColumnStack stack, string operation) =>
        stack.Blocks.Count(node => node.Operation == operation) is > 0 and var times ? Numbers.Invariant(times) : "–";
}
