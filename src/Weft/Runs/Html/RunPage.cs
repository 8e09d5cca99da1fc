using System.Text.Json;
using Weft.Torch;

namespace Weft.Runs.Html;

/// <summary>Everything that a report page shows, read from a run folder or put together in memory.</summary>
public sealed record RunPage
{
    /// <summary>The run's result.</summary>
    public required RunReport Report { get; init; }

    /// <summary>The run's log; empty by default.</summary>
    public RunLog Log { get; init; } = RunLog.Empty;

    /// <summary>The text of <c>config.yaml</c>, or null if there is none.</summary>
    public string? Configuration { get; init; }

    /// <summary>The text of <c>genotype.json</c>; null shows the report's genotype, if it has one.</summary>
    public string? Genotype { get; init; }

    /// <summary>The command that repeats the run; null for <c>weft KIND --config config.yaml</c>.</summary>
    public string? Command { get; init; }

    /// <summary>The pictures of the report's examples by the path that the report names; none by default.</summary>
    public IReadOnlyDictionary<string, ExamplePicture> Pictures { get; init; } = new Dictionary<string, ExamplePicture>(StringComparer.Ordinal);

    /// <summary>A sentence for each file of the run folder that is missing or damaged; none by default.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads a run folder. Only <c>report.json</c> must be there and sound; what else is missing is said on the page.</summary>
    /// <param name="runFolder">The run folder.</param>
    /// <exception cref="InvalidFileException"><c>report.json</c> is missing or is not a report.</exception>
    public static RunPage Read(string runFolder)
    {
        var problems = new List<string>();
        var log = Text(runFolder, "log.jsonl", problems, RunLog.Read) ?? RunLog.Empty;
        if (log.Damaged > 0)
        {
            problems.Add($"log.jsonl has {log.Damaged} lines that cannot be read; they are left out.");
        }

        var report = ReadReport(Path.Combine(runFolder, "report.json"));
        return new RunPage
        {
            Report = report,
            Log = log,
            Configuration = Text(runFolder, "config.yaml", problems, File.ReadAllText),
            Genotype = report.Kind == "search" || File.Exists(Path.Combine(runFolder, "genotype.json"))
                ? Text(runFolder, "genotype.json", problems, File.ReadAllText)
                : null,
            Pictures = ExamplePictures.Read(runFolder, report, problems),
            Problems = problems,
        };
    }

    private static RunReport ReadReport(string path)
    {
        try
        {
            var report = JsonSerializer.Deserialize<RunReport>(File.ReadAllText(path), StrictJson.Options)
                ?? throw new InvalidFileException(path, "it is empty; run the command again with the same folder to finish the run.");
            return StrictJson.Checked(report);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException(path, "there is no such file; the page is made from a finished run, so let the run finish first.", problem);
        }
        catch (JsonException problem)
        {
            throw new InvalidFileException(
                path, $"it is not a report ({Place(problem)}); run the command again with the same folder.", problem);
        }
    }

    private static string Place(JsonException problem) =>
        problem.LineNumber is { } line ? $"line {line + 1}, field {problem.Path}" : $"field {problem.Path}";

    private static T? Text<T>(string folder, string name, List<string> problems, Func<string, T> read)
        where T : class
    {
        try
        {
            return read(Path.Combine(folder, name));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            problems.Add(problem is FileNotFoundException ? $"{name} is missing." : $"{name} cannot be read ({problem.Message.TrimEnd('.')}).");
            return null;
        }
    }
}
