namespace Weft.Runs.Html;

/// <summary>What the result cost and what it was made on: time, parameters, data, environment.</summary>
internal static class CostSection
{
    /// <summary>Builds the section, or nothing if none of it is known.</summary>
    public static Markup Build(RunPage page)
    {
        var parts = new[]
        {
            Times(page),
            Parameters(page.Report),
            Facts("Data", page.Report.Data),
            Facts("Environment", page.Report.Environment),
        }.Where(part => !part.IsEmpty).ToList();
        return parts.Count == 0 ? Markup.Empty : Markup.Of($"<section id=\"cost\"><h2>Cost, data and environment</h2>\n{parts}</section>");
    }

    /// <summary>Seconds of each part of the run: as its stage events state them, else the sum over its epochs.</summary>
    internal static IReadOnlyList<(string Title, int Count, double Seconds)> StageSeconds(RunLog log) =>
    [
        .. log.Events
            .Where(entry => entry is { Stage: not null, Seconds: not null, Event: "stage" or "epoch" } && double.IsFinite(entry.Seconds.Value))
            .GroupBy(entry => entry.Stage!)
            .Select(stage => (Name: StageName.Of(stage.Key), Seconds: SecondsOf([.. stage])))
            .GroupBy(stage => stage.Name.Family)
            .Select(family => (family.First().Name.Title, family.Count(), family.Sum(stage => stage.Seconds))),
    ];

    private static double SecondsOf(IReadOnlyList<RunEvent> events) => events.Any(entry => entry.Event == "stage")
        ? events.Where(entry => entry.Event == "stage").Sum(entry => entry.Seconds!.Value)
        : events.GroupBy(entry => (entry.Epoch, entry.Phase)).Sum(epoch => epoch.Last().Seconds!.Value);

    private static Markup Times(RunPage page)
    {
        var stages = StageSeconds(page.Log);
        var stated = new List<string>();
        if (page.Report.SearchSeconds is { } search)
        {
            stated.Add($"The search itself took {Numbers.Duration(search)}, without encoders and cache.");
        }

        if (page.Report.TrainSeconds is { } train)
        {
            stated.Add($"One training of the {(page.Report.Kind == "search" ? "found " : "")}network took {Numbers.Duration(train)} on average.");
        }

        if (stages.Count == 0 && stated.Count == 0)
        {
            return Markup.Empty;
        }

        var chart = Markup.Empty;
        if (stages.Count > 0)
        {
            var most = stages.Max(stage => stage.Seconds);
            var (unit, name) = most switch { < 180 => (1.0, "seconds"), < 10800 => (60.0, "minutes"), _ => (3600.0, "hours") };
            chart = StripChart.Draw(
                "Time by part of the run",
                name,
                AxisTicks.Enclosing(0, most / unit, 5),
                stages.Select(stage => new StripRow(
                    stage.Count > 1 ? $"{stage.Title} ({stage.Count}×)" : stage.Title,
                    Numbers.Duration(stage.Seconds),
                    axis => [Bar(axis, stage.Seconds / unit)])));
        }

        return Markup.Of($"<h3>Time</h3><p>{string.Join(" ", stated)}</p>{chart}");
    }

    private static Markup Parameters(RunReport report)
    {
        var counted = MethodResult.All(report).Where(result => result.Line.Parameters is > 0).ToList();
        if (counted.Count == 0)
        {
            return Markup.Empty;
        }

        var chart = StripChart.Draw(
            "Trainable parameters",
            "parameters",
            AxisTicks.Enclosing(0, counted.Max(result => result.Line.Parameters!.Value), 4),
            counted.Select(result => new StripRow(
                result.Name, Numbers.Count(result.Line.Parameters!.Value), axis => [Bar(axis, result.Line.Parameters!.Value)], result.IsFound)),
            tick: Numbers.Thousands);
        return Markup.Of($"<h3>Size</h3>{chart}");
    }

    private static Markup Bar(StripAxis axis, double value) =>
        Markup.Of($"<rect class=\"bar\" x=\"{axis.At(0)}\" width=\"{axis.Length(0, value)}\" y=\"9\" height=\"16\" rx=\"2\"/>");

    private static Markup Facts(string title, IReadOnlyDictionary<string, string>? facts) => facts is not { Count: > 0 }
        ? Markup.Empty
        : Markup.Of($"<h3>{title}</h3><dl class=\"settings\">{facts.Select(fact => Markup.Of($"<div><dt>{fact.Key}</dt><dd>{fact.Value}</dd></div>\n"))}</dl>");
}
