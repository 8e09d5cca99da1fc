namespace Weft.Runs.Html;

/// <summary>Learning curves: for each part of the run its loss and metric over the epochs, seeds laid over each other.</summary>
internal static class CurveSection
{
    private static readonly string[] Phases = ["train", "dev", "test"];
    private static readonly string[] Spokesmen = ["dev", "test", "train"];

    /// <summary>Builds the section, or nothing without <c>epoch</c> events.</summary>
    public static Markup Build(RunLog log)
    {
        var families = log.Events
            .Where(entry => entry is { Event: "epoch", Epoch: not null, Stage: not null })
            .GroupBy(entry => StageName.Of(entry.Stage!).Family)
            .Select(family => (Stage: StageName.Of(family.First().Stage!), Block: Family([.. family])))
            .Where(family => !family.Block.IsEmpty)
            .ToList();
        if (families.Count == 0)
        {
            return Markup.Empty;
        }

        var main = families.Where(family => !family.Stage.IsBaseline).Select(family => family.Block);
        var baselines = families.Where(family => family.Stage.IsBaseline).Select(family => family.Block).ToList();
        return Markup.Of($"""
            <section id="curves"><h2>Learning curves</h2>
            <ul class="legend"><li><svg class="plot" width="34" height="12" aria-hidden="true"><g class="line train"><path d="M1 6H33"/></g></svg>train</li><li><svg class="plot" width="34" height="12" aria-hidden="true"><g class="line dev"><path d="M1 6H33"/></g></svg>dev</li><li><svg class="plot" width="34" height="12" aria-hidden="true"><g class="line test"><path d="M1 6H33"/></g></svg>test</li></ul>
            {main}
            {(baselines.Count == 0 ? Markup.Empty : Markup.Of($"<details><summary>Curves of the baselines</summary>{baselines}</details>"))}
            </section>
            """);
    }

    private static Markup Family(IReadOnlyList<RunEvent> events)
    {
        var charts = new List<Markup> { new LineChart("Loss", "epoch", Lines(events, entry => entry.Loss)).Draw() };
        charts.AddRange(events.Where(entry => entry.Metric is not null).GroupBy(entry => entry.MetricName ?? "metric")
            .Select(metric => new LineChart(metric.Key + ", %", "epoch", Lines([.. metric], entry => entry.Metric), Percent: true).Draw()));
        var drawn = charts.Where(chart => !chart.IsEmpty).ToList();
        return drawn.Count == 0 ? Markup.Empty : Markup.Of($"<div class=\"charts family\">{About(events)}{drawn}</div>\n");
    }

    /// <summary>The family in words: how much was trained, and where the metric ended and was best.</summary>
    private static Markup About(IReadOnlyList<RunEvent> events)
    {
        var members = events.Select(entry => entry.Stage!).Distinct().Count();
        var epochs = events.Max(entry => entry.Epoch!.Value);
        var planned = events.Max(entry => entry.Epochs ?? 0);
        var extent = planned > epochs ? $"{epochs} of {planned} epochs" : epochs == 1 ? "1 epoch" : $"{epochs} epochs";
        var judged = events.Where(entry => entry is { Metric: { } value } && double.IsFinite(value)).ToList();

        // The split that choices may be made on speaks for the family; the training split only where there is no other.
        var phase = Spokesmen.FirstOrDefault(phase => judged.Any(entry => entry.Phase == phase));
        var ends = judged.Where(entry => entry.Phase == phase).GroupBy(entry => entry.Stage!)
            .Select(member => (Last: member.MaxBy(entry => entry.Epoch)!, Best: member.MaxBy(entry => entry.Metric)!)).ToList();
        var sentence = ends.Count == 0
            ? Markup.Empty
            : Markup.Of($"<p>{phase ?? "all"} {ends[0].Last.MetricName ?? "metric"} at the end <b>{Numbers.Percent(ends.Average(end => end.Last.Metric!.Value))} %</b>, at its best {Numbers.Percent(ends.Average(end => end.Best.Metric!.Value))} %{(ends.Count > 1 ? ", means over the trainings" : $" in epoch {ends[0].Best.Epoch}")}.</p>");
        return Markup.Of($"<div class=\"about\"><h3>{StageName.Of(events[0].Stage!).Title}</h3><p>{(members > 1 ? $"{members} trainings of {extent}" : extent)}.</p> {sentence}</div>");
    }

    private static List<Line> Lines(IReadOnlyList<RunEvent> events, Func<RunEvent, double?> value)
    {
        var lines = new List<Line>();
        foreach (var phase in events.Where(entry => value(entry) is not null).GroupBy(entry => entry.Phase ?? "all")
            .OrderBy(phase => Array.IndexOf(Phases, phase.Key)))
        {
            var members = phase.GroupBy(entry => entry.Stage!).ToList();
            var thin = members.Count > 1 ? " thin" : "";
            var style = Array.IndexOf(Phases, phase.Key) >= 0 ? phase.Key : "c4";
            lines.AddRange(members.Select((member, i) => new Line(
                StageName.Of(member.Key).Member is { } seed ? $"{phase.Key}, {seed}" : phase.Key,
                Points(member, value),
                style + thin,
                i == members.Count - 1 ? phase.Key : null)));
        }

        return lines;
    }

    // A resumed run repeats the epoch it was killed in: the later value counts.
    private static List<(double X, double Y)> Points(IEnumerable<RunEvent> events, Func<RunEvent, double?> value)
    {
        var byEpoch = new SortedDictionary<int, double>();
        foreach (var entry in events)
        {
            byEpoch[entry.Epoch!.Value] = value(entry)!.Value;
        }

        return [.. byEpoch.Select(entry => ((double)entry.Key, entry.Value))];
    }
}
