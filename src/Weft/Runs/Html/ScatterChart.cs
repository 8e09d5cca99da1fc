namespace Weft.Runs.Html;

/// <summary>A dot of a scatter chart.</summary>
/// <param name="X">Where it stands, in the axis' unit.</param>
/// <param name="Y">Its height, in the axis' unit.</param>
/// <param name="Text">Its read-out: a line for each fact, <c>name: value</c>.</param>
/// <param name="Style">Its CSS classes: a step's colour, and perhaps <c>chosen</c>.</param>
/// <param name="Label">What is written beside it where there is room; null for nothing.</param>
internal sealed record Dot(double X, double Y, string Text, string Style, string? Label = null);

/// <summary>A chart of single results, with what orders them: a step line, a diagonal, separators. Values are as shown.</summary>
/// <param name="Title">Its heading: what y is.</param>
/// <param name="XName">What x is.</param>
/// <param name="Dots">Its dots; later ones are drawn over earlier ones.</param>
internal sealed record ScatterChart(string Title, string XName, IReadOnlyList<Dot> Dots)
{
    /// <summary>The most dots that are drawn: more would hide each other and only make the page slow.</summary>
    public const int MostDots = 3000;

    private const double Width = 340;
    private const double Height = 240;
    private const double Left = 44;
    private const double Right = Width - 12;
    private const double Top = 20;
    private const double Bottom = 36;
    private const double LabelSize = 10.5;

    // Beyond this a coordinate has no meaning, and differences to its neighbours drown in rounding.
    private const double Farthest = 1e15;

    /// <summary>Corners of a line that goes right, then up, ascending: the best so far, or a front. It goes on to the right edge.</summary>
    public IReadOnlyList<(double X, double Y)> Steps { get; init; } = [];

    /// <summary>Where one group of x ends and the next begins, with the group's name; empty for none.</summary>
    public IReadOnlyList<(double From, double To, string Name)> Groups { get; init; } = [];

    /// <summary>Whether x and y are of one kind: they share a range, and the line of equality is drawn.</summary>
    public bool Diagonal { get; init; }

    /// <summary>A height that is marked, such as zero; null for none.</summary>
    public double? Mark { get; init; }

    /// <summary>The range of y; null for the dots' own.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>Whether x counts things, so that its ticks are whole numbers from the first to the last.</summary>
    public bool Counts { get; init; }

    /// <summary>How a tick of x is written; null for plain numbers.</summary>
    public Func<double, string>? XTick { get; init; }

    /// <summary>The chart as a figure with its heading, or nothing if it has no dot.</summary>
    public Markup Draw()
    {
        var plotted = Dots.Where(dot => CanStand(dot.X) && CanStand(dot.Y)).ToList();
        if (plotted.Count == 0)
        {
            return Dots.Count == 0
                ? Markup.Empty
                : Markup.Of($"<figure class=\"chart\"><figcaption>{Title}</figcaption><p class=\"muted\">No value can be drawn.</p></figure>");
        }

        var (x, y) = Axes(plotted);
        double AtX(double value) => Left + (Math.Clamp((value - x.Low) / (x.High - x.Low), 0, 1) * (Right - Left));
        double AtY(double value) => Height - Bottom - (Math.Clamp((value - y.Low) / (y.High - y.Low), 0, 1) * (Height - Bottom - Top));

        var stride = (plotted.Count + MostDots - 1) / MostDots;
        var drawn = plotted.Where((dot, i) => i % stride == 0 || dot.Label is not null).ToList();
        return Markup.Of($"""
            <figure class="chart"><figcaption>{Title}</figcaption>
            <svg class="plot dots" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Title} by {XName}: {Numbers.Count(plotted.Count)} dots.">
            {GroupMarks(AtX)}
            {y.Values.Select(value => Markup.Of($"<path class=\"grid\" d=\"M{Left} {AtY(value)}H{Right}\"/><text class=\"tick y\" x=\"{Left - 7}\" y=\"{AtY(value) + 4}\">{Numbers.Tick(value, y.Step)}</text>"))}
            {x.Values.Select(value => Markup.Of($"<text class=\"tick x\" x=\"{AtX(value)}\" y=\"{Height - Bottom + 16}\">{(XTick is null ? Numbers.Tick(value, x.Step) : XTick(value))}</text>"))}
            <text class="axis" x="{(Left + Right) / 2}" y="{Height - 5}">{XName}</text>
            {(Diagonal ? Markup.Of($"<path class=\"equal\" d=\"M{Left} {Height - Bottom}L{Right} {Top}\"/>") : Markup.Empty)}
            {(Mark is { } mark ? Markup.Of($"<path class=\"equal\" d=\"M{Left} {AtY(mark)}H{Right}\"/>") : Markup.Empty)}
            {StepLine(AtX, AtY)}
            {drawn.Select(dot => Markup.Of($"<circle class=\"dot {dot.Style}\" cx=\"{AtX(dot.X)}\" cy=\"{AtY(dot.Y)}\" r=\"{(dot.Label is null ? 2.6 : 4)}\"><title>{dot.Text}</title></circle>\n"))}
            {Labels(drawn, AtX, AtY)}
            </svg>{Missing(plotted.Count, drawn.Count)}</figure>
            """);
    }

