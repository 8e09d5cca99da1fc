namespace Weft.Runs.Html;

/// <summary>Features of both domains on a plane, coloured by class and by domain; shapes tell the domains apart too.</summary>
internal static class FeatureMapSection
{
    private const int MostPoints = 4000;
    private const int Width = 520;
    private const int Height = 440;
    private const int Edge = 14;

    /// <summary>Builds the section, or nothing without points.</summary>
    public static Markup Build(RunReport report)
    {
        if (report.Adaptation?.Map is not { } map)
        {
            return Markup.Empty;
        }

        var points = map.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).Take(MostPoints).ToList();
        if (points.Count == 0)
        {
            return Markup.Empty;
        }

        var classes = points.Select(point => point.Class).Distinct(StringComparer.Ordinal).ToList();
        var colours = classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => ClassColours.Of(pair.i), StringComparer.Ordinal);
        var (source, target) = (report.Adaptation.Source ?? "source", report.Adaptation.Target ?? "target");
        var wrong = points.Exists(point => point.Right == false);
        return Markup.Of($"""
            <section id="features"><h2>What the features look like</h2>
            <p class="intro">Each mark is a clip; {map.Method} puts clips with similar features beside each other. {Sentence(points)} Distances between groups mean little here; measurements are in the tables.</p>
            <div class="maps">{Drawing($"By class", points, point => colours[point.Class], source, target)}{Drawing("By domain", points, Domain, source, target)}</div>
            <ul class="legend">{Shape(FeatureDomain.Source, source)}{Shape(FeatureDomain.Target, target)}{(wrong ? Markup.Of($"<li><svg class=\"plot key\" viewBox=\"-8 -8 16 16\" aria-hidden=\"true\">{Mark(FeatureDomain.Target, "rest wrong", 0, 0, 5)}</svg>hollow: told wrong</li>") : Markup.Empty)}</ul>
            <ul class="legend">{classes.Take(ClassColours.Count).Select(name => Markup.Of($"<li><svg class=\"plot key\" viewBox=\"-8 -8 16 16\" aria-hidden=\"true\"><rect class=\"spot {colours[name]}\" x=\"-6\" y=\"-6\" width=\"12\" height=\"12\" rx=\"3\"/></svg>{name}</li>"))}{(classes.Count > ClassColours.Count ? Markup.Of($"<li>and {Numbers.Count(classes.Count - ClassColours.Count)} more in grey</li>") : Markup.Empty)}</ul>
            {(map.Points.Count > points.Count ? Markup.Of($"<p class=\"muted small\">{Numbers.Count(map.Points.Count - points.Count)} more are in report.json.</p>") : Markup.Empty)}
            </section>
            """);
    }

    /// <summary>What the picture says, for those who cannot see it.</summary>
    private static string Sentence(List<FeaturePoint> points)
    {
        var source = points.Where(point => point.Domain == FeatureDomain.Source).ToList();
        var target = points.Where(point => point.Domain == FeatureDomain.Target).ToList();
        if (source.Count == 0 || target.Count == 0)
        {
            return $"{Numbers.Count(points.Count)} clips of one domain are shown.";
        }

        var agree = target.Count(point => string.Equals(
            source.MinBy(other => ((other.X - point.X) * (other.X - point.X)) + ((other.Y - point.Y) * (other.Y - point.Y)))!.Class,
            point.Class,
            StringComparison.Ordinal));
        return $"Of the {Numbers.Count(target.Count)} clips of the target, {Numbers.Percent((double)agree / target.Count, 0)} % have one of their own class as "
            + $"their nearest neighbour among the {Numbers.Count(source.Count)} of the source.";
    }

    private static Markup Drawing(string title, List<FeaturePoint> points, Func<FeaturePoint, string> colour, string source, string target)
    {
        var (left, right) = (points.Min(point => point.X), points.Max(point => point.X));
        var (low, high) = (points.Min(point => point.Y), points.Max(point => point.Y));
        return Markup.Of($"""
            <figure class="chart"><figcaption>{title}</figcaption>
            <svg class="plot" viewBox="0 0 {Width} {Height}" role="img" aria-label="{title}: {Numbers.Count(points.Count)} clips on a plane">
            {points.Select(point => Markup.Of($"<g>{Mark(point.Domain, colour(point) + (point.Right == false ? " wrong" : ""), At(point.X, left, right, Width), Height - At(point.Y, low, high, Height), 4)}<title>{point.Class}, {(point.Domain == FeatureDomain.Source ? source : target)}{Told(point.Right)}</title></g>\n"))}
            </svg></figure>

            """);
    }

    private static double At(double value, double low, double high, int size)
    {
        // Halved first: the range of huge numbers is not a number.
        var range = (high / 2) - (low / 2);
        return Edge + (range > 0 ? Math.Clamp(((value / 2) - (low / 2)) / range, 0, 1) * (size - (2 * Edge)) : (size / 2.0) - Edge);
    }

    private static Markup Mark(FeatureDomain domain, string style, double x, double y, double r) => domain == FeatureDomain.Source
        ? Markup.Of($"<circle class=\"spot {style}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>")
        : Markup.Of($"<path class=\"spot {style}\" d=\"M{x} {y - (1.3 * r)}L{x + (1.2 * r)} {y + (0.9 * r)}H{x - (1.2 * r)}Z\"/>");

    private static Markup Shape(FeatureDomain domain, string name) => Markup.Of(
        $"<li><svg class=\"plot key\" viewBox=\"-8 -8 16 16\" aria-hidden=\"true\">{Mark(domain, domain == FeatureDomain.Source ? "c1" : "c2", 0, 0, 5)}</svg>{name}</li>");

    private static string Domain(FeaturePoint point) => point.Domain == FeatureDomain.Source ? "c1" : "c2";

    private static string Told(bool? right) => right switch { true => ", told right", false => ", told wrong", null => "" };
}
