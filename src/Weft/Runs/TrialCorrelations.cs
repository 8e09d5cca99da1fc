namespace Weft.Runs;

/// <summary>How well predictions and training-free scores foresaw the trials' scores.</summary>
public static class TrialCorrelations
{
    /// <summary>The scope of correlations over every trial.</summary>
    public const string AllTrials = "all trials";

    /// <summary>The scope of the median over the steps' own correlations.</summary>
    public const string WithinStep = "within a step, median";

    /// <summary>
    /// Two lines for each predictor: over all trials, and the median over steps. Over all trials even a predictor that knows only how deep
    /// a network is looks good; within a step it must tell alike networks apart. A trial that shares an earlier one's score is left out,
    /// since its prediction was made with the score known.
    /// </summary>
    /// <param name="trials">All trials.</param>
    /// <param name="predictor">What to call what <see cref="TrialReport.Predicted"/> comes from.</param>
    /// <returns>The predictor first, then the proxies by name; a predictor without two scored trials has no line.</returns>
    public static IReadOnlyList<RankCorrelationReport> Of(IReadOnlyList<TrialReport> trials, string predictor = "surrogate")
    {
        var scored = trials.Where(trial => trial is { SameAs: null } && TrialRanking.HasScore(trial)).ToList();
        var names = scored.SelectMany(trial => trial.Proxies?.Keys ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return
        [
            .. Lines(predictor, scored, trial => trial.Predicted, isScore: true),
            .. names.SelectMany(name => Lines(name, scored, trial => Proxy(trial, name), isScore: false)),
        ];
    }

    private static double? Proxy(TrialReport trial, string name) =>
        trial.Proxies is { } proxies && proxies.TryGetValue(name, out var value) ? value : null;

    private static IEnumerable<RankCorrelationReport> Lines(
        string name, IEnumerable<TrialReport> trials, Func<TrialReport, double?> foreseen, bool isScore)
    {
        var known = trials.Where(trial => foreseen(trial) is { } value && double.IsFinite(value)).ToList();
        if (known.Count < 2)
        {
            yield break;
        }

        double? error = isScore ? known.Average(trial => Math.Abs(foreseen(trial)!.Value - trial.Score!.Value)) : null;
        yield return new RankCorrelationReport(
            name, AllTrials, known.Count, Correlate(RankCorrelation.Spearman, known), Correlate(RankCorrelation.Kendall, known), error);
        var steps = known.GroupBy(trial => trial.Step).Where(step => step.Count() > 1).Select(step => step.ToList()).ToList();
        yield return new RankCorrelationReport(
            name,
            WithinStep,
            steps.Sum(step => step.Count),
            Median(steps.Select(step => Correlate(RankCorrelation.Spearman, step))),
            Median(steps.Select(step => Correlate(RankCorrelation.Kendall, step))));

        double? Correlate(Func<IReadOnlyList<double>, IReadOnlyList<double>, double?> by, List<TrialReport> some) =>
            by([.. some.Select(trial => foreseen(trial)!.Value)], [.. some.Select(trial => trial.Score!.Value)]);
    }

    private static double? Median(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToArray();
        return sorted.Length == 0 ? null : PairedStatistics.Quantile(sorted, 0.5);
    }
}
