using System.Globalization;
using Weft.Runs;

namespace Weft.Cli.Terminal;

/// <summary>A run's result as a short table.</summary>
internal static class ResultTable
{
    /// <summary>Writes the methods beside each other, or the one result where there is nothing beside it.</summary>
    internal static void Write(RunReport report, TextWriter output)
    {
        WriteMethods(report, output);
        if (report.Search is { } search)
        {
            output.WriteLine(TextWidth.Clean(Trials(search)));
        }
    }

    private static void WriteMethods(RunReport report, TextWriter output)
    {
        if (report.Baselines is not { Count: > 0 } baselines)
        {
            foreach (var (split, metrics) in new[] { ("dev", report.Dev), ("test", report.Test) })
            {
                foreach (var (name, value) in metrics ?? new Dictionary<string, double>(StringComparer.Ordinal))
                {
                    output.WriteLine($"{split} {name}: {Fraction(value)}");
                }
            }

            return;
        }

        var metric = baselines[0].Metric;
        var table = new TextTable("method", $">test {metric}", ">std", ">seeds", ">parameters", ">seconds", $">{Subject(report)} minus it (95 %)");
        foreach (var line in baselines)
        {
            var difference = report.Differences?.FirstOrDefault(d => string.Equals(d.Against, line.Name, StringComparison.Ordinal));
            table.Add(
                line.Name,
                Fraction(line.Mean),
                Fraction(line.Std),
                line.Seeds.Count.ToString(CultureInfo.InvariantCulture),
                line.Parameters?.ToString("N0", CultureInfo.InvariantCulture),
                line.Seconds?.ToString("0.0", CultureInfo.InvariantCulture),
                difference is null ? null : $"{Signed(difference.Mean)} ({Signed(difference.Low)} to {Signed(difference.High)})");
        }

        table.Write(output);
        output.WriteLine(report.GenotypeHash is { } hash ? $"genotype {hash}, rules: {report.Compatibility}" : $"rules: {report.Compatibility}");
    }

    /// <summary>What the run is about: the network that was found, or the method by which it adapts.</summary>
    private static string Subject(RunReport report) => report.Baselines!.Any(b => b.Name is "found") ? "found" : report.Method;

    private static string Trials(TrialSearchReport search)
    {
        var culture = CultureInfo.InvariantCulture;
        var done = search.Trials.Count(TrialRanking.HasScore);
        var line = string.Create(culture, $"trials: {done} done, {search.Trials.Count - done} failed");
        return TrialRanking.Best(search.Trials) is { } best
            ? string.Create(culture, $"{line}; best: trial {best.Number}, {search.Metric} {Fraction(best.Score!.Value)} on dev")
            : line;
    }

    private static string Fraction(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    // Rounded first: a small negative number would print as "-+0.0000".
    private static string Signed(double value) => Math.Round(value, 4).ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}