    private static bool CanStand(double value) => double.IsFinite(value) && Math.Abs(value) <= Farthest;

    private (AxisTicks X, AxisTicks Y) Axes(List<Dot> plotted)
    {
        var (left, right) = (plotted.Min(dot => dot.X), plotted.Max(dot => dot.X));
        var (low, high) = YRange ?? (plotted.Min(dot => dot.Y), plotted.Max(dot => dot.Y));
        if (Diagonal)
        {
            var shared = AxisTicks.Enclosing(Math.Min(left, low), Math.Max(right, high));
            return (shared, shared);
        }

        return (Counts ? AxisTicks.Whole(left, right, 8) : AxisTicks.Enclosing(left, right), AxisTicks.Enclosing(low, high));
    }

    private Markup GroupMarks(Func<double, double> atX)
    {
        var marks = new List<Markup>();
        var free = Left;
        foreach (var (from, to, name) in Groups)
        {
            var (start, end) = (atX(from), atX(to));
            var width = TextWidth.Estimate(name, LabelSize);
            var middle = (start + end) / 2;
            if (start > Left + 1)
            {
                marks.Add(Markup.Of($"<path class=\"part\" d=\"M{start} {Top - 4}V{Height - Bottom}\"/>"));
            }

            // Names that would touch are left out; the read-outs have them.
            if (middle - (width / 2) >= free)
            {
                marks.Add(Markup.Of($"<text class=\"tick x\" x=\"{middle}\" y=\"{Top - 8}\">{name}</text>"));
                free = middle + (width / 2) + 3;
            }
        }

        return Markup.Join(marks);
    }

    private Markup StepLine(Func<double, double> atX, Func<double, double> atY)
    {
        var path = new System.Text.StringBuilder();
        foreach (var (x, y) in Steps.Where(corner => CanStand(corner.X) && CanStand(corner.Y)))
        {
            _ = path.Append(path.Length == 0
                ? $"M{Numbers.Coordinate(atX(x))} {Numbers.Coordinate(atY(y))}"
                : $"H{Numbers.Coordinate(atX(x))}V{Numbers.Coordinate(atY(y))}");
        }

        return path.Length == 0 ? Markup.Empty : Markup.Of($"<path class=\"stair\" d=\"{path.ToString()}H{Right}\"/>");
    }

    private static Markup Labels(List<Dot> drawn, Func<double, double> atX, Func<double, double> atY)
    {
        var named = drawn.Where(dot => dot.Label is not null).ToList();
        var taken = named.Select(dot => (L: atX(dot.X) - 4, T: atY(dot.Y) - 4, R: atX(dot.X) + 4, B: atY(dot.Y) + 4)).ToList();
        var labels = new List<Markup>();
        foreach (var dot in named)
        {
            var (x, y, half) = (atX(dot.X), atY(dot.Y), TextWidth.Estimate(dot.Label!, LabelSize) / 2);
            foreach (var (dx, dy) in new[] { (0.0, -8.0), (-half - 7, -3), (half + 7, 4), (0, 16) })
            {
                var box = (L: x + dx - half, T: y + dy - 9, R: x + dx + half, B: y + dy + 2);
                if (box.L >= Left && box.R <= Width && box.T >= 0 && box.B <= Height - Bottom
                    && !taken.Any(other => box.L < other.R && other.L < box.R && box.T < other.B && other.T < box.B))
                {
                    taken.Add(box);
                    labels.Add(Markup.Of($"<text class=\"name\" x=\"{x + dx}\" y=\"{y + dy}\">{dot.Label}</text>"));
                    break;
                }
            }
        }

        return Markup.Join(labels);
    }

    private Markup Missing(int plotted, int drawn)
    {
        var sentences = new List<string>();
        if (plotted < Dots.Count)
        {
            sentences.Add($"{Numbers.Count(Dots.Count - plotted)} values cannot be drawn and are missing here.");
        }

        if (drawn < plotted)
        {
            sentences.Add($"{Numbers.Count(drawn)} of {Numbers.Count(plotted)} dots are drawn.");
        }

        return sentences.Count == 0 ? Markup.Empty : Markup.Of($"<p class=\"muted small\">{string.Join(" ", sentences)}</p>");
    }
}
