using System.Globalization;

namespace Weft.Runs.Html;

/// <summary>The trials as tables: the best ones and, folded up, all of them in their order. Headings sort where the script runs.</summary>
internal static class TrialTableSection
{
    /// <summary>How many of the best trials are always visible.</summary>
    public const int Visible = 20;

    /// <summary>Builds the section, or nothing if the run has no trials.</summary>
    public static Markup Build(RunReport report)
    {
        if (report.Search is not { Trials.Count: > 0 } search)
        {
            return Markup.Empty;
        }

        var all = search.Trials.OrderBy(trial => trial.Number).ToList();
        var ranked = TrialRanking.Ranked(all);
        IReadOnlyList<TrialReport> ordered = [.. ranked, .. all.Except(ranked)];
        return Markup.Of($"""
            <section id="trials"><h2>The trials</h2>
            {(all.Count <= Visible ? Table(search, ordered, "All trials, the best first.") : Both(search, ranked, all))}
            </section>
            """);
    }

    private static Markup Both(TrialSearchReport search, IReadOnlyList<TrialReport> ranked, List<TrialReport> all)
    {
        var without = all.Count - ranked.Count;
        var best = ranked.Count == 0
            ? Markup.Of($"<p>No trial gave a score.</p>")
            : Table(
                search,
                [.. ranked.Take(Visible)],
                ranked.Count > Visible ? $"The best {Numbers.Invariant(Visible)}." : "All that have a score, the best first.");
        var count = without == 0 ? "" : $", {Numbers.Count(without)} of them without a score";
        return Markup.Of($"""
            {best}
            <details><summary>All {Numbers.Count(all.Count)} trials in their order{count}</summary>{Table(search, all, "In the order of their numbers.")}</details>
            <p class="muted on-paper">All {Numbers.Count(all.Count)} trials are in report.json.</p>
            """);
    }

    private static Markup Table(TrialSearchReport search, IReadOnlyList<TrialReport> trials, string caption)
    {
        var (predicted, sized) = (trials.Any(trial => trial.Predicted is not null), trials.Any(trial => trial.Parameters is not null));
        var (timed, shared) = (trials.Any(trial => trial.LatencyMilliseconds is not null), trials.Any(trial => trial.Worker is not null));
        return Markup.Of($"""
            <div class="scroll{(trials.Count > Visible ? " all" : "")}"><table class="sortable"><caption>{caption}</caption>
            <thead><tr><th scope="col" class="num">trial</th><th scope="col" class="num low">step</th><th scope="col" class="num">{search.Metric}, %</th>{If(predicted, Head("predicted, %", " low"))}{If(sized, Head("parameters"))}{If(timed, Head("ms", " low"))}{Head("training", " low")}{If(shared, Markup.Of($"<th scope=\"col\" class=\"low\">worker</th>"))}<th scope="col">genotype</th></tr></thead>
            <tbody>{trials.Select(Row)}</tbody></table></div>
            """);

        Markup Row(TrialReport trial) => Markup.Of($"""
            <tr{(TrialRanking.HasScore(trial) ? Markup.Empty : Markup.Of($" class=\"failed\""))}><th scope="row" class="num">{Numbers.Invariant(trial.Number)}</th><td class="num low">{Numbers.Invariant(trial.Step)}</td>{Cell(trial.Score, Score(trial))}{If(predicted, Cell(trial.Predicted, TrialDots.Percent(trial.Predicted), " low"))}{If(sized, Cell(trial.Parameters, TrialDots.Count(trial.Parameters)))}{If(timed, Cell(trial.LatencyMilliseconds, TrialDots.Milliseconds(trial.LatencyMilliseconds), " low"))}{Cell(trial.SameAs is null ? trial.Seconds : null, Training(trial), " low")}{If(shared, Markup.Of($"<td class=\"low\">{Worker(trial)}</td>"))}<td class="text">{TrialDots.Text(trial)}{Problem(trial)}</td></tr>

            """);
    }

    private static Markup If(bool shown, Markup cell) => shown ? cell : Markup.Empty;

    private static Markup Head(string name, string style = "") => Markup.Of($"<th scope=\"col\" class=\"num{style}\">{name}</th>");

    /// <summary>A number as it is read, and as it is sorted by; a trial without one stays at the end.</summary>
    private static Markup Cell(double? value, string text, string style = "")
    {
        var key = value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";
        return Markup.Of($"<td class=\"num{style}\" data-key=\"{key}\">{text}</td>");
    }

    private static string Score(TrialReport trial) =>
        TrialRanking.HasScore(trial) ? TrialDots.Percent(trial.Score) : TextWidth.Fit(trial.State, 13, 120);

    private static string Training(TrialReport trial) =>
        trial.SameAs is { } same ? $"same as {Numbers.Invariant(same)}" : Numbers.Duration(trial.Seconds);

    private static string Worker(TrialReport trial) => trial.Worker is { } name ? TextWidth.Fit(name, 13, 160) : "–";

    private static Markup Problem(TrialReport trial) => trial.Problem is { } problem
        ? Markup.Of($"<span class=\"problem\">{TextWidth.Fit(problem, 13, 1400)}</span>")
        : Markup.Empty;
}
