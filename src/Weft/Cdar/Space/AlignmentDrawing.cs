using System.Globalization;
using Weft.Runs;

namespace Weft.Cdar.Space;

/// <summary>A genotype as a graph: views, what tells domains or orders apart from them, and the classes' scores from all of them.</summary>
internal static class AlignmentDrawing
{
    private const string Locals = "locals";
    private const string Globals = "globals";
    private const string Classes = "classes";
    private const string Losses = "losses";

    internal static ArchitectureGraph Draw(AlignmentGenotype genotype, int views)
    {
        var nodes = new List<ArchitectureNode>();
        var edges = new List<ArchitectureEdge>();
        var globals = views - genotype.Locals;
        AddViews(Locals, "local", genotype.Locals);
        AddViews(Globals, "global", globals);
        nodes.Add(new ArchitectureNode("mean", "mean of all views", NodeKind.Junction));
        foreach (var kind in nodes.Where(n => n.Kind == NodeKind.Input).Select(n => n.Id).ToList())
        {
            edges.Add(new ArchitectureEdge(kind, "mean"));
        }

        nodes.Add(new ArchitectureNode(Classes, "class scores", NodeKind.Output));
        edges.Add(new ArchitectureEdge("mean", Classes));
        AddPart("local", "local domains", genotype.Local, Locals);
        AddPart("global", "global domains", genotype.Global, Globals);
        AddPart("cross", "cross domains", genotype.Cross, Locals, Globals);
        AddPart("order", "order of views", genotype.Order, Locals);
        if (edges.Any(e => string.Equals(e.To, Losses, StringComparison.Ordinal)))
        {
            nodes.Add(new ArchitectureNode(Losses, "learned beside", NodeKind.Output));
        }

        return new ArchitectureGraph(nodes, edges, []);

        void AddViews(string id, string kind, int count)
        {
            if (count > 0)
            {
                var label = string.Create(CultureInfo.InvariantCulture, $"{count} {kind} {(count == 1 ? "view" : "views")}");
                nodes.Add(new ArchitectureNode(id, label, NodeKind.Input));
            }
        }

        void AddPart(string id, string label, double weight, params string[] from)
        {
            if (weight > 0)
            {
                var weighted = string.Create(CultureInfo.InvariantCulture, $"{label} × {weight}");
                nodes.Add(new ArchitectureNode(id, weighted, NodeKind.Operation));
                edges.AddRange(from.Select(kind => new ArchitectureEdge(kind, id, Searched: true)));
                edges.Add(new ArchitectureEdge(id, Losses));
            }
        }
    }
}
