namespace Weft.Runs.Html;

/// <summary>The honesty block: every method beside the others, seed by seed, and the paired differences.</summary>
internal static class HonestySection
{
    /// <summary>Builds the section, or nothing without baselines.</summary>
    public static Markup Build(RunReport report)
    {
        var results = MethodResult.All(report);
        if (results.Count == 0)
        {
            return Markup.Empty;
        }

        var own = results.FirstOrDefault(result => result.IsFound)?.Subject.First ?? "The found network";
        return Markup.Of($"""
            <section id="honesty"><h2>{(MethodResult.IsAdaptation(report) ? "Ways of adapting beside each other" : "The found network beside the others")}</h2>
            <p class="intro">Same data, same {(MethodResult.IsAdaptation(report) ? "encoder" : "retraining")}. Every dot is one seed on the test split; the bar is the mean, the line one standard deviation to each side.</p>
            {Dots(results, "on the test split")}
            {Closer(results)}
            {Table(results, MethodResult.IsAdaptation(report))}
            {(report.Differences is { Count: > 0 } differences ? Differences(differences, own) : Markup.Of($"<p class=\"muted\">No paired differences were computed.</p>"))}
            </section>
            """);
    }

    /// <summary>The methods close to the found network once more, magnified, if a far one squeezes them together.</summary>
    private static Markup Closer(IReadOnlyList<MethodResult> results)
    {
        if (results.FirstOrDefault(result => result.IsFound) is not { } found)
        {
            return Markup.Empty;
        }

        var close = Close(results, result => Math.Abs(result.Mean - found.Mean));
        return close.Count > 1 && close.Count < results.Count ? Dots(close, "on the test split, the closest magnified") : Markup.Empty;
    }

    private static List<T> Close<T>(IReadOnlyList<T> all, Func<T, double> distance)
    {
        var farthest = all.Select(distance).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return [.. all.Where(one => distance(one) < 0.25 * farthest)];
    }

    private static Markup Dots(IReadOnlyList<MethodResult> results, string where)
    {
        var values = results
            .SelectMany(result => result.Line.Values.Append(result.Mean).Append(result.Mean - (result.Std ?? 0)).Append(result.Mean + (result.Std ?? 0)))
            .Where(double.IsFinite).Select(value => value * 100).ToList();
        if (values.Count == 0)
        {
            return Markup.Of($"<p class=\"muted\">No value is finite, so there is nothing to draw.</p>");
        }

        var metrics = results.Select(result => result.Line.Metric).Distinct().ToList();
        var found = results.FirstOrDefault(result => result.IsFound);
        return StripChart.Draw(
            $"{string.Join(", ", metrics)} {where}",
            $"{string.Join(", ", metrics)}, %",
            AxisTicks.Enclosing(values.Min(), values.Max(), 5),
            results.Select(result => new StripRow(
                result.Name, Numbers.MeanStd(result.Mean, result.Std), axis => Marks(result, axis), result.IsFound)),
            found is null || !double.IsFinite(found.Mean) ? null : found.Mean * 100);
    }

    private static IEnumerable<Markup> Marks(MethodResult result, StripAxis axis)
    {
        const double middle = StripAxis.RowHeight / 2;
        if (result.Std is { } std && double.IsFinite(result.Mean))
        {
            yield return Markup.Of($"<line class=\"interval\" x1=\"{axis.At(100 * (result.Mean - std))}\" x2=\"{axis.At(100 * (result.Mean + std))}\" y1=\"{middle}\" y2=\"{middle}\"/>");
        }

        for (var i = 0; i < result.Line.Values.Count; i++)
        {
            // Seeds that agree would hide each other: they stand a little above and below the line.
            var value = result.Line.Values[i];
            var seed = i < result.Line.Seeds.Count ? Numbers.Invariant((long)Math.Min(result.Line.Seeds[i], long.MaxValue)) : "?";
            if (double.IsFinite(value))
            {
                yield return Markup.Of($"<circle class=\"seed\" cx=\"{axis.At(100 * value)}\" cy=\"{middle + (((i % 3) - 1) * 6)}\" r=\"4\"><title>seed {seed}: {Numbers.Percent(value)} %</title></circle>");
            }
        }

        if (double.IsFinite(result.Mean))
        {
            yield return Markup.Of($"<line class=\"mean\" x1=\"{axis.At(100 * result.Mean)}\" x2=\"{axis.At(100 * result.Mean)}\" y1=\"{middle - 11}\" y2=\"{middle + 11}\"/>");
        }
    }

