namespace Weft.Runs.Html;

/// <summary>An edge where it is drawn: level and upright lines from corner to corner.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Corners">Its start, its corners and its end.</param>
internal sealed record PlacedWay(ArchitectureEdge Edge, IReadOnlyList<(double X, double Y)> Corners);

/// <summary>
/// An architecture in columns with every position decided. What skips blocks, or goes to the next column, runs along one upright line per
/// source in the gutter right of the source's column, with a level tap to each block that reads it.
/// </summary>
/// <param name="Plan">What stands in which column.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Frames">A frame for each column.</param>
/// <param name="Ways">The edges.</param>
/// <param name="Branches">Where a tap leaves a line that goes on.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
internal sealed record ColumnScene(
    ColumnPlan Plan, IReadOnlyList<PlacedNode> Nodes, IReadOnlyList<PlacedFrame> Frames, IReadOnlyList<PlacedWay> Ways,
    IReadOnlyList<(double X, double Y)> Branches, double Width, double Height)
{
    /// <summary>The room left of a block's name for its number.</summary>
    public const double NumberRoom = 24;

    private const double EndRoom = 16;
    private const double NodeHeight = 26;
    private const double Pitch = 37;
    private const double Padding = 10;
    private const double TitleHeight = 24;
    private const double LaneGap = 12;
    private const double TapRoom = 16;
    private const double NarrowestNode = 104;
    private const double WidestNode = 126;

    /// <summary>Decides every position, or null for a graph that does not fit into columns.</summary>
    public static ColumnScene? Of(ArchitectureGraph graph) => ColumnPlan.Of(graph) is { } plan ? new Layout(plan).Scene() : null;

    /// <summary>What a node is called in its block.</summary>
    public static string NameOf(ArchitectureNode node) => node.Operation is { } operation ? OperationWords.Of(operation).Short : node.Label;

    private sealed class Layout(ColumnPlan plan)
    {
        private readonly Dictionary<string, PlacedNode> _placed = [];
        private readonly Dictionary<string, (int Column, int Index)> _home = plan.Stacks
            .SelectMany((stack, i) => stack.Nodes.Select((node, j) => (node.Id, Home: (i, j)))).ToDictionary(entry => entry.Id, entry => entry.Home);

        private readonly Dictionary<(string From, bool Onward), double> _lanes = [];
        private readonly double[] _left = new double[plan.Stacks.Count];
        private readonly double[] _wide = [.. plan.Stacks.Select(WidthOf)];

        public ColumnScene Scene()
        {
            var width = PlaceColumns();
            var top = plan.Stacks.Max(stack => stack.Above.Count) * Pitch;
            var frames = plan.Stacks.Select((stack, i) => new PlacedFrame(
                stack.Group, TextWidth.Fit(stack.Group.Label, 12 * TextWidth.Bold, _wide[i] - 8), _left[i] - Padding, top,
                _wide[i] + (2 * Padding), TitleHeight + (stack.Blocks.Count * Pitch) - (Pitch - NodeHeight) + Padding)).ToList();
            var bottom = frames.Max(frame => frame.Y + frame.Height);
            foreach (var (stack, i) in plan.Stacks.Select((stack, i) => (stack, i)))
            {
                PlaceAll(stack.Above, i, top - (stack.Above.Count * Pitch) + (NodeHeight / 2), EndRoom);
                PlaceAll(stack.Blocks, i, top + TitleHeight + (NodeHeight / 2), 2 * NumberRoom);
                PlaceAll(stack.Below, i, bottom + (Pitch - (NodeHeight / 2)), EndRoom);
            }

            bottom += plan.Stacks.Max(stack => stack.Below.Count) * Pitch;
            var (first, last) = (_left[0] + (_wide[0] / 2), _left[^1] + (_wide[^1] / 2));
            foreach (var (node, i) in plan.Joint.Select((node, i) => (node, i)))
            {
                var wide = Math.Min(Math.Max(64, TextWidth.Estimate(node.Label, GraphScene.FontSize) + EndRoom + 4), Math.Max(64, last - first - 44));
                Place(node, ((first + last) / 2) - (wide / 2), bottom + (i * Pitch) + Pitch - (NodeHeight / 2), wide, EndRoom);
            }

            bottom += plan.Joint.Count * Pitch;
            var ways = plan.Edges.Select(edge => new PlacedWay(edge, Way(edge))).ToList();
            return new ColumnScene(plan, [.. _placed.Values], frames, ways, Branches(ways), width, bottom);
        }

        private static double WidthOf(ColumnStack stack) => Math.Clamp(
            Math.Max(
                stack.Blocks.Max(node => TextWidth.Estimate(NameOf(node), SizeOf(node))) + (2 * NumberRoom),
                stack.Above.Concat(stack.Below).Select(node => TextWidth.Estimate(NameOf(node), SizeOf(node)) + EndRoom).DefaultIfEmpty(0).Max()),
            NarrowestNode, WidestNode);

        private static double SizeOf(ArchitectureNode node) =>
            node.Operation is not null || node.Kind == NodeKind.Operation ? GraphScene.FontSize * TextWidth.Bold : GraphScene.FontSize;

        /// <summary>Sets the columns and the lines between them side by side.</summary>
        private double PlaceColumns()
        {
            var x = Padding;
            for (var i = 0; i < plan.Stacks.Count; i++)
            {
                _left[i] = x;
                x += _wide[i] + Padding;
                var keys = plan.Edges.Where(edge => _home.TryGetValue(edge.From, out var from) && from.Column == i && IsLane(edge))
                    .Select(edge => (edge.From, Onward: _home[edge.To].Column > i)).Distinct().OrderBy(key => key.Onward).ToList();
                foreach (var (key, lane) in keys.Select((key, lane) => (key, lane)))
                {
                    _lanes[key] = x + TapRoom + (lane * LaneGap);
                }

                var room = keys.Count == 0 ? 0 : TapRoom + ((keys.Count - 1) * LaneGap);
                x += i + 1 < plan.Stacks.Count ? room + TapRoom + Padding : room > 0 ? room + 4 : 0;
            }

            return x;
        }

        private bool IsLane(ArchitectureEdge edge) => _home.TryGetValue(edge.To, out var to) && _home.TryGetValue(edge.From, out var from)
            && (to.Column != from.Column || to.Index != from.Index + 1);

        private void PlaceAll(IReadOnlyList<ArchitectureNode> nodes, int column, double y, double around)
        {
            for (var i = 0; i < nodes.Count; i++)
            {
                Place(nodes[i], _left[column], y + (i * Pitch), _wide[column], around);
            }
        }

        private void Place(ArchitectureNode node, double x, double y, double width, double around) => _placed[node.Id] = new(
            node, TextWidth.Fit(NameOf(node), SizeOf(node), width - around), x, y, width, NodeHeight);

        private (double X, double Y)[] Way(ArchitectureEdge edge)
        {
            var (from, to) = (_placed[edge.From], _placed[edge.To]);
            var (start, end) = (from.X + (from.Width / 2), to.X + (to.Width / 2));
            var (under, over) = (from.Y + (NodeHeight / 2), to.Y - (NodeHeight / 2));
            if (IsLane(edge))
            {
                var onward = _home[edge.To].Column > _home[edge.From].Column;
                var x = _lanes[(edge.From, onward)];
                return [(from.X + from.Width, from.Y), (x, from.Y), (x, to.Y), (onward ? to.X : to.X + to.Width, to.Y)];
            }

            return Math.Abs(start - end) < to.Width / 4
                ? [(start, under), (start, over)]
                : [(start, under), (start, to.Y), (start < end ? to.X : to.X + to.Width, to.Y)];
        }

        private static List<(double X, double Y)> Branches(List<PlacedWay> ways) =>
        [
            .. ways.Where(way => way.Corners.Count == 4).GroupBy(way => way.Corners[1].X).SelectMany(lane =>
            {
                var heights = lane.SelectMany(way => new[] { way.Corners[1].Y, way.Corners[2].Y }).Distinct().Order().ToList();
                return heights.Skip(1).SkipLast(1).Select(y => (lane.Key, y));
            }),
        ];
    }
}
