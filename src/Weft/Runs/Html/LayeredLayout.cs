namespace Weft.Runs.Html;

/// <summary>Something to place: a node, or a whole group that was laid out before.</summary>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Last">Whether it belongs in the last layer whatever its edges say: the right border of a group.</param>
/// <param name="KeepOrder">Whether such items of one layer stay in the order they were given: numbered inputs.</param>
internal readonly record struct LayoutItem(double Width, double Height, bool Last = false, bool KeepOrder = false);

/// <summary>An edge between two items.</summary>
/// <param name="From">The index of the item it leaves.</param>
/// <param name="To">The index of the item it enters.</param>
/// <param name="Trunk">Edges of one trunk share their way through the layers between.</param>
/// <param name="FromOffset">Where it leaves, below the item's centre.</param>
/// <param name="ToOffset">Where it enters, below the item's centre.</param>
internal readonly record struct LayoutEdge(int From, int To, int Trunk, double FromOffset = 0, double ToOffset = 0);

/// <summary>A horizontal piece of an edge across one layer.</summary>
/// <param name="Left">Where it starts.</param>
/// <param name="Right">Where it ends.</param>
/// <param name="Y">Its height.</param>
internal readonly record struct Crossing(double Left, double Right, double Y);

/// <summary>Where everything is.</summary>
/// <param name="X">The left side of each item.</param>
/// <param name="Y">The centre of each item.</param>
/// <param name="Column">The column of each item: its layer's left and right side.</param>
/// <param name="Routes">For each edge, the layers it crosses.</param>
/// <param name="Width">The whole width.</param>
/// <param name="Height">The whole height.</param>
internal sealed record LayoutResult(
    double[] X, double[] Y, (double Left, double Right)[] Column, IReadOnlyList<Crossing>[] Routes, double Width, double Height);

/// <summary>
/// A layered drawing from left to right: longest-path layering, barycentre ordering with places kept free for long edges,
/// then heights that bring neighbours level as far as nothing overlaps. It decides by order and arithmetic alone,
/// so the same graph is always drawn the same way.
/// </summary>
internal sealed class LayeredLayout
{
    private const int Sweeps = 12;

    private readonly IReadOnlyList<LayoutItem> _items;
    private readonly IReadOnlyList<LayoutEdge> _edges;
    private readonly double _columnGap;
    private readonly double _rowGap;
    private readonly List<Place> _places = [];
    private readonly List<List<Place>> _layers = [];
    private readonly List<Place>[] _routes;

    private LayeredLayout(IReadOnlyList<LayoutItem> items, IReadOnlyList<LayoutEdge> edges, double columnGap, double rowGap)
    {
        (_items, _edges, _columnGap, _rowGap) = (items, edges, columnGap, rowGap);
        _routes = new List<Place>[edges.Count];
    }

    /// <summary>Lays items out.</summary>
    /// <param name="items">What to place.</param>
    /// <param name="edges">Their edges; those that close a cycle are drawn but do not count for the layers.</param>
    /// <param name="columnGap">Pixels between layers.</param>
    /// <param name="rowGap">Pixels between items of a layer.</param>
    public static LayoutResult Arrange(
        IReadOnlyList<LayoutItem> items, IReadOnlyList<LayoutEdge> edges, double columnGap, double rowGap)
    {
        var layout = new LayeredLayout(items, edges, columnGap, rowGap);
        layout.AssignLayers();
        layout.RouteLongEdges();
        LayerOrdering.Improve(layout._layers, Sweeps);
        LayerHeights.Settle(layout._layers, rowGap, Sweeps * 2);
        return layout.Result();
    }

    private void AssignLayers()
    {
        var layer = LongestPath(_items.Count, _edges);
        var last = layer.DefaultIfEmpty(0).Max();
        for (var i = 0; i < _items.Count; i++)
        {
            _places.Add(new Place(_items[i].Last ? last : layer[i], _items[i].Width, _items[i].Height, _items[i].KeepOrder));
        }

        for (var i = 0; i <= last; i++)
        {
            _layers.Add([.. _places.Where(place => place.Layer == i)]);
        }
    }

