namespace Weft.Runs.Html;

/// <summary>How a trial-based search went: every trial's score, and the best so far, over trials and over time.</summary>
internal static class SearchProgressSection
{
    // With more steps, separators would be all one sees.
    private const int MostSteps = 40;

    /// <summary>Builds the section, or nothing if the run has no trials to speak of.</summary>
    public static Markup Build(RunReport report)
    {
        if (report.Search is not { } search)
        {
            return Markup.Empty;
        }

        if (search.Trials.Count == 0)
        {
            return Markup.Of($"<section id=\"progress\"><h2>Search progress</h2><p class=\"muted\">The {search.Strategy} search has no trials.</p></section>");
        }

        var dots = new TrialDots(search);
        return Markup.Of($"""
            <section id="progress"><h2>Search progress</h2>
            <p class="intro">Every dot is one trained network, scored on dev; the line is the best score so far. A search that learns puts its later dots higher.</p>
            <div class="charts family">{About(search, dots)}{OverTrials(search, dots)}{OverTime(search, dots)}</div>
            {(dots.Scored.Count == 0 ? Markup.Empty : dots.Legend())}
            </section>
            """);
    }

    /// <summary>The trials that were better than all before them, with what they stand over.</summary>
    /// <param name="trials">Scored trials with their x, in any order.</param>
    internal static IReadOnlyList<(double X, double Y)> BestSoFar(IEnumerable<(double X, TrialReport Trial)> trials)
    {
        var corners = new List<(double X, double Y)>();
        foreach (var (x, trial) in trials.OrderBy(entry => entry.X).ThenBy(entry => entry.Trial.Number))
        {
            var score = 100 * trial.Score!.Value;
            if (corners.Count == 0 || score > corners[^1].Y)
            {
                corners.Add((x, score));
            }
        }

        return corners;
    }

    private static Markup OverTrials(TrialSearchReport search, TrialDots dots)
    {
        var placed = dots.Scored.Select(trial => (X: (double)trial.Number, Trial: trial)).ToList();
        var steps = search.Trials.GroupBy(trial => trial.Step)
            .Select(step => (Step: step.Key, First: step.Min(trial => trial.Number), Last: step.Max(trial => trial.Number)))
            .OrderBy(step => step.First).ToList();
        return new ScatterChart(
            $"{search.Metric} on dev over trials, %", "trial", [.. placed.Select(entry => dots.At(entry.Trial, entry.X))])
        {
            Steps = BestSoFar(placed),
            Counts = true,
            Groups = steps.Count is < 2 or > MostSteps
                ? []
                : [.. steps.Select(step => (step.First - 0.5, step.Last + 0.5, Numbers.Invariant(step.Step)))],
        }.Draw();
    }

    private static Markup OverTime(TrialSearchReport search, TrialDots dots)
    {
        var timed = dots.Scored.Where(trial => trial.FinishedAfterSeconds is >= 0 and < double.PositiveInfinity).ToList();
        if (timed.Count == 0)
        {
            return Markup.Empty;
        }

        var (unit, name) = timed.Max(trial => trial.FinishedAfterSeconds!.Value) switch
        {
            < 180 => (1.0, "seconds"),
            < 10800 => (60.0, "minutes"),
            _ => (3600.0, "hours"),
        };
        var placed = timed.Select(trial => (X: trial.FinishedAfterSeconds!.Value / unit, Trial: trial)).ToList();
        return new ScatterChart(
            $"{search.Metric} on dev over time, %",
            $"{name} since the search began",
            [.. placed.Select(entry => dots.At(entry.Trial, entry.X))])
        {
            Steps = BestSoFar(placed),
        }.Draw();
    }

    private static Markup About(TrialSearchReport search, TrialDots dots)
    {
        var (trials, steps) = (search.Trials.Count, dots.StepCount);
        var reused = dots.Scored.Count(trial => trial.SameAs is not null);
        var without = trials - dots.Scored.Count;
        var parts = new List<string> { $"{Numbers.Count(dots.Scored.Count - reused)} trained" };
        if (reused > 0)
        {
            parts.Add($"{Numbers.Count(reused)} met again and not trained twice");
        }

        if (without > 0)
        {
            parts.Add($"{Numbers.Count(without)} without a score");
        }

        var extent = $"{Numbers.Count(trials)} {(trials == 1 ? "trial" : "trials")} in "
            + $"{Numbers.Count(steps)} {(steps == 1 ? "step" : "steps")}";
        return Markup.Of($"""
            <div class="about"><h3>Strategy: {search.Strategy}</h3><p>{extent}: {string.Join(", ", parts)}.</p> {Best(search)} {Effort(search)}</div>
            """);
    }

    private static Markup Best(TrialSearchReport search)
    {
        if (TrialRanking.Best(search.Trials) is not { } best)
        {
            return Markup.Of($"<p>No trial gave a score. The table of trials says why.</p>");
        }

        var when = best.FinishedAfterSeconds is { } seconds && double.IsFinite(seconds) ? $", after {Numbers.Duration(seconds)}" : "";
        return Markup.Of($"<p>Best {search.Metric} <b>{Numbers.Percent(best.Score!.Value)} %</b>, in trial {Numbers.Invariant(best.Number)} of step {Numbers.Invariant(best.Step)}{when}.</p>");
    }

    private static Markup Effort(TrialSearchReport search)
    {
        var seconds = search.Trials.Where(trial => trial.SameAs is null).Sum(trial => trial.Seconds);
        var workers = search.Trials.Select(trial => trial.Worker).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        return seconds > 0 && double.IsFinite(seconds)
            ? Markup.Of($"<p>Training them took {Numbers.Duration(seconds)} in all{(workers > 1 ? $", shared by {Numbers.Count(workers)} workers" : "")}.</p>")
            : Markup.Empty;
    }
}
