namespace Weft.Runs;

/// <summary>Which trial is the best.</summary>
public static class TrialRanking
{
    /// <summary>The state of a trial that gave no score.</summary>
    public const string Failed = "failed";

    /// <summary>Whether a trial gave a score that can be compared.</summary>
    /// <param name="trial">The trial.</param>
    public static bool HasScore(TrialReport trial) =>
        !string.Equals(trial.State, Failed, StringComparison.Ordinal) && trial.Score is { } score && double.IsFinite(score);

    /// <summary>
    /// The trials that have a score, the best first. Of equal scores the network with fewer parameters comes first (one whose parameters
    /// are not known comes last), then the lower number.
    /// </summary>
    /// <param name="trials">Trials in any order.</param>
    public static IReadOnlyList<TrialReport> Ranked(IEnumerable<TrialReport> trials) =>
    [
        .. trials.Where(HasScore)
            .OrderByDescending(trial => trial.Score!.Value)
            .ThenBy(trial => trial.Parameters ?? long.MaxValue)
            .ThenBy(trial => trial.Number),
    ];

    /// <summary>The best trial, by the order of <see cref="Ranked"/>; null if none has a score.</summary>
    /// <param name="trials">Trials in any order.</param>
    public static TrialReport? Best(IEnumerable<TrialReport> trials) => Ranked(trials) is [var first, ..] ? first : null;
}
