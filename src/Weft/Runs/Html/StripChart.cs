namespace Weft.Runs.Html;

/// <summary>A row of a strip chart.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The number written at its right.</param>
/// <param name="Marks">What is drawn over the axis.</param>
/// <param name="Strong">Whether the row stands out.</param>
internal sealed record StripRow(string Label, string Value, Func<StripAxis, IEnumerable<Markup>> Marks, bool Strong = false);

/// <summary>The axis of a strip chart. Positions are percentages, so that the chart fits any screen without its text changing size.</summary>
/// <param name="Ticks">The ticks.</param>
internal sealed record StripAxis(AxisTicks Ticks)
{
    /// <summary>The height of a row in pixels.</summary>
    public const double RowHeight = 34;

    /// <summary>A position along the axis.</summary>
    public string At(double value) => Numbers.Coordinate(100 * Fraction(value)) + "%";

    /// <summary>The distance between two values along the axis.</summary>
    public string Length(double from, double to) => Numbers.Coordinate(100 * Math.Max(0, Fraction(to) - Fraction(from))) + "%";

    private double Fraction(double value) => Math.Clamp((value - Ticks.Low) / (Ticks.High - Ticks.Low), -0.02, 1.02);
}

/// <summary>Rows of dots, intervals or bars over one shared axis; narrow screens put each label above its strip.</summary>
internal static class StripChart
{
    /// <summary>Draws the chart.</summary>
    /// <param name="caption">Its heading.</param>
    /// <param name="axisName">What the axis measures.</param>
    /// <param name="ticks">The axis.</param>
    /// <param name="rows">The rows, top to bottom.</param>
    /// <param name="reference">A value marked through all rows, such as zero.</param>
    /// <param name="tick">How a tick is written; null for plain numbers.</param>
    public static Markup Draw(
        string caption, string axisName, AxisTicks ticks, IEnumerable<StripRow> rows, double? reference = null, Func<double, string>? tick = null)
    {
        var axis = new StripAxis(ticks);
        var grid = Markup.Join(ticks.Values.Select(value =>
            Markup.Of($"<line class=\"grid\" x1=\"{axis.At(value)}\" x2=\"{axis.At(value)}\" y1=\"0\" y2=\"100%\"/>")));
        var mark = reference is { } at
            ? Markup.Of($"<line class=\"reference\" x1=\"{axis.At(at)}\" x2=\"{axis.At(at)}\" y1=\"0\" y2=\"100%\"/>")
            : Markup.Empty;
        return Markup.Of($"""
            <figure class="strips"><figcaption>{caption}</figcaption>
            {rows.Select(row => Markup.Of($"""
                <div class="strip{(row.Strong ? " strong" : "")}"><span class="what">{row.Label}</span><span class="plotted"><svg width="100%" height="{StripAxis.RowHeight}" role="img" aria-label="{row.Label}: {row.Value}">{grid}{mark}{row.Marks(axis)}</svg></span><span class="value">{row.Value}</span></div>

                """))}
            <div class="strip axis-row" aria-hidden="true"><span class="what"></span><span class="plotted"><svg width="100%" height="36">{ticks.Values.Select(value => Markup.Of($"<text class=\"tick x{(IsOdd(value) ? " odd" : "")}\" x=\"{axis.At(value)}\" y=\"14\">{(tick ?? Plain)(value)}</text>"))}<text class="axis" x="50%" y="31">{axisName}</text></svg></span><span class="value"></span></div>
            </figure>
            """);

        // Narrow screens drop every other label; counted from zero, so that zero itself stays.
        bool IsOdd(double value) => Math.Round(value / ticks.Step) % 2 != 0;

        string Plain(double value) => Numbers.Tick(value, ticks.Step);
    }
}