    /// <summary>The layer of each item: one more than the highest of those that point to it.</summary>
    internal static int[] LongestPath(int count, IReadOnlyList<LayoutEdge> edges)
    {
        var layer = new int[count];
        var waiting = new int[count];
        var outgoing = edges.ToLookup(edge => edge.From);
        foreach (var edge in edges)
        {
            waiting[edge.To] += edge.From == edge.To ? 0 : 1;
        }

        var done = new bool[count];
        for (var placed = 0; placed < count; placed++)
        {
            // In a cycle nothing is ready: the first item left goes next, and its remaining incoming edges point backwards.
            var next = Array.FindIndex(waiting, w => w == 0);
            next = next >= 0 ? next : Array.FindIndex(done, d => !d);
            done[next] = true;
            waiting[next] = -1;
            foreach (var edge in outgoing[next].Where(edge => !done[edge.To]))
            {
                layer[edge.To] = Math.Max(layer[edge.To], layer[next] + 1);
                waiting[edge.To]--;
            }
        }

        return layer;
    }

    private void RouteLongEdges()
    {
        var trunks = new Dictionary<(int Trunk, int Layer), Place>();
        var linked = new HashSet<(Place, Place)>();
        for (var i = 0; i < _edges.Count; i++)
        {
            var edge = _edges[i];
            var (from, to) = (_places[edge.From], _places[edge.To]);
            var route = _routes[i] = [];
            if (to.Layer <= from.Layer)
            {
                continue;
            }

            var (previous, offset) = (from, edge.FromOffset);
            for (var layer = from.Layer + 1; layer < to.Layer; layer++)
            {
                if (!trunks.TryGetValue((edge.Trunk, layer), out var place))
                {
                    place = trunks[(edge.Trunk, layer)] = new Place(layer, 0, 0, KeepOrder: false);
                    _layers[layer].Add(place);
                }

                route.Add(place);
                if (linked.Add((previous, place)))
                {
                    Place.Link(previous, offset, place, 0);
                }

                (previous, offset) = (place, 0);
            }

            Place.Link(previous, offset, to, edge.ToOffset);
        }
    }

    private LayoutResult Result()
    {
        var left = 0.0;
        var columns = new (double Left, double Right)[_layers.Count];
        for (var i = 0; i < _layers.Count; i++)
        {
            var width = _layers[i].Select(place => place.Width).DefaultIfEmpty(0).Max();
            columns[i] = (left, left + width);
            left += width + _columnGap;
        }

        var all = _layers.SelectMany(layer => layer).ToList();
        var top = all.Select(place => place.Y - (place.Height / 2)).DefaultIfEmpty(0).Min();
        var bottom = all.Select(place => place.Y + (place.Height / 2)).DefaultIfEmpty(0).Max();
        return new LayoutResult(
            [.. _places.Select(place => (columns[place.Layer].Left + columns[place.Layer].Right - place.Width) / 2)],
            [.. _places.Select(place => place.Y - top)],
            [.. _places.Select(place => columns[place.Layer])],
            [.. _routes.Select(route => (IReadOnlyList<Crossing>)
                [.. route.Select(place => new Crossing(columns[place.Layer].Left, columns[place.Layer].Right, place.Y - top))])],
            columns.Length == 0 ? 0 : columns[^1].Right,
            bottom - top);
    }

    /// <summary>A slot in a layer: an item, or the way of a long edge.</summary>
    internal sealed record class Place(int Layer, double Width, double Height, bool KeepOrder)
    {
        /// <summary>The centre's height.</summary>
        public double Y { get; set; }

        /// <summary>The position in its layer, 0-based.</summary>
        public int Order { get; set; }

        /// <summary>Neighbours to the left, with where the edge leaves them and where it enters here.</summary>
        public List<(Place Other, double There, double Here)> Before { get; } = [];

        /// <summary>Neighbours to the right, with where the edge enters them and where it leaves here.</summary>
        public List<(Place Other, double There, double Here)> After { get; } = [];

        /// <summary>Joins two places of neighbouring layers.</summary>
        public static void Link(Place from, double fromOffset, Place to, double toOffset)
        {
            from.After.Add((to, toOffset, fromOffset));
            to.Before.Add((from, fromOffset, toOffset));
        }

        /// <summary>Places are the same only if they are one object.</summary>
        public bool Equals(Place? other) => ReferenceEquals(this, other);

        /// <inheritdoc/>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
