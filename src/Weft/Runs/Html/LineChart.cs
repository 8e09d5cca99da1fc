namespace Weft.Runs.Html;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">Its points by ascending x; a value that is not finite leaves a gap.</param>
/// <param name="Style">Its CSS classes: a colour <c>c1</c> to <c>c7</c> or <c>rest</c>, and perhaps <c>dashed</c> or <c>thin</c>.</param>
/// <param name="Label">What is written at its end, or null for nothing.</param>
/// <param name="Strong">Whether its label is bold: the leader.</param>
internal sealed record Line(
    string Name, IReadOnlyList<(double X, double Y)> Points, string Style, string? Label = null, bool Strong = false);

/// <summary>What a line chart shows.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="XName">What the x axis counts.</param>
/// <param name="Lines">Its lines, the least important first: later ones are drawn over earlier ones.</param>
/// <param name="YRange">The range of y, shared by charts that are compared; null for the lines' own.</param>
/// <param name="Percent">Whether y is a fraction that is shown in percent.</param>
internal sealed record LineChart(
    string Title, string XName, IReadOnlyList<Line> Lines, (double Low, double High)? YRange = null, bool Percent = false)
{
    private const double Width = 340;
    private const double Height = 208;
    private const double Left = 44;
    private const double Top = 8;
    private const double Bottom = 36;
    private const double LabelSize = 11.5;
    private const double LabelGap = 14;
    private const double MostLabel = 104;

    // A line of many thousand epochs looks the same with this many points, and the page stays small.
    private const int MostPoints = 400;

    /// <summary>The chart as a figure with its heading, or nothing if no line has a point.</summary>
    public Markup Draw()
    {
        var finite = Lines.SelectMany(line => line.Points).Where(point => double.IsFinite(point.Y)).ToList();
        if (finite.Count == 0)
        {
            return Lines.Any(line => line.Points.Count > 0)
                ? Markup.Of($"<figure class=\"chart\"><figcaption>{Title}</figcaption><p class=\"muted\">No value was finite.</p></figure>")
                : Markup.Empty;
        }

        var scale = Percent ? 100 : 1;
        var x = AxisTicks.Whole(finite.Min(point => point.X), finite.Max(point => point.X));
        var y = AxisTicks.Enclosing(
            scale * (YRange?.Low ?? finite.Min(point => point.Y)), scale * (YRange?.High ?? finite.Max(point => point.Y)));
        var labels = Lines.Where(line => line.Label is not null && Last(line) is not null).ToList();
        var room = labels.Select(line => Math.Min(MostLabel, TextWidth.Estimate(line.Label!, SizeOf(line))))
            .DefaultIfEmpty(0).Max();
        var right = Width - (labels.Count == 0 ? 10 : room + 18);
        double AtX(double value) => Left + ((value - x.Low) / (x.High - x.Low) * (right - Left));
        double AtY(double value) => Height - Bottom - (((value * scale) - y.Low) / (y.High - y.Low) * (Height - Bottom - Top));

        var ends = labels.ToDictionary(line => line, line => AtY(Last(line)!.Value.Y));
        var heights = Apart([.. labels.Select(line => ends[line])], LabelGap, Top + 4, Height - Bottom);
        var lost = Lines.Sum(line => line.Points.Count(point => !double.IsFinite(point.Y)));
        return Markup.Of($"""
            <figure class="chart"><figcaption>{Title}</figcaption>
            <svg class="plot" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Summary()}" data-hover="{HoverData(x, right)}">
            {y.Values.Select(value => Markup.Of($"<path class=\"grid\" d=\"M{Left} {AtY(value / scale)}H{right}\"/><text class=\"tick y\" x=\"{Left - 7}\" y=\"{AtY(value / scale) + 4}\">{Numbers.Tick(value, y.Step)}</text>"))}
            {x.Values.Select(value => Markup.Of($"<text class=\"tick x\" x=\"{AtX(value)}\" y=\"{Height - Bottom + 16}\">{Numbers.Tick(value, 1)}</text>"))}
            <text class="axis" x="{(Left + right) / 2}" y="{Height - 5}">{XName}</text>
            {Lines.Select(line => Curve(line, AtX, AtY))}
            {labels.Select((line, i) => EndLabel(line, AtX(Last(line)!.Value.X), ends[line], heights[i], right))}
            </svg>{(lost == 0 ? Markup.Empty : Markup.Of($"<p class=\"muted small\">{Numbers.Count(lost)} values were not finite and are missing here.</p>"))}</figure>
            """);
    }

    /// <summary>Moves heights apart, as little as possible, within a range.</summary>
    internal static double[] Apart(IReadOnlyList<double> heights, double gap, double top, double bottom)
    {
        var order = Enumerable.Range(0, heights.Count).OrderBy(i => heights[i]).ToArray();
        gap = heights.Count > 1 ? Math.Min(gap, (bottom - top) / (heights.Count - 1)) : gap;
        var settled = LayerHeights.Ascending([.. order.Select((i, rank) => heights[i] - (rank * gap))]);
        var result = new double[heights.Count];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var last = bottom - ((order.Length - 1 - rank) * gap);
            result[order[rank]] = Math.Clamp(settled[rank] + (rank * gap), top + (rank * gap), Math.Max(last, top + (rank * gap)));
        }

        return result;
    }

    private static (double X, double Y)? Last(Line line)
    {
        for (var i = line.Points.Count - 1; i >= 0; i--)
        {
            if (double.IsFinite(line.Points[i].Y))
            {
                return line.Points[i];
            }
        }

        return null;
    }

    private static Markup Curve(Line line, Func<double, double> atX, Func<double, double> atY)
    {
        var path = new System.Text.StringBuilder();
        var dots = new List<Markup>();
        var points = Thinned(line.Points);
        for (var i = 0; i < points.Count; i++)
        {
            if (!double.IsFinite(points[i].Y))
            {
                continue;
            }

            var (x, y) = (atX(points[i].X), atY(points[i].Y));
            var starts = i == 0 || !double.IsFinite(points[i - 1].Y);
            var ends = i == points.Count - 1 || !double.IsFinite(points[i + 1].Y);
            _ = path.Append($"{(starts ? "M" : "L")}{Numbers.Coordinate(x)} {Numbers.Coordinate(y)}");
            if (starts && ends)
            {
                // A single epoch has no line to show: it gets a dot.
                dots.Add(Markup.Of($"<circle cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"));
            }
        }

        return Markup.Of($"<g class=\"line {line.Style}\"><title>{line.Name}</title><path d=\"{path.ToString()}\"/>{dots}</g>\n");
    }

    private static List<(double X, double Y)> Thinned(IReadOnlyList<(double X, double Y)> points)
    {
        var stride = Math.Max(1, (points.Count + MostPoints - 1) / MostPoints);
        return [.. points.Where((_, i) => i % stride == 0 || i == points.Count - 1)];
    }

    private static Markup EndLabel(Line line, double x, double end, double height, double right)
    {
        var shown = TextWidth.Fit(line.Label!, SizeOf(line), MostLabel);
        return Markup.Of($"""
            <g class="end {line.Style}{(line.Strong ? " strong" : "")}"><title>{line.Name}</title><circle cx="{x}" cy="{end}" r="2.6"/><path d="M{x + 2} {end}L{right + 10} {height}"/><text x="{right + 13}" y="{height + 4}">{shown}</text></g>

            """);
    }

    private static double SizeOf(Line line) => line.Strong ? LabelSize * TextWidth.Bold : LabelSize;

    private string Summary()
    {
        var ends = Lines.Where(line => line.Label is not null && Last(line) is not null)
            .Select(line => $"{line.Name} ends at {Numbers.Short((Percent ? 100 : 1) * Last(line)!.Value.Y)}");
        return $"{Title} by {XName}. {string.Join("; ", ends)}";
    }

    /// <summary>What the pointer's read-out needs: the plot's sides, and each line's name and values.</summary>
    private string HoverData(AxisTicks x, double right) => System.Text.Json.JsonSerializer.Serialize(new
    {
        l = Left,
        r = Math.Round(right, 1),
        t = Top,
        b = Height - Bottom,
        lo = x.Low,
        hi = x.High,
        x = XName,
        s = Lines.Reverse().Select(line => new
        {
            n = line.Name,
            p = Thinned(line.Points).Where(point => double.IsFinite(point.Y)).Select(point => new[] { point.X, Rounded(point.Y) }),
        }),
    });

    private double Rounded(double value)
    {
        if (Percent)
        {
            return Math.Round(value * 100, 2);
        }

        // Four significant digits: a read-out needs no more, and they keep the page small.
        var digits = value == 0 ? 0 : 3 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return Math.Round(value, Math.Clamp(digits, 0, 15));
    }
}
