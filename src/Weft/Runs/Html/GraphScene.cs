namespace Weft.Runs.Html;

/// <summary>A node where it is drawn.</summary>
/// <param name="Node">The node.</param>
/// <param name="Label">Its label, shortened to fit.</param>
/// <param name="X">The left side.</param>
/// <param name="Y">The centre's height.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
internal sealed record PlacedNode(ArchitectureNode Node, string Label, double X, double Y, double Width, double Height);

/// <summary>A frame where it is drawn.</summary>
/// <param name="Group">The group.</param>
/// <param name="Label">Its label, shortened to fit.</param>
/// <param name="X">The left side.</param>
/// <param name="Y">The top.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
internal sealed record PlacedFrame(ArchitectureGroup Group, string Label, double X, double Y, double Width, double Height);

/// <summary>An edge where it is drawn.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Start">Where it leaves its node.</param>
/// <param name="Runs">The layers it crosses level.</param>
/// <param name="End">Where it enters its node.</param>
internal sealed record PlacedEdge(ArchitectureEdge Edge, (double X, double Y) Start, IReadOnlyList<Crossing> Runs, (double X, double Y) End);

/// <summary>
/// An architecture with every position decided. Groups are laid out one by one and then placed as wholes,
/// so that frames cannot overlap and no stranger stands in a frame.
/// </summary>
internal sealed record GraphScene(
    IReadOnlyList<PlacedNode> Nodes, IReadOnlyList<PlacedFrame> Frames, IReadOnlyList<PlacedEdge> Edges, double Width, double Height)
{
    /// <summary>The font size of labels in pixels.</summary>
    public const double FontSize = 13;

    /// <summary>Graphs above this many nodes are not drawn: nobody could read them.</summary>
    public const int MostNodes = 400;

    private const double NodeHeight = 30;
    private const double LongestLabel = 190;
    private const double Padding = 14;
    private const double TitleHeight = 24;
    private const double TitleSize = (FontSize - 1) * TextWidth.Bold;

    /// <summary>Decides every position.</summary>
    /// <param name="graph">The graph; edges to nodes that do not exist and second nodes of one id are left out.</param>
    public static GraphScene Of(ArchitectureGraph graph)
    {
        var nodes = graph.Nodes.DistinctBy(node => node.Id).ToList();
        var groups = graph.Groups.DistinctBy(group => group.Id).ToDictionary(group => group.Id);
        var boxes = nodes
            .GroupBy(node => node.Group is { } id && groups.ContainsKey(id) ? (Group: id, Alone: "") : (Group: null as string, Alone: node.Id))
            .Select(members => new Box(members.Key.Group is { } id ? groups[id] : null, [.. members]))
            .ToList();
        var home = boxes.SelectMany((box, i) => box.Members.Select((node, j) => (node.Id, Box: i, Index: j)))
            .ToDictionary(entry => entry.Id, entry => (entry.Box, entry.Index));
        var edges = graph.Edges
            .Where(edge => edge.From != edge.To && home.ContainsKey(edge.From) && home.ContainsKey(edge.To))
            .DistinctBy(edge => (edge.From, edge.To))
            .ToList();

        foreach (var (box, i) in boxes.Select((box, i) => (box, i)))
        {
            box.Arrange(
                [.. edges.Where(edge => home[edge.From].Box == i && home[edge.To].Box == i)
                    .Select(edge => (home[edge.From].Index, home[edge.To].Index))],
                [.. edges.Where(edge => home[edge.From].Box == i && home[edge.To].Box != i).Select(edge => home[edge.From].Index).Distinct()],
                [.. edges.Where(edge => home[edge.From].Box != i && home[edge.To].Box == i).Select(edge => home[edge.To].Index).Distinct()]);
        }

        var outer = edges.Where(edge => home[edge.From].Box != home[edge.To].Box).ToList();
        var trunks = nodes.Select((node, i) => (node.Id, i)).ToDictionary(entry => entry.Id, entry => entry.i);
        var whole = LayeredLayout.Arrange(
            [.. boxes.Select(box => new LayoutItem(box.Width, box.Height))],
            [.. outer.Select(edge => new LayoutEdge(
                home[edge.From].Box, home[edge.To].Box, trunks[edge.From],
                boxes[home[edge.From].Box].LeaveOffset(home[edge.From].Index), boxes[home[edge.To].Box].EnterOffset(home[edge.To].Index)))],
            columnGap: 46, rowGap: 22);
        for (var i = 0; i < boxes.Count; i++)
        {
            (boxes[i].Left, boxes[i].Top) = (whole.X[i], whole.Y[i] - (boxes[i].Height / 2));
        }

        var placed = edges.Select(edge =>
        {
            var (from, to) = (home[edge.From], home[edge.To]);
            var runs = from.Box == to.Box
                ? boxes[from.Box].Inner(from.Index, to.Index)
                : [.. boxes[from.Box].Leaving(from.Index),
                    boxes[from.Box].ToColumnEnd(from.Index, whole.Column[from.Box].Right),
                    .. whole.Routes[outer.IndexOf(edge)],
                    boxes[to.Box].FromColumnStart(to.Index, whole.Column[to.Box].Left),
                    .. boxes[to.Box].Entering(to.Index)];
            var (start, end) = (boxes[from.Box].Nodes[from.Index], boxes[to.Box].Nodes[to.Index]);
            return new PlacedEdge(edge, (start.X + start.Width, start.Y), runs, (end.X, end.Y));
        });
        return new GraphScene(
            [.. boxes.SelectMany(box => box.Nodes)],
            [.. boxes.Where(box => box.Group is not null).Select(box => box.Frame)],
            [.. placed],
            whole.Width,
            whole.Height);
    }

    /// <summary>A group and its members, or one node alone.</summary>
    private sealed class Box(ArchitectureGroup? group, IReadOnlyList<ArchitectureNode> members)
    {
        private readonly string[] _labels = [.. members.Select(node => TextWidth.Fit(node.Label, SizeOf(node), LongestLabel))];
        private readonly Dictionary<(int From, int To), int> _edgeAt = [];
        private readonly Dictionary<int, int> _exit = [];
        private readonly Dictionary<int, int> _entry = [];
        private LayoutResult _inside = null!;

        public ArchitectureGroup? Group { get; } = group;

        public IReadOnlyList<ArchitectureNode> Members { get; } = members;

        public double Left { get; set; }

        public double Top { get; set; }

        public double Width => Group is null ? _inside.Width : Math.Max(_inside.Width + (2 * Padding), TitleWidth + (2 * Padding));

        public double Height => Group is null ? _inside.Height : _inside.Height + TitleHeight + Padding + 2;

        public PlacedFrame Frame => new(Group!, Title, Left, Top, Width, Height);

        public IReadOnlyList<PlacedNode> Nodes => _nodes ??= [.. Members.Select((node, i) => new PlacedNode(
            node, _labels[i], InnerLeft + _inside.X[i], InnerTop + _inside.Y[i], NodeWidth(i), NodeHeight))];

        private IReadOnlyList<PlacedNode>? _nodes;

        private string Title => TextWidth.Fit(Group?.Label ?? "", TitleSize, 220);

        private double TitleWidth => TextWidth.Estimate(Title, TitleSize);

        private double InnerLeft => Left + ((Width - _inside.Width) / 2);

        private double InnerTop => Top + (Group is null ? 0 : TitleHeight + 2);

        /// <summary>Lays out the inside. Members that are reached from outside past others get a way in, and likewise a way out.</summary>
        public void Arrange(IReadOnlyList<(int From, int To)> edges, IReadOnlyList<int> leaving, IReadOnlyList<int> entered)
        {
            var items = Members.Select((node, i) =>
                new LayoutItem(NodeWidth(i), NodeHeight, KeepOrder: node.Kind == NodeKind.Input)).ToList();
            var inner = edges.Select(edge => new LayoutEdge(edge.From, edge.To, edge.From)).ToList();
            for (var i = 0; i < edges.Count; i++)
            {
                _edgeAt[edges[i]] = i;
            }

            var layers = LayeredLayout.LongestPath(items.Count, inner);
            foreach (var node in leaving.Where(node => layers[node] < layers.Max()))
            {
                _exit[node] = inner.Count;
                inner.Add(new LayoutEdge(node, items.Count, node));
                items.Add(new LayoutItem(0, 0, Last: true));
            }

            foreach (var node in entered.Where(node => layers[node] > 0))
            {
                _entry[node] = inner.Count;
                inner.Add(new LayoutEdge(items.Count, node, items.Count));
                items.Add(new LayoutItem(0, 0));
            }

            _inside = LayeredLayout.Arrange(items, inner, columnGap: 34, rowGap: 14);
        }

        /// <summary>Where edges of a member leave the box, below the box's centre.</summary>
        public double LeaveOffset(int member) =>
            Offset(_inside.Y[_exit.TryGetValue(member, out var edge) ? DoorOf(edge) : member]);

        /// <summary>Where edges to a member enter the box, below the box's centre.</summary>
        public double EnterOffset(int member) =>
            Offset(_inside.Y[_entry.TryGetValue(member, out var edge) ? DoorOf(edge) : member]);

        /// <summary>The way between two members.</summary>
        public IReadOnlyList<Crossing> Inner(int from, int to) =>
            [Own(from), .. Moved(_inside.Routes[_edgeAt[(from, to)]]), Own(to)];

        /// <summary>The way from a member to the box's right side.</summary>
        public IReadOnlyList<Crossing> Leaving(int member) => _exit.TryGetValue(member, out var edge)
            ? [Own(member), .. Moved(_inside.Routes[edge]), Own(DoorOf(edge))]
            : [Own(member)];

        /// <summary>The way from the box's left side to a member.</summary>
        public IReadOnlyList<Crossing> Entering(int member) => _entry.TryGetValue(member, out var edge)
            ? [Own(DoorOf(edge)), .. Moved(_inside.Routes[edge]), Own(member)]
            : [Own(member)];

        /// <summary>The level way from the box's right side to the end of its column, past wider boxes above and below.</summary>
        public Crossing ToColumnEnd(int member, double end) => new(Left + Width, end, Top + (Height / 2) + LeaveOffset(member));

        /// <summary>The level way from the start of the box's column to its left side.</summary>
        public Crossing FromColumnStart(int member, double start) => new(start, Left, Top + (Height / 2) + EnterOffset(member));

        private double Offset(double y) => y + (Group is null ? 0 : TitleHeight + 2) - (Height / 2);

        // Each way in or out added one item and one edge, in the same order, after the members and their edges.
        private int DoorOf(int edge) => Members.Count + edge - _edgeAt.Count;

        // Operations are written in bold.
        private static double SizeOf(ArchitectureNode node) => node.Kind == NodeKind.Operation ? FontSize * TextWidth.Bold : FontSize;

        private double NodeWidth(int i)
        {
            var text = TextWidth.Estimate(_labels[i], SizeOf(Members[i]));
            return Members[i].Kind == NodeKind.Junction && text <= 18 ? NodeHeight : Math.Max(48, text + 24);
        }

        // A node narrower than its column is reached level, so that the edge's bend cannot touch a wider neighbour.
        private Crossing Own(int item) => new(
            InnerLeft + _inside.Column[item].Left, InnerLeft + _inside.Column[item].Right, InnerTop + _inside.Y[item]);

        private IEnumerable<Crossing> Moved(IEnumerable<Crossing> runs) =>
            runs.Select(run => new Crossing(InnerLeft + run.Left, InnerLeft + run.Right, InnerTop + run.Y));
    }
}
