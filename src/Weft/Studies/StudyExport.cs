using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace Weft.Studies;

/// <summary>
/// Writes every trial with all it has, for other programs. Steps and positions count from 1, as in a report; times are ISO 8601 in UTC; an
/// epoch's score that is not a number is null.
/// </summary>
public static class StudyExport
{
    private static readonly string[] Columns =
    [
        "number", "step", "position", "state", "hash", "genotype", "seed", "predicted", "proxies", "same_as", "worker", "attempts",
        "lease_ends", "started", "finished", "score", "epoch_scores", "seconds", "problem", "parameters", "latency_ms",
    ];

    /// <summary>
    /// Writes a table (RFC 4180): a line of titles, then one for each trial; an absent value is empty, a list or dictionary is JSON.
    /// </summary>
    /// <param name="trials">The trials.</param>
    /// <param name="output">Where to; left open.</param>
    public static void WriteCsv(IReadOnlyList<Trial> trials, Stream output)
    {
        using var csv = CsvWriter.Create(output, CsvWriterOptions.Default, leaveOpen: true);
        csv.WriteRecord(Columns);
        foreach (var trial in trials)
        {
            csv.WriteRecord(Cells(trial));
        }
    }

    /// <summary>Writes one JSON object: <c>study</c>, what is searched, and <c>trials</c>, a list of objects.</summary>
    /// <param name="description">What is searched.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="output">Where to; left open.</param>
    public static void WriteJson(StudyDescription description, IReadOnlyList<Trial> trials, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WritePropertyName("study");
            JsonSerializer.Serialize(json, description, Runs.RunReport.Json);
            json.WriteStartArray("trials");
            foreach (var trial in trials)
            {
                Write(json, trial);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static string?[] Cells(Trial trial) =>
    [
        Text(trial.Number), Text(trial.Step + 1), Text(trial.Position + 1), State(trial), trial.Proposal.Hash, trial.Proposal.Genotype,
        Text(trial.Proposal.Seed), Text(trial.Proposal.Predicted), StudyJson.Numbers(trial.Proposal.Proxies), Text(trial.Proposal.SameAs),
        trial.Worker, Text(trial.Attempts), Time(trial.LeaseEnds), Time(trial.Started), Time(trial.Finished), Text(trial.Result?.Score),
        trial.Result is { } result ? StudyJson.Scores(result.EpochScores) : null, Text(trial.Result?.Seconds), trial.Result?.Problem,
        Text(trial.Result?.Parameters), Text(trial.Result?.LatencyMilliseconds),
    ];

    private static void Write(Utf8JsonWriter json, Trial trial)
    {
        // The same names and values as the table's; what is a number or JSON there is not a text here.
        json.WriteStartObject();
        foreach (var (name, cell) in Columns.Zip(Cells(trial)))
        {
            if (cell is null)
            {
                json.WriteNull(name);
            }
            else if (name is "state" or "hash" or "genotype" or "worker" or "problem" or "lease_ends" or "started" or "finished")
            {
                json.WriteString(name, cell);
            }
            else
            {
                json.WritePropertyName(name);
                json.WriteRawValue(cell);
            }
        }

        json.WriteEndObject();
    }

    private static string State(Trial trial) => trial.State.ToString().ToLowerInvariant();

    private static string? Text<T>(T? value)
        where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture);

    private static string Text<T>(T value)
        where T : struct, IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
