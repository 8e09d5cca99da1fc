using Microsoft.Data.Sqlite;

namespace Weft.Studies;

/// <summary>Writes results, and what follows from them for trials that share them.</summary>
internal static class SqliteResults
{
    /// <summary>Records a result, if the trial is still the worker's.</summary>
    internal static bool Write(SqliteConnection connection, string worker, long number, TrialResult result, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(result.Seconds);
        if (!double.IsFinite(result.Seconds))
        {
            throw new ArgumentOutOfRangeException(nameof(result), result.Seconds, "Seconds of training are a finite number.");
        }

        var problem = Problem(result);
        var written = connection.Execute(
            """
            UPDATE trial
            SET state = $state, lease_ends = NULL, finished = $now, score = $score, epoch_scores = $epoch_scores, seconds = $seconds,
              problem = $problem, parameters = $parameters, latency_ms = $latency_ms
            WHERE number = $number AND state = 'running' AND worker = $worker
            """,
            ("$number", number), ("$worker", worker), ("$now", now), ("$state", problem is null ? "done" : "failed"),
            ("$score", problem is null ? result.Score : null), ("$epoch_scores", StudyJson.Scores(result.EpochScores)),
            ("$seconds", result.Seconds), ("$problem", problem), ("$parameters", result.Parameters),
            ("$latency_ms", SqliteTrials.Finite(result.LatencyMilliseconds)));
        if (written == 0)
        {
            return false;
        }

        Share(connection, number, now);
        return true;
    }

    /// <summary>Gives a trial's result, if it is there, to all that share it, directly or through another.</summary>
    internal static void Share(SqliteConnection connection, long number, long now) => connection.Execute(
        """
        WITH RECURSIVE sharing (number) AS (
          SELECT number FROM trial WHERE same_as = $number
          UNION
          SELECT trial.number FROM trial JOIN sharing ON trial.same_as = sharing.number)
        UPDATE trial
        SET state = source.state, finished = $now, score = source.score, epoch_scores = source.epoch_scores, seconds = 0.0,
          problem = source.problem, parameters = source.parameters, latency_ms = source.latency_ms
        FROM (SELECT * FROM trial WHERE number = $number AND state IN ('done', 'failed')) AS source
        WHERE trial.state = 'waiting' AND trial.number IN (SELECT number FROM sharing)
        """,
        ("$number", number), ("$now", now));

    private static string? Problem(TrialResult result) => result switch
    {
        { Problem: { Length: > 0 } problem } => problem,
        { Score: null } => "Training gave no score.",
        { Score: { } score } when !double.IsFinite(score) => $"Its score is not a number ({score}): training diverged.",
        _ => null,
    };
}
