using Weft.Runs;
using Weft.Search;
using Weft.Studies;
using Weft.Training;

namespace Weft.Experiments.Trials;

/// <summary>What a finished study says: the candidates for the found network, and its part of the report.</summary>
public static class TrialResults
{
    /// <summary>The best trials as candidates; one, under reference rules, as published.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="space">The space.</param>
    /// <param name="trials">All trials.</param>
    public static SearchResult Of(FusionExperiment experiment, ISequenceSpace space, IReadOnlyList<Trial> trials) => new(
        [.. Best(experiment, space, trials).Select(t => new FoundCandidate($"trial-{t.Number}", $"trial {t.Number}", t.Score!.Value, t.Genotype!))],
        trials.Sum(t => t.Result?.Seconds ?? 0),
        trials.Count(t => t.Proposal.SameAs is null));

    /// <summary>The best trials of a study, each genotype once.</summary>
    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<TrialReport> Best(FusionExperiment experiment, ISequenceSpace space, IReadOnlyList<Trial> trials) =>
        [.. TrialRanking.Ranked(trials.Select(t => Report(space, t, trials[0].Started)))
            .DistinctBy(t => t.Hash)
            .Take(experiment.Reference ? 1 : experiment.Settings.Trials.Candidates)];

    /// <summary>The search's part of the report.</summary>
    /// <inheritdoc cref="Of"/>
    public static TrialSearchReport Report(FusionExperiment experiment, ISequenceSpace space, IReadOnlyList<Trial> trials)
    {
        var began = trials.Min(t => t.Started);
        List<TrialReport> reports = [.. trials.Select(t => Report(space, t, began))];
        return new TrialSearchReport
        {
            Strategy = SearchRun.StrategyOf(experiment.Settings),
            Metric = experiment.Task.MetricName(),
            Trials = reports,
            Correlations = TrialCorrelations.Of(reports),
        };
    }

    private static TrialReport Report(ISequenceSpace space, Trial trial, DateTimeOffset? began)
    {
        var rows = space.Encode(space.Parse(trial.Proposal.Genotype, $"trial {trial.Number}")).Rows;
        return TrialReports.Of(trial, string.Join(' ', rows.Select(r => $"[{string.Join(',', r)}]")), began);
    }
}
