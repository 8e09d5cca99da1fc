namespace Weft.Runs.Html;

/// <summary>Learning curves: for each part of the run its loss and metric over the epochs, seeds laid over each other.</summary>
internal static class CurveSection
{
    private static readonly string[] Phases = ["train", "dev", "test"];

    /// <summary>Builds the section, or nothing without <c>epoch</c> events.</summary>
    public static Markup Build(RunLog log)
    {
        var families = log.Events
            .Where(entry => entry is { Event: "epoch", Epoch: not null, Stage: not null })
            .GroupBy(entry => StageName.Of(entry.Stage!).Family)
            .Select(family => (Stage: StageName.Of(family.First().Stage!), Charts: Charts([.. family])))
            .Where(family => !family.Charts.IsEmpty)
            .ToList();
        if (families.Count == 0)
        {
            return Markup.Empty;
        }

        var main = families.Where(family => !family.Stage.IsBaseline)
            .Select(family => Markup.Of($"<h3>{family.Stage.Title}</h3>{family.Charts}"));
        var baselines = families.Where(family => family.Stage.IsBaseline)
            .Select(family => Markup.Of($"<h4>{family.Stage.Title}</h4>{family.Charts}")).ToList();
        return Markup.Of($"""
            <section id="curves"><h2>Learning curves</h2>
            <ul class="legend"><li><svg class="plot" width="34" height="12" aria-hidden="true"><g class="line train"><path d="M1 6H33"/></g></svg>train</li><li><svg class="plot" width="34" height="12" aria-hidden="true"><g class="line dev"><path d="M1 6H33"/></g></svg>dev</li><li><svg class="plot" width="34" height="12" aria-hidden="true"><g class="line test"><path d="M1 6H33"/></g></svg>test</li></ul>
            {main}
            {(baselines.Count == 0 ? Markup.Empty : Markup.Of($"<details><summary>Curves of the baselines</summary>{baselines}</details>"))}
            </section>
            """);
    }

    private static Markup Charts(IReadOnlyList<RunEvent> events)
    {
        var charts = new List<Markup> { new LineChart("Loss", "epoch", Lines(events, entry => entry.Loss)).Draw() };
        charts.AddRange(events.Where(entry => entry.Metric is not null).GroupBy(entry => entry.MetricName ?? "metric")
            .Select(metric => new LineChart(metric.Key + ", %", "epoch", Lines([.. metric], entry => entry.Metric), Percent: true).Draw()));
        var drawn = charts.Where(chart => !chart.IsEmpty).ToList();
        return drawn.Count == 0 ? Markup.Empty : Markup.Of($"<div class=\"charts\">{drawn}</div>\n");
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
