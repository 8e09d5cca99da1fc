using System.Text.Json;
using Weft.Torch;

namespace Weft.Runs;

/// <summary>Whether a run has come to its end.</summary>
public enum RunState
{
    /// <summary>It is running, was stopped or was killed; it can go on.</summary>
    Unfinished,

    /// <summary>Its report is written.</summary>
    Finished,
}

/// <summary>A run as a line of a list. What could not be read is null, and <see cref="Problems"/> says why.</summary>
/// <param name="Path">The run folder.</param>
/// <param name="Kind"><c>search</c>, <c>train</c> or <c>encoder</c>.</param>
/// <param name="Task">The task.</param>
/// <param name="Method">The method.</param>
/// <param name="Seed">The seed.</param>
/// <param name="State">Whether it came to its end.</param>
/// <param name="MetricName">The task's headline metric.</param>
/// <param name="Metric">Its value on the test split, a fraction.</param>
/// <param name="LastEvent">When it last wrote to its log.</param>
/// <param name="Problems">A sentence for each file that is damaged.</param>
public sealed record RunRow(
    string Path, string? Kind, string? Task, string? Method, ulong? Seed, RunState State,
    string? MetricName, double? Metric, DateTimeOffset? LastEvent, IReadOnlyList<string> Problems);

/// <summary>Finds run folders and tells the state of each, whatever state its files are in.</summary>
public static class RunListing
{
    /// <summary>How many levels of folders below the given one are searched.</summary>
    public const int Deepest = 6;

    /// <summary>Lists the runs in a folder and below, by path. The folder itself may be a run. Links are not followed.</summary>
    /// <param name="folder">Where to look.</param>
    /// <exception cref="UsageException">The folder does not exist.</exception>
    public static IReadOnlyList<RunRow> Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder {folder}: name the folder that holds the runs.");
        }

        var rows = new List<RunRow>();
        Visit(folder, Deepest, rows);
        return [.. rows.OrderBy(row => row.Path, StringComparer.Ordinal)];
    }

    /// <summary>Whether a folder is a run's: it holds <c>config.yaml</c> or <c>report.json</c>.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsRun(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "config.yaml")) || File.Exists(System.IO.Path.Combine(folder, "report.json"));

    /// <summary>Reads one run folder.</summary>
    /// <param name="folder">The folder.</param>
    public static RunRow Read(string folder)
    {
        var problems = new List<string>();
        var report = Attempt(folder, "report.json", problems, path => JsonSerializer.Deserialize<RunReport>(File.ReadAllText(path), StrictJson.Options));
        var settings = Attempt(folder, "config.yaml", problems, path => RunConfiguration.Flatten(File.ReadAllText(path)))
            ?.GroupBy(setting => setting.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Value);
        var log = Attempt(folder, "log.jsonl", problems, RunLog.ReadEnd);
        if (log is { Damaged: > 0 })
        {
            problems.Add($"log.jsonl: {log.Damaged} lines near its end cannot be read.");
        }

        var headline = report?.Test?.Select(entry => ((string Name, double Value)?)(entry.Key, entry.Value)).FirstOrDefault();
        return new RunRow(
            folder,
            report?.Kind ?? settings?.GetValueOrDefault("kind"),
            report?.Task ?? settings?.GetValueOrDefault("task") ?? settings?.GetValueOrDefault("task.name"),
            report?.Method ?? settings?.GetValueOrDefault("method") ?? settings?.GetValueOrDefault("method.name"),
            report?.Seed ?? (ulong.TryParse(settings?.GetValueOrDefault("seed"), out var seed) ? seed : null),
            report is not null || log is { Events: [.., { Event: "end" }] } ? RunState.Finished : RunState.Unfinished,
            headline?.Name,
            headline?.Value,
            log?.LastEvent,
            problems);
    }

    private static void Visit(string folder, int levels, List<RunRow> rows)
    {
        if (IsRun(folder))
        {
            rows.Add(Read(folder));
            return;
        }

        if (levels == 0)
        {
            return;
        }

        // Links could lead in a circle; a folder that may not be read is no run of ours.
        var options = new EnumerationOptions
        {
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System,
        };
        foreach (var below in Directory.EnumerateDirectories(folder, "*", options))
        {
            Visit(below, levels - 1, rows);
        }
    }

    private static T? Attempt<T>(string folder, string name, List<string> problems, Func<string, T?> read)
        where T : class
    {
        var path = System.IO.Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var value = read(path);
            if (value is null)
            {
                problems.Add($"{name}: it is empty.");
            }

            return value;
        }
        catch (Exception problem) when (problem is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"{name}: it cannot be read ({problem.Message.TrimEnd('.')}).");
            return null;
        }
    }
}
