using System.Globalization;
using Weft.Torch;

namespace Weft.Runs;

/// <summary>How much a network may cost. A trial whose cost was not measured does not fit a budget of that cost.</summary>
/// <param name="Parameters">Trainable numbers, at most; null for any.</param>
/// <param name="Milliseconds">Of one forward pass, at most; null for any.</param>
public sealed record TrialBudget(long? Parameters = null, double? Milliseconds = null)
{
    /// <summary>Whether a trial's network keeps within the budget.</summary>
    /// <param name="trial">The trial.</param>
    public bool Allows(TrialReport trial) => FitsParameters(trial) && FitsMilliseconds(trial);

    /// <summary>The best trial within the budget, by the order of <see cref="TrialRanking.Ranked"/>.</summary>
    /// <param name="trials">All trials of a search.</param>
    /// <exception cref="WeftException">No trial has a score, or none keeps within the budget; the sentence says the least cost.</exception>
    public TrialReport Choose(IReadOnlyList<TrialReport> trials)
    {
        var ranked = TrialRanking.Ranked(trials);
        if (ranked.Count == 0)
        {
            throw new WeftException(trials.Count == 0
                ? "The search has no trial yet, so there is nothing to pick."
                : $"None of the {Text(trials.Count)} trials gave a score, so there is nothing to pick; "
                    + "`weft report` makes a page that says why.");
        }

        return ranked.FirstOrDefault(Allows) ?? throw new WeftException(WhyNot(ranked));
    }

    private string WhyNot(IReadOnlyList<TrialReport> ranked)
    {
        var small = ranked.Where(FitsParameters).ToList();
        var fast = ranked.Where(FitsMilliseconds).ToList();
        if (small.Count == 0)
        {
            return ranked.Where(trial => trial.Parameters is not null).MinBy(trial => trial.Parameters) is { } smallest
                ? $"No trial has at most {Text(Parameters!.Value)} parameters; "
                    + $"the smallest, trial {Text(smallest.Number)}, has {Text(smallest.Parameters!.Value)}."
                : "The parameters of no trial are known, so --budget-parameters cannot choose; leave it out.";
        }

        if (fast.Count == 0)
        {
            return Fastest(ranked) is { } fastest
                ? $"No trial takes at most {Text(Milliseconds!.Value)} ms; "
                    + $"the fastest, trial {Text(fastest.Number)}, takes {Up(fastest)} ms."
                : "The time of no trial's network was measured, so --budget-ms cannot choose; leave it out.";
        }

        // Each budget alone has its trials: the person must know what keeping the one costs of the other.
        return Fastest(small) is { } among
            ? $"No trial fits both budgets; with at most {Text(Parameters!.Value)} parameters the fastest, trial {Text(among.Number)}, "
                + $"takes {Up(among)} ms."
            : $"No trial fits both budgets; the time of those with at most {Text(Parameters!.Value)} parameters was not measured.";
    }

    private static TrialReport? Fastest(IEnumerable<TrialReport> trials) =>
        trials.Where(trial => trial.LatencyMilliseconds is { } time && double.IsFinite(time)).MinBy(trial => trial.LatencyMilliseconds);

    private bool FitsParameters(TrialReport trial) => Parameters is not { } most || trial.Parameters <= most;

    private bool FitsMilliseconds(TrialReport trial) => Milliseconds is not { } most || trial.LatencyMilliseconds <= most;

    // Rounded upwards, so that who gives the number as the budget gets that trial.
    private static string Up(TrialReport trial) => Text(Math.Ceiling(trial.LatencyMilliseconds!.Value * 1e4) / 1e4);

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
