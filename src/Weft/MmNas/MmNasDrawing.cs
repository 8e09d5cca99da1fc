using System.Collections.Immutable;
using System.Globalization;
using Weft.MmNas.Operations;
using Weft.Runs;

namespace Weft.MmNas;

/// <summary>
/// A genotype as a graph: the words' column of encoder blocks, the regions' column of decoder blocks, and what looks across.
/// </summary>
internal static class MmNasDrawing
{
    private const string Words = "words";
    private const string Regions = "regions";
    private const string Boxes = "boxes";
    private const string Encoder = "encoder";
    private const string Decoder = "decoder";

    internal static ArchitectureGraph Draw(MmNasGenotype genotype)
    {
        var nodes = new List<ArchitectureNode> { new(Words, Words, NodeKind.Input), new(Regions, Regions, NodeKind.Input) };
        if (genotype.Decoder.Any(block => block.Any(BlockOperations.ReadsRelations)))
        {
            nodes.Add(new ArchitectureNode(Boxes, "box geometry", NodeKind.Input));
        }

        var edges = new List<ArchitectureEdge>();
        var text = Column(Encoder, Words, genotype.Encoder, []);
        var picture = Column(Decoder, Regions, genotype.Decoder, text);
        nodes.Add(new ArchitectureNode("output", "output", NodeKind.Output));
        edges.AddRange(text.Concat(picture).Select(last => new ArchitectureEdge(last, "output")));
        return new ArchitectureGraph(nodes, edges, [new(Encoder, "Encoder"), new(Decoder, "Decoder")])
        {
            Columns = [Encoder, Decoder],
        };

        string[] Column(string group, string input, ImmutableArray<ImmutableArray<string>> blocks, string[] other)
        {
            string[] last = [input];
            for (var b = 0; b < blocks.Length; b++)
            {
                var ids = new string[blocks[b].Length];
                for (var k = 0; k < ids.Length; k++)
                {
                    ids[k] = string.Create(CultureInfo.InvariantCulture, $"{group}{b}o{k}");
                    nodes.Add(new ArchitectureNode(ids[k], blocks[b][k], NodeKind.Operation, group, blocks[b][k]));
                    var (from, to) = (last, ids[k]);
                    edges.AddRange(from.Select(before => new ArchitectureEdge(before, to)));
                    if (BlockOperations.ReadsRelations(blocks[b][k]))
                    {
                        edges.Add(new ArchitectureEdge(Boxes, to));
                    }

                    if (BlockOperations.ReadsOther(blocks[b][k]))
                    {
                        edges.AddRange(other.Select(state => new ArchitectureEdge(state, to, Searched: true)));
                    }
                }

                last = ids;
            }

            return last;
        }
    }
}