    private static Markup Table(IReadOnlyList<MethodResult> results, bool worst)
    {
        var rows = results.Select(result => Markup.Of($"""
            <tr{(result.IsFound ? Markup.Of($" class=\"found\"") : Markup.Empty)}><th scope="row">{result.Name}</th><td class="num" data-name="{result.Line.Metric}, %">{Numbers.MeanStd(result.Mean, result.Std)}</td>{(worst ? Markup.Of($"<td class=\"num\" data-name=\"worst seed\">{(result.Worst is { } least ? Numbers.Percent(least) : "–")}</td>") : Markup.Empty)}<td class="num" data-name="seeds">{Seeds(result.Line)}</td><td class="num" data-name="parameters">{(result.Line.Parameters is { } count ? Numbers.Count(count) : "–")}</td><td class="num" data-name="time a seed">{(result.Line.Seconds is { } seconds ? Numbers.Duration(seconds) : "–")}</td><td class="note" data-name="how">{result.Line.Note ?? "–"}</td></tr>

            """));
        return Markup.Of($"""
            <table class="cards"><caption>The same as a table. The value of each seed is listed under “seeds”.</caption>
            <thead><tr><th scope="col">method</th><th scope="col" class="num">{string.Join(", ", results.Select(result => result.Line.Metric).Distinct())}, %</th>{(worst ? Markup.Of($"<th scope=\"col\" class=\"num\">worst seed</th>") : Markup.Empty)}<th scope="col" class="num">seeds</th><th scope="col" class="num">parameters</th><th scope="col" class="num">time a seed</th><th scope="col">how it was made</th></tr></thead>
            <tbody>{rows}</tbody></table>
            """);
    }

    private static Markup Seeds(BaselineReport line) => Markup.Join(line.Values.Select((value, i) =>
        Markup.Of($"<span class=\"one\">{(i < line.Seeds.Count ? line.Seeds[i].ToString(System.Globalization.CultureInfo.InvariantCulture) : "?")}: {Numbers.Percent(value)}</span> ")));

    private static Markup DifferenceChart(IReadOnlyList<PairedDifference> differences, string caption)
    {
        var ends = differences.SelectMany(difference => new[] { difference.Low * 100, difference.High * 100, difference.Mean * 100, 0 })
            .Where(double.IsFinite).ToList();
        return StripChart.Draw(
            caption,
            "difference in points",
            AxisTicks.Enclosing(ends.Min(), ends.Max(), 5),
            differences.Select(difference => new StripRow(
                MethodResult.NameOf(difference.Against), Numbers.SignedPoints(difference.Mean), axis => IntervalMarks(difference, axis))),
            reference: 0);
    }

    private static Markup Differences(IReadOnlyList<PairedDifference> differences, string own)
    {
        var caption = $"{own} minus the other: right of zero it is better";
        var close = Close(differences, difference => Math.Abs(difference.Mean));
        var magnified = close.Count > 0 && close.Count < differences.Count
            ? DifferenceChart(close, $"{own} minus the other, the closest magnified")
            : Markup.Empty;
        var rows = differences.Select(difference => Markup.Of($"""
            <tr><th scope="row">{MethodResult.NameOf(difference.Against)}</th><td class="num" data-name="difference, points">{Numbers.SignedPoints(difference.Mean)}</td><td class="num" data-name="interval">{Numbers.SignedPoints(difference.Low)} to {Numbers.SignedPoints(difference.High)}</td><td class="num" data-name="confidence">{Numbers.Short(difference.Confidence * 100)} %</td><td class="says" data-name="verdict">{Says(Verdict.Judge(difference))}</td><td class="note" data-name="interval by">{difference.Method}</td></tr>

            """));
        return Markup.Of($"""
            <h3>Paired differences</h3>
            {DifferenceChart(differences, caption)}
            {magnified}
            <table class="cards"><caption>An interval that includes zero means: the data do not tell the two apart.</caption>
            <thead><tr><th scope="col">against</th><th scope="col" class="num">difference, points</th><th scope="col" class="num">interval</th><th scope="col" class="num">confidence</th><th scope="col">verdict</th><th scope="col">interval by</th></tr></thead>
            <tbody>{rows}</tbody></table>
            """);
    }

    private static IEnumerable<Markup> IntervalMarks(PairedDifference difference, StripAxis axis)
    {
        const double middle = StripAxis.RowHeight / 2;
        var outcome = Verdict.Judge(difference);
        if (outcome == Outcome.Unknown)
        {
            yield break;
        }

        var style = outcome.ToString().ToLowerInvariant();
        yield return Markup.Of($"<g class=\"difference {style}\"><title>{Says(outcome)}</title><line x1=\"{axis.At(100 * difference.Low)}\" x2=\"{axis.At(100 * difference.High)}\" y1=\"{middle}\" y2=\"{middle}\"/><circle cx=\"{axis.At(100 * difference.Mean)}\" cy=\"{middle}\" r=\"5\"/></g>");
    }

    private static string Says(Outcome outcome) => outcome switch
    {
        Outcome.Better => "better",
        Outcome.Worse => "worse",
        Outcome.Undecided => "not distinguishable",
        _ => "not comparable: the interval is not usable",
    };
}
