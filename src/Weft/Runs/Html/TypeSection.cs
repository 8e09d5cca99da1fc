namespace Weft.Runs.Html;

/// <summary>How often the found network is right by kind of sample and by split: a bar for each.</summary>
internal static class TypeSection
{
    private const int ShownTypes = 16;
    private const int MostTypes = 400;

    /// <summary>Builds the section, or nothing where neither kinds nor splits were reported.</summary>
    public static Markup Build(RunReport report)
    {
        var (types, splits) = (report.Types ?? [], report.Splits ?? []);
        if (types.Count == 0 && splits.Count == 0)
        {
            return Markup.Empty;
        }

        return Markup.Of($"""
            <section id="types"><h2>{(types.Count == 0 ? "Split by split" : "Where it is right")}</h2>
            {(types.Count == 0 ? Markup.Empty : Markup.Of($"<p class=\"intro\">How often the found network is right on each kind of sample, and how many there are of it.</p>"))}
            {splits.Take(MostTypes).GroupBy(split => split.Metric).Select(metric => Chart($"{metric.Key} by split", metric.Key, [.. metric.Select(Row)]))}
            {types.Take(MostTypes).GroupBy(type => type.Group).Select(Group)}{Rest(types.Count)}
            </section>
            """);
    }

    /// <summary>Few kinds keep their order; of many, those with most samples are shown and the rest folded away.</summary>
    private static Markup Group(IGrouping<string, TypeReport> group)
    {
        List<TypeReport> types = [.. group];
        if (types.Count <= ShownTypes)
        {
            return Chart($"Accuracy by {group.Key}", "accuracy", [.. types.Select(Row)]);
        }

        types = [.. types.OrderByDescending(type => type.Count)];
        return Markup.Of($"""
            {Chart($"Accuracy by {group.Key}, the {ShownTypes} with most samples", "accuracy", [.. types.Take(ShownTypes).Select(Row)])}
            <details><summary>The other {Numbers.Count(types.Count - ShownTypes)}</summary>{Chart($"Accuracy by {group.Key}, the others", "accuracy", [.. types.Skip(ShownTypes).Select(Row)])}</details>
            """);
    }

    private static (string Label, double Value, long? Count) Row(TypeReport type) => (type.Name, type.Accuracy, type.Count);

    private static (string Label, double Value, long? Count) Row(SplitReport split) => (split.Name, split.Value, split.Count);

    private static Markup Chart(string caption, string metric, IReadOnlyList<(string Label, double Value, long? Count)> rows) => StripChart.Draw(
        caption,
        $"{metric}, %",
        AxisTicks.Enclosing(0, 100, 5),
        rows.Select(row => new StripRow(row.Label, Value(row.Value, row.Count), axis => Bar(axis, row.Value))));

    private static string Value(double value, long? count)
    {
        var percent = double.IsFinite(value) ? Numbers.Percent(value, 1) + " %" : "not a number";
        return count is { } samples ? $"{percent} of {Numbers.Count(samples)}" : percent;
    }

    private static IEnumerable<Markup> Bar(StripAxis axis, double value) => double.IsFinite(value)
        ? [Markup.Of($"<rect class=\"bar\" x=\"{axis.At(0)}\" width=\"{axis.Length(0, 100 * value)}\" y=\"9\" height=\"16\" rx=\"2\"/>")]
        : [];

    private static Markup Rest(int count) => count <= MostTypes
        ? Markup.Empty
        : Markup.Of($"<p class=\"muted small\">{Numbers.Count(count - MostTypes)} more kinds are in report.json.</p>");
}
