using Weft.Runs;

namespace Weft.Mfas;

/// <summary>A genotype as a graph: taps, fusion layers of a concatenation and an activation, output.</summary>
internal static class MfasDrawing
{
    internal static ArchitectureGraph Draw(MfasGenotype genotype, TapGroups groups)
    {
        var nodes = new List<ArchitectureNode>();
        var edges = new List<ArchitectureEdge>();
        var frames = groups.Modalities.Select(m => new ArchitectureGroup(m, m)).ToList();
        nodes.AddRange(groups.Taps.Select((tap, i) => new ArchitectureNode($"tap{i}", tap.Label, NodeKind.Input, tap.Modality)));
        var rows = genotype.Rows.Rows;
        for (var r = 0; r < rows.Length; r++)
        {
            var group = $"row{r}";
            frames.Add(new ArchitectureGroup(group, $"Fusion {r + 1}"));
            nodes.Add(new ArchitectureNode($"{group}join", "concat", NodeKind.Junction, group));
            nodes.Add(new ArchitectureNode($"{group}out", FusionActivation.Label(rows[r][^1]), NodeKind.Operation, group));
            for (var m = 0; m < groups.Modalities.Length; m++)
            {
                edges.Add(new ArchitectureEdge($"tap{groups.Index(m, rows[r][m])}", $"{group}join", Searched: true));
            }

            if (r > 0)
            {
                edges.Add(new ArchitectureEdge($"row{r - 1}out", $"{group}join"));
            }

            edges.Add(new ArchitectureEdge($"{group}join", $"{group}out"));
        }

        nodes.Add(new ArchitectureNode("output", "logits", NodeKind.Output));
        edges.Add(new ArchitectureEdge($"row{rows.Length - 1}out", "output"));
        return new ArchitectureGraph(nodes, edges, frames);
    }
}
