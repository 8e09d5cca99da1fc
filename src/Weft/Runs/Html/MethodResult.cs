namespace Weft.Runs.Html;

/// <summary>A line of the honesty block with what the page computes from it.</summary>
/// <param name="Line">The line as reported.</param>
/// <param name="Mean">The mean of its values; the reported mean if it lists none.</param>
/// <param name="Std">Their sample standard deviation; null for fewer than two values.</param>
/// <param name="IsFound">Whether it is what the run is about: the found network, or in an adaptation the run's own method.</param>
internal sealed record MethodResult(BaselineReport Line, double Mean, double? Std, bool IsFound = false)
{
    /// <summary>The name of the found network's line.</summary>
    public const string Found = "found";

    /// <summary>What a person calls it.</summary>
    public string Name => NameOf(Line.Name);

    /// <summary>What a sentence calls it, within and at its beginning.</summary>
    public (string Within, string First) Subject => Line.Name == Found ? ("the found network", "The found network") : (Name, Name);

    /// <summary>The lowest value of a seed; null for fewer than two values.</summary>
    public double? Worst => Line.Values.Count > 1 ? Line.Values.Min() : null;

    /// <summary>Computes mean and deviation from the values, so that no page repeats a wrong one.</summary>
    public static MethodResult Of(BaselineReport line) => line.Values.Count switch
    {
        0 => new(line, line.Mean, null),
        1 => new(line, line.Values[0], null),
        _ => new(line, PairedStatistics.Mean(line.Values), PairedStatistics.SampleStd(line.Values)),
    };

    /// <summary>All lines of a report, in their order.</summary>
    public static IReadOnlyList<MethodResult> All(RunReport report) => 
        [.. (report.Baselines ?? []).Select(Of).Select(result => result with
        {
            IsFound = string.Equals(result.Line.Name, IsAdaptation(report) ? report.Method : Found, StringComparison.Ordinal),
        })];

    /// <summary>Whether the run compares ways of adapting instead of searching for a network.</summary>
    public static bool IsAdaptation(RunReport report) => string.Equals(report.Kind, "adapt", StringComparison.Ordinal);

    /// <summary>What a person calls a method.</summary>
    public static string NameOf(string name) => name switch
    {
        Found => "found network",
        "late-fusion" => "late fusion",
        "random-search" => "random search",
        "source-only" => "source only",
        "dann" or "osbp" or "gcd4da" or "glad" => name.ToUpperInvariant(),
        _ when name.StartsWith("single:", StringComparison.Ordinal) => name["single:".Length..] + " alone",
        _ => name,
    };

    /// <summary>A sentence for each line whose reported mean or deviation is not that of its values.</summary>
    public static IEnumerable<string> Contradictions(RunReport report) => All(report)
        .Where(result => result.Line.Values.Count > 1)
        .Where(result => Differ(result.Mean, result.Line.Mean) || Differ(result.Std!.Value, result.Line.Std))
        .Select(result => $"report.json states {Numbers.MeanStd(result.Line.Mean, result.Line.Std)} for {result.Name}, but its values give "
            + $"{Numbers.MeanStd(result.Mean, result.Std)}; this page shows the latter.");

    // Below what the page shows, a difference is rounding.
    private static bool Differ(double computed, double reported) => !(Math.Abs(computed - reported) <= 5e-5);
}
