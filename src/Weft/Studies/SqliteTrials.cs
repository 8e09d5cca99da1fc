using Microsoft.Data.Sqlite;

namespace Weft.Studies;

/// <summary>Trials and descriptions as rows, and back.</summary>
/// <param name="path">The study's file, for messages.</param>
internal sealed class SqliteTrials(string path)
{
    /// <summary>The columns that <see cref="Read"/> needs.</summary>
    internal const string Columns =
        "number, step, position, genotype, hash, seed, predicted, proxies, same_as, state, worker, lease_ends, started, finished, " +
        "attempts, score, epoch_scores, seconds, problem, parameters, latency_ms";

    private static readonly Dictionary<string, TrialState> States = new(StringComparer.Ordinal)
    {
        ["waiting"] = TrialState.Waiting,
        ["running"] = TrialState.Running,
        ["done"] = TrialState.Done,
        ["failed"] = TrialState.Failed,
    };

    /// <summary>Writes what a study searches.</summary>
    internal static void Write(SqliteConnection connection, StudyDescription description) => connection.Execute(
        """
        INSERT INTO study (id, task, space, strategy, seed, settings, data_hash, encoder_hashes)
        VALUES (1, $task, $space, $strategy, $seed, $settings, $data_hash, $encoder_hashes)
        """,
        ("$task", description.Task), ("$space", description.Space), ("$strategy", description.Strategy),
        ("$seed", unchecked((long)description.Seed)), ("$settings", description.Settings), ("$data_hash", description.DataHash),
        ("$encoder_hashes", System.Text.Json.JsonSerializer.Serialize(description.EncoderHashes, StudyJson.Options)));

    /// <summary>Writes a new trial that waits.</summary>
    internal static void Write(SqliteConnection connection, long number, int step, int position, TrialProposal proposal) =>
        connection.Execute(
            """
            INSERT INTO trial (number, step, position, genotype, hash, seed, predicted, proxies, same_as, state)
            VALUES ($number, $step, $position, $genotype, $hash, $seed, $predicted, $proxies, $same_as, 'waiting')
            """,
            ("$number", number), ("$step", step), ("$position", position), ("$genotype", proposal.Genotype), ("$hash", proposal.Hash),
            ("$seed", unchecked((long)proposal.Seed)), ("$predicted", Finite(proposal.Predicted)),
            ("$proxies", StudyJson.Numbers(proposal.Proxies)), ("$same_as", proposal.SameAs));

    /// <summary>A number, if it is one.</summary>
    internal static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    /// <summary>What a study searches, from its row.</summary>
    internal StudyDescription ReadDescription(SqliteDataReader reader)
    {
        var row = new SqliteRow(reader, path, "the study's description");
        var hashes = row.Json<Dictionary<string, string>>("encoder_hashes");
        return new StudyDescription(
            row.Required("task"), row.Required("space"), row.Required("strategy"), row.Seed("seed"), row.Required("settings"),
            row.Required("data_hash"), hashes?.ContainsValue(null!) == false ? hashes : throw row.Damaged("encoder_hashes"));
    }

    /// <summary>A trial, from its row.</summary>
    internal Trial Read(SqliteDataReader reader)
    {
        var number = new SqliteRow(reader, path, "a trial").Whole("number");
        var row = new SqliteRow(reader, path, $"trial {number}");
        var state = States.TryGetValue(row.Required("state"), out var known) ? known : throw row.Damaged("state");
        var proposal = new TrialProposal(
            row.Required("genotype"), row.Required("hash"), row.Seed("seed"), row.Real("predicted"),
            row.Json<Dictionary<string, double>>("proxies"), row.Whole("same_as"));
        return new Trial(
            row.Required(number, "number"), row.Count("step"), row.Count("position"), proposal, state, row.Text("worker"),
            row.Time("lease_ends"), row.Time("started"), row.Time("finished"), row.Count("attempts"),
            state is TrialState.Done or TrialState.Failed ? Result(row) : null);
    }

    private static TrialResult Result(SqliteRow row)
    {
        var scores = row.Json<double?[]>("epoch_scores") ?? throw row.Damaged("epoch_scores");
        return new TrialResult(
            row.Real("score"), [.. scores.Select(score => score ?? double.NaN)], row.Required(row.Real("seconds"), "seconds"),
            row.Text("problem"), row.Whole("parameters"), row.Real("latency_ms"));
    }
}
