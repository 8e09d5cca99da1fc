namespace Weft.Runs.Html;

/// <summary>What score costs: every trial over its size and over its time, and the trials that no other beats.</summary>
internal static class FrontSection
{
    private const int MostRows = 40;

    // How much worse a network may be and still count as good as the best, in score.
    private const double Near = 0.01;

    /// <summary>Builds the section, or nothing if no scored trial has a known cost.</summary>
    public static Markup Build(RunReport report)
    {
        if (report.Search is not { } search)
        {
            return Markup.Empty;
        }

        var dots = new TrialDots(search);
        var sized = Own(dots, trial => trial.Parameters is > 0);
        var timed = Own(dots, trial => trial.LatencyMilliseconds is > 0 and < double.PositiveInfinity);
        if (sized.Count + timed.Count == 0)
        {
            return Markup.Empty;
        }

        var small = Front(sized, trial => trial.Parameters!.Value);
        var fast = Front(timed, trial => trial.LatencyMilliseconds!.Value);
        return Markup.Of($"""
            <section id="front"><h2>Score against size and time</h2>
            <p class="intro">The stair is the Pareto front: for each of its trials, named by their numbers, no other scores as high at lower cost.</p>
            <div class="charts family">{About(sized, timed, small, fast)}{Chart(search, dots, sized, small, trial => trial.Parameters!.Value, "trainable parameters", Numbers.Thousands)}{Chart(search, dots, timed, fast, trial => trial.LatencyMilliseconds!.Value, "milliseconds for one sample", null)}</div>
            {dots.Legend()}
            {Table(search, small, fast)}
            </section>
            """);
    }

    // A trial that shares an earlier one's score is the same network: it would only stand on top of it.
    private static List<TrialReport> Own(TrialDots dots, Func<TrialReport, bool> known) =>
        [.. dots.Scored.Where(trial => trial.SameAs is null && known(trial))];

    private static List<TrialReport> Front(List<TrialReport> trials, Func<TrialReport, double> cost) =>
        [.. ParetoFront.Of([.. trials.Select(trial => (trial.Score!.Value, cost(trial)))]).Select(i => trials[i])];

    private static Markup Chart(
        TrialSearchReport search, TrialDots dots, List<TrialReport> trials, List<TrialReport> front, Func<TrialReport, double> cost, string name,
        Func<double, string>? tick) =>
        new ScatterChart(
            $"{search.Metric} on dev, %",
            name,
            [
                .. trials.Except(front).Select(trial => dots.At(trial, cost(trial))),
                .. front.Select(trial => dots.At(trial, cost(trial), Numbers.Invariant(trial.Number))),
            ])
        {
            Steps = [.. front.Select(trial => (cost(trial), 100 * trial.Score!.Value))],
            XTick = tick,
        }.Draw();

    private static Markup About(List<TrialReport> sized, List<TrialReport> timed, List<TrialReport> small, List<TrialReport> fast)
    {
        var sentences = new List<Markup>();
        if (small.Count > 0)
        {
            sentences.Add(Cheaper(sized, small, "size", "parameters", "smaller", trial => trial.Parameters!.Value, trial => Numbers.Count(trial.Parameters!.Value)));
        }

        if (fast.Count > 0)
        {
            sentences.Add(Cheaper(
                timed, fast, "time", "ms", "faster", trial => trial.LatencyMilliseconds!.Value, trial => TrialDots.Milliseconds(trial.LatencyMilliseconds)));
        }

        return Markup.Of($"<div class=\"about\"><h3>What a point costs</h3>{sentences}<p><code>weft pick --run RUN --budget-parameters N</code> prints the best genotype within a budget.</p></div>");
    }

    private static Markup Cheaper(
        List<TrialReport> trials, List<TrialReport> front, string what, string unit, string comparative, Func<TrialReport, double> cost, Func<TrialReport, string> text)
    {
        // The front ascends in cost and score: its first member near the best is the cheapest of all that are.
        var (best, near) = (front[^1], front.First(trial => trial.Score >= front[^1].Score - Near));
        var saved = near == best
            ? $"None within one point of it is {comparative}."
            : $"Trial {Numbers.Invariant(near.Number)} is within one point of it with {text(near)} {unit}, {Numbers.Fixed(100 * cost(near) / cost(best), 0)} % of that.";
        return Markup.Of($"<p>{Numbers.Count(front.Count)} of {Numbers.Count(trials.Count)} trials are on the front of {what}. The best, trial {Numbers.Invariant(best.Number)}, has <b>{Numbers.Percent(best.Score!.Value)} %</b> with {text(best)} {unit}. {saved}</p> ");
    }

    private static Markup Table(TrialSearchReport search, List<TrialReport> small, List<TrialReport> fast)
    {
        var members = TrialRanking.Ranked(small.Union(fast));
        var rows = members.Take(MostRows).Select(trial => Markup.Of($"""
            <tr><th scope="row">{Numbers.Invariant(trial.Number)}</th><td class="num" data-name="{search.Metric}, %">{TrialDots.Percent(trial.Score)}</td><td class="num" data-name="parameters">{TrialDots.Count(trial.Parameters)}</td><td class="num" data-name="ms">{TrialDots.Milliseconds(trial.LatencyMilliseconds)}</td><td class="says" data-name="front of">{Fronts(small.Contains(trial), fast.Contains(trial))}</td><td data-name="genotype">{TrialDots.Text(trial)}</td><td data-name="hash"><code>{TextWidth.Fit(trial.Hash, 13, 220)}</code></td></tr>

            """));
        var more = members.Count > MostRows ? $" The best {MostRows} of {Numbers.Count(members.Count)}." : "";
        return Markup.Of($"""
            <table class="cards"><caption>The trials of both fronts, the best first.{more}</caption>
            <thead><tr><th scope="col">trial</th><th scope="col" class="num">{search.Metric}, %</th><th scope="col" class="num">parameters</th><th scope="col" class="num">ms</th><th scope="col">front of</th><th scope="col">genotype</th><th scope="col">hash</th></tr></thead>
            <tbody>{rows}</tbody></table>
            """);
    }

    private static string Fronts(bool small, bool fast) => (small, fast) switch
    {
        (true, true) => "size and time",
        (true, false) => "size",
        _ => "time",
    };
}
