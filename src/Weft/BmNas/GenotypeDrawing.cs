using Weft.Runs;
using Weft.Search;

namespace Weft.BmNas;

/// <summary>A genotype as a graph, laid out like the paper's pictures: taps, cells with X, Y, steps and Z, output.</summary>
internal static class GenotypeDrawing
{
    internal static ArchitectureGraph Draw(BmNasGenotype genotype, IReadOnlyList<Tap> taps)
    {
        var nodes = new List<ArchitectureNode>();
        var edges = new List<ArchitectureEdge>();
        var groups = taps.Select(t => t.Modality).Distinct(StringComparer.Ordinal).Select(m => new ArchitectureGroup(m, m)).ToList();
        nodes.AddRange(taps.Select((tap, i) => new ArchitectureNode($"tap{i}", tap.Label, NodeKind.Input, tap.Modality)));
        for (var c = 0; c < genotype.Cells.Length; c++)
        {
            groups.Add(new ArchitectureGroup($"cell{c}", $"Cell {c + 1}"));
            AddCell(genotype.Cells[c], c);
        }

        nodes.Add(new ArchitectureNode("output", "logits", NodeKind.Output));
        for (var c = genotype.Cells.Length - genotype.OutputCells; c < genotype.Cells.Length; c++)
        {
            edges.Add(new ArchitectureEdge($"cell{c}z", "output"));
        }

        return new ArchitectureGraph(nodes, edges, groups);

        void AddCell(CellGenotype cell, int c)
        {
            var group = $"cell{c}";
            nodes.Add(new ArchitectureNode($"{group}x", "X", NodeKind.Junction, group));
            nodes.Add(new ArchitectureNode($"{group}y", "Y", NodeKind.Junction, group));
            edges.Add(new ArchitectureEdge(Source(cell.X), $"{group}x", Searched: true));
            edges.Add(new ArchitectureEdge(Source(cell.Y), $"{group}y", Searched: true));
            for (var s = 0; s < cell.Steps.Length; s++)
            {
                var step = cell.Steps[s];
                nodes.Add(new ArchitectureNode($"{group}s{s}", step.Operation, NodeKind.Operation, group));
                edges.Add(new ArchitectureEdge(Inner(step.X), $"{group}s{s}", Searched: true));
                edges.Add(new ArchitectureEdge(Inner(step.Y), $"{group}s{s}", Searched: true));
            }

            nodes.Add(new ArchitectureNode($"{group}z", "Z", NodeKind.State, group));
            edges.Add(new ArchitectureEdge($"{group}x", $"{group}z"));
            for (var s = cell.Steps.Length - cell.OutputSteps; s < cell.Steps.Length; s++)
            {
                edges.Add(new ArchitectureEdge($"{group}s{s}", $"{group}z"));
            }

            string Inner(int state) => state switch { 0 => $"{group}x", 1 => $"{group}y", _ => $"{group}s{state - 2}" };
        }

        string Source(int index) => index < taps.Count ? $"tap{index}" : $"cell{index - taps.Count}z";
    }
}
