using Weft.Runs;

namespace Weft.Studies;

/// <summary>Trials as reports tell of them.</summary>
public static class TrialReports
{
    /// <summary>One trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="text">Its genotype in one short line for a person.</param>
    /// <param name="began">When the study's first trial was taken; null leaves out after how many seconds this one was finished.</param>
    public static TrialReport Of(Trial trial, string text, DateTimeOffset? began) => new()
    {
        Number = trial.Number,
        Step = trial.Step + 1,
        Hash = trial.Proposal.Hash,
        Text = text,
        Genotype = trial.Proposal.Genotype,
        Score = trial.Result?.Score,
        EpochScores = trial.Result?.EpochScores ?? [],
        Predicted = trial.Proposal.Predicted,
        Proxies = trial.Proposal.Proxies,
        Seconds = trial.Result?.Seconds ?? 0,
        FinishedAfterSeconds = trial.Finished is { } finished && began is { } start ? (finished - start).TotalSeconds : null,
        State = trial.State.ToString().ToLowerInvariant(),
        Problem = trial.Result?.Problem,
        SameAs = trial.Proposal.SameAs,
        Worker = trial.Worker,
        Parameters = trial.Result?.Parameters,
        LatencyMilliseconds = trial.Result?.LatencyMilliseconds,
    };
}
