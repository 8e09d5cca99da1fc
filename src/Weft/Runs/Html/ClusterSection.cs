namespace Weft.Runs.Html;

/// <summary>How well classes that the source does not have are found: by clusters, and as unknown.</summary>
internal static class ClusterSection
{
    private const int MostRows = 40;

    /// <summary>Builds the section, or nothing without figures.</summary>
    public static Markup Build(RunReport report)
    {
        var (clusters, open) = (report.Adaptation?.Clusters ?? [], report.Adaptation?.OpenSet ?? []);
        return clusters.Count + open.Count == 0 ? Markup.Empty : Markup.Of($"""
            <section id="novel"><h2>Classes that the source does not have</h2>
            {Group("Clusters matched with classes", "Each cluster stands for the class that it agrees with best. ALL is the part of all clips of the target that agrees, Old that of the known classes, New that of the novel ones.", clusters)}
            {Group("Known or unknown", "OS* is the mean accuracy of the known classes, UNK the part of the clips of unknown classes that is taken for unknown, H their harmonic mean.", open)}
            </section>
            """);
    }

    private static Markup Group(string title, string about, IReadOnlyList<FigureRow> rows)
    {
        if (rows.Count == 0)
        {
            return Markup.Empty;
        }

        var oracle = rows.Any(row => row.Figures.Any(figure => figure.Oracle is not null));
        var shown = rows.Take(MostRows).ToList();
        return Markup.Of($"""
            <h3>{title}</h3><p class="intro">{about}{(oracle ? " The hollow dot is the try that is best by the target's labels, which nobody has: other publications report it." : "")}</p>
            {shown.Select(Chart)}
            {Table(shown)}
            """);
    }

    private static Markup Chart(FigureRow row) => StripChart.Draw(
        MethodResult.NameOf(row.Name),
        "%",
        AxisTicks.Enclosing(0, 100, 5),
        row.Figures.Select(figure => new StripRow(figure.Name, Value(figure.Mean, figure.Std), axis => Marks(figure, axis))));

    private static IEnumerable<Markup> Marks(AdaptationFigure figure, StripAxis axis)
    {
        const double middle = StripAxis.RowHeight / 2;
        if (double.IsFinite(figure.Mean))
        {
            yield return Markup.Of($"<rect class=\"bar\" x=\"{axis.At(0)}\" width=\"{axis.Length(0, 100 * figure.Mean)}\" y=\"9\" height=\"16\" rx=\"2\"/>");
            if (figure.Std is { } std && double.IsFinite(std))
            {
                yield return Markup.Of($"<line class=\"interval\" x1=\"{axis.At(100 * (figure.Mean - std))}\" x2=\"{axis.At(100 * (figure.Mean + std))}\" y1=\"{middle}\" y2=\"{middle}\"/>");
            }
        }

        if (figure.Oracle is { } oracle && double.IsFinite(oracle))
        {
            yield return Markup.Of($"<circle class=\"oracle\" cx=\"{axis.At(100 * oracle)}\" cy=\"{middle}\" r=\"5\"><title>best try by the labels: {Numbers.Percent(oracle, 1)} %</title></circle>");
        }
    }

    private static Markup Table(List<FigureRow> rows)
    {
        var names = rows.SelectMany(row => row.Figures.Select(figure => figure.Name)).Distinct(StringComparer.Ordinal).ToList();
        return Markup.Of($"""
            <table class="cards"><caption>In per cent, mean ± standard deviation; in brackets the best by the target's labels.</caption>
            <thead><tr><th scope="col">by</th>{names.Select(name => Markup.Of($"<th scope=\"col\" class=\"num\">{name}</th>"))}<th scope="col">how</th></tr></thead>
            <tbody>{rows.Select(row => Markup.Of($"<tr><th scope=\"row\">{MethodResult.NameOf(row.Name)}</th>{names.Select(name => Cell(row, name))}<td class=\"note\" data-name=\"how\">{row.Note ?? "–"}</td></tr>\n"))}</tbody></table>
            """);
    }

    private static Markup Cell(FigureRow row, string name)
    {
        var figure = row.Figures.FirstOrDefault(figure => string.Equals(figure.Name, name, StringComparison.Ordinal));
        var text = figure is null ? "–" : Value(figure.Mean, figure.Std)
            + (figure.Oracle is { } oracle && double.IsFinite(oracle) ? $" ({Numbers.Percent(oracle, 1)})" : "");
        return Markup.Of($"<td class=\"num\" data-name=\"{name}\">{text}</td>");
    }

    private static string Value(double mean, double? std) => !double.IsFinite(mean) ? "not a number"
        : std is { } deviation && double.IsFinite(deviation) ? $"{Numbers.Percent(mean, 1)} ± {Numbers.Percent(deviation, 1)}" : Numbers.Percent(mean, 1);
}
