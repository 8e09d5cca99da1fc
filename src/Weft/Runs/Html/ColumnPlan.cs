namespace Weft.Runs.Html;

/// <summary>A column from top to bottom: what feeds it, its blocks, what it alone feeds.</summary>
/// <param name="Group">The group that gives it its name.</param>
/// <param name="Above">Nodes above the frame.</param>
/// <param name="Blocks">Nodes in the frame.</param>
/// <param name="Below">Nodes below the frame.</param>
internal sealed record ColumnStack(
    ArchitectureGroup Group, IReadOnlyList<ArchitectureNode> Above, IReadOnlyList<ArchitectureNode> Blocks, IReadOnlyList<ArchitectureNode> Below)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<ArchitectureNode> Nodes { get; } = [.. Above, .. Blocks, .. Below];
}

/// <summary>Which node of a graph stands in which column, and in which order.</summary>
/// <param name="Stacks">The columns from left to right.</param>
/// <param name="Joint">Nodes that several columns feed, from top to bottom; they stand below everything.</param>
/// <param name="Edges">The edges: within a column downwards, from a column to the next, from a column's last node to a joint one.</param>
internal sealed record ColumnPlan(
    IReadOnlyList<ColumnStack> Stacks, IReadOnlyList<ArchitectureNode> Joint, IReadOnlyList<ArchitectureEdge> Edges)
{
    private const int MostColumns = 4;

    /// <summary>Finds every node its place, or null for a graph that does not fit into columns.</summary>
    /// <param name="graph">The graph; edges to nodes that do not exist and second nodes of one id are left out.</param>
    public static ColumnPlan? Of(ArchitectureGraph graph)
    {
        var groups = graph.Groups.DistinctBy(group => group.Id).ToDictionary(group => group.Id);
        if (graph.Columns is not { Count: > 0 and <= MostColumns } names || names.Distinct().Count() < names.Count || !names.All(groups.ContainsKey))
        {
            return null;
        }

        var nodes = graph.Nodes.DistinctBy(node => node.Id).ToDictionary(node => node.Id);
        var edges = graph.Edges.Where(edge => nodes.ContainsKey(edge.From) && nodes.ContainsKey(edge.To)).DistinctBy(edge => (edge.From, edge.To)).ToList();
        var blocks = names.Select(name => nodes.Values.Where(node => node.Group == name).ToList()).ToList();
        return blocks.Exists(column => column.Count == 0) ? null : new Placing(nodes, edges, blocks).Plan([.. names.Select(name => groups[name])]);
    }

    private sealed class Placing(
        Dictionary<string, ArchitectureNode> nodes, List<ArchitectureEdge> edges, List<List<ArchitectureNode>> blocks)
    {
        private readonly ILookup<string, string> _targets = edges.ToLookup(edge => edge.From, edge => edge.To);
        private readonly ILookup<string, string> _sources = edges.ToLookup(edge => edge.To, edge => edge.From);
        private readonly Dictionary<string, int> _column =
            blocks.SelectMany((column, i) => column.Select(node => (node.Id, i))).ToDictionary(entry => entry.Id, entry => entry.i);

        private readonly HashSet<string> _joint = [];

        public ColumnPlan? Plan(IReadOnlyList<ArchitectureGroup> groups)
        {
            var outside = nodes.Keys.Where(id => !_column.ContainsKey(id)).ToList();
            if (InOrder(outside) is not { } order)
            {
                return null;
            }

            var fed = Fed();
            var direct = blocks.Select(column => column[0].Id).ToHashSet();
            foreach (var id in order.Where(id => !fed.Contains(id)).Reverse())
            {
                // An input that nothing reads, such as box geometry without relation attention, is shown idle above the last column.
                var columns = _targets[id].Where(_column.ContainsKey).Select(target => _column[target]).ToList();
                if (columns.Count == 0 && _targets[id].Any())
                {
                    return null;
                }

                _column[id] = columns.DefaultIfEmpty(blocks.Count - 1).Min();
                if (_targets[id].Any(target => direct.Contains(target) && _column[target] == _column[id]))
                {
                    _ = direct.Add(id);
                }
            }

            foreach (var id in order.Where(fed.Contains))
            {
                var sources = _sources[id].Where(source => _column.ContainsKey(source) || _joint.Contains(source)).ToList();
                var columns = sources.Where(_column.ContainsKey).Select(source => _column[source]).Distinct().ToList();
                if (columns.Count == 1 && !sources.Exists(_joint.Contains))
                {
                    _column[id] = columns[0];
                }
                else
                {
                    _ = _joint.Add(id);
                }
            }

            // What only some blocks read stands highest: its way down passes beside what enters at the top.
            var stacks = groups.Select((group, i) => new ColumnStack(
                group,
                [.. order.Where(id => !fed.Contains(id) && _column[id] == i).OrderBy(direct.Contains).Select(id => nodes[id])],
                blocks[i],
                [.. order.Where(id => fed.Contains(id) && !_joint.Contains(id) && _column[id] == i).Select(id => nodes[id])])).ToList();
            var joint = order.Where(_joint.Contains).Select(id => nodes[id]).ToList();
            return edges.TrueForAll(edge => Fits(edge, stacks, joint)) ? new ColumnPlan(stacks, joint, edges) : null;
        }

        /// <summary>Inputs before what they feed, otherwise as they came; null if they form a circle.</summary>
        private List<string>? InOrder(List<string> outside)
        {
            var left = outside.ToDictionary(id => id, id => _sources[id].Count(source => !_column.ContainsKey(source)));
            var order = new List<string>();
            while (order.Count < outside.Count)
            {
                if (outside.Find(id => left.GetValueOrDefault(id, -1) == 0) is not { } next)
                {
                    return null;
                }

                order.Add(next);
                _ = left.Remove(next);
                foreach (var target in _targets[next].Where(left.ContainsKey))
                {
                    left[target]--;
                }
            }

            return order;
        }

        private HashSet<string> Fed()
        {
            var fed = new HashSet<string>();
            var open = new Queue<string>(_column.Keys);
            while (open.TryDequeue(out var id))
            {
                foreach (var target in _targets[id].Where(target => !_column.ContainsKey(target) && fed.Add(target)))
                {
                    open.Enqueue(target);
                }
            }

            return fed;
        }

        private bool Fits(ArchitectureEdge edge, List<ColumnStack> stacks, List<ArchitectureNode> joint)
        {
            if (_joint.Contains(edge.To))
            {
                return _joint.Contains(edge.From)
                    ? joint.IndexOf(nodes[edge.From]) + 1 == joint.IndexOf(nodes[edge.To])
                    : stacks[_column[edge.From]].Nodes[^1].Id == edge.From;
            }

            if (_joint.Contains(edge.From))
            {
                return false;
            }

            var (from, to) = (_column[edge.From], _column[edge.To]);
            return to == from + 1 || (to == from && Array.FindIndex([.. stacks[to].Nodes], node => node.Id == edge.From)
                < Array.FindIndex([.. stacks[to].Nodes], node => node.Id == edge.To));
        }
    }
}
