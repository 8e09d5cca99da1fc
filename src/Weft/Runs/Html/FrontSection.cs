namespace Weft.Runs.Html;

/// <summary>What score costs: every trial over its size and over its time, and the trials that no other beats.</summary>
internal static class FrontSection
{
    private const int MostRows = 40;

    // How much worse a network may be and still count as good as the best, in score.
    private const double Near = 0.01;

    private static readonly Cost Size = new(
        "size", "smaller", "parameters", "trainable parameters", trial => trial.Parameters, trial => TrialDots.Count(trial.Parameters), Numbers.Thousands);

    private static readonly Cost Time = new(
        "time",
        "faster",
        "ms",
        "milliseconds for one sample",
        trial => trial.LatencyMilliseconds,
        trial => TrialDots.Milliseconds(trial.LatencyMilliseconds),
        null);

    /// <summary>Builds the section, or nothing if no scored trial has a known cost.</summary>
    public static Markup Build(RunReport report)
    {
        if (report.Search is not { } search)
        {
            return Markup.Empty;
        }

        var dots = new TrialDots(search);
        var (size, time) = (Priced.Of(dots, Size), Priced.Of(dots, Time));
        if (size.Trials.Count + time.Trials.Count == 0)
        {
            return Markup.Empty;
        }

        return Markup.Of($"""
            <section id="front"><h2>Score against size and time</h2>
            <p class="intro">The stair is the Pareto front: for each of its trials, named by their numbers, no other scores as high at lower cost.</p>
            <div class="charts family">{About(size, time)}{Chart(search, dots, size)}{Chart(search, dots, time)}</div>
            {dots.Legend()}
            {Table(search, size.Front, time.Front)}
            </section>
            """);
    }

    private static Markup Chart(TrialSearchReport search, TrialDots dots, Priced priced) => new ScatterChart(
        $"{search.Metric} on dev, %",
        priced.Cost.Axis,
        [
            .. priced.Trials.Except(priced.Front).Select(trial => dots.At(trial, priced.Cost.Of(trial)!.Value)),
            .. priced.Front.Select(trial => dots.At(trial, priced.Cost.Of(trial)!.Value, Numbers.Invariant(trial.Number))),
        ])
    {
        Steps = [.. priced.Front.Select(trial => (priced.Cost.Of(trial)!.Value, 100 * trial.Score!.Value))],
        XTick = priced.Cost.Tick,
    }.Draw();

    private static Markup About(Priced size, Priced time) => Markup.Of($"""
        <div class="about"><h3>What a point costs</h3>{Cheaper(size)}{Cheaper(time)}<p><code>weft pick --run RUN --budget-parameters N</code> prints the best genotype within a budget.</p></div>
        """);

    private static Markup Cheaper(Priced priced)
    {
        if (priced.Front.Count == 0)
        {
            return Markup.Empty;
        }

        // The front ascends in cost and score: its first member near the best is the cheapest of all that are.
        var (cost, best) = (priced.Cost, priced.Front[^1]);
        var near = priced.Front.First(trial => trial.Score >= best.Score - Near);
        var share = Numbers.Fixed(100 * cost.Of(near)!.Value / cost.Of(best)!.Value, 0);
        var saved = near == best
            ? $"None within one point of it is {cost.Less}."
            : $"Trial {Numbers.Invariant(near.Number)} is within one point of it with {cost.Text(near)} {cost.Unit}, {share} % of that.";
        return Markup.Of($"<p>{Numbers.Count(priced.Front.Count)} of {Numbers.Count(priced.Trials.Count)} trials are on the front of {cost.Name}. The best, trial {Numbers.Invariant(best.Number)}, has <b>{Numbers.Percent(best.Score!.Value)} %</b> with {cost.Text(best)} {cost.Unit}. {saved}</p> ");
    }

    private static Markup Table(TrialSearchReport search, IReadOnlyList<TrialReport> small, IReadOnlyList<TrialReport> fast)
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

    /// <summary>One kind of cost, and what it is called.</summary>
    private sealed record Cost(
        string Name, string Less, string Unit, string Axis, Func<TrialReport, double?> Of, Func<TrialReport, string> Text, Func<double, string>? Tick);

    /// <summary>The trials whose cost of one kind is known, and those that no other beats.</summary>
    private sealed record Priced(Cost Cost, IReadOnlyList<TrialReport> Trials, IReadOnlyList<TrialReport> Front)
    {
        // A trial that shares an earlier one's score is the same network: it would only stand on top of it.
        public static Priced Of(TrialDots dots, Cost cost)
        {
            var known = dots.Scored.Where(trial => trial.SameAs is null && cost.Of(trial) is > 0 and < double.PositiveInfinity).ToList();
            return new(cost, known, [.. ParetoFront.Of([.. known.Select(trial => (trial.Score!.Value, cost.Of(trial)!.Value))]).Select(i => known[i])]);
        }
    }
}
