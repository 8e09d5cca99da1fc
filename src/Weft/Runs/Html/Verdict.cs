namespace Weft.Runs.Html;

/// <summary>How the found network compares with the others.</summary>
internal enum Outcome
{
    /// <summary>The interval lies above zero.</summary>
    Better,

    /// <summary>The interval includes zero.</summary>
    Undecided,

    /// <summary>The interval lies below zero.</summary>
    Worse,

    /// <summary>There is no usable interval.</summary>
    Unknown,
}

/// <summary>The verdict on a search: sentences that follow from the numbers and from nothing else.</summary>
/// <param name="Outcome">The comparison with the strongest other method.</param>
/// <param name="Sentences">The sentences; the first compares with the strongest other method.</param>
internal sealed record Verdict(Outcome Outcome, IReadOnlyList<string> Sentences)
{
    /// <summary>Judges a report; null if it is not a search's.</summary>
    public static Verdict? Of(RunReport report)
    {
        var results = MethodResult.All(report);
        var found = results.FirstOrDefault(result => result.IsFound);
        var others = results.Where(result => !result.IsFound && double.IsFinite(result.Mean)).OrderByDescending(result => result.Mean).ToList();
        if (found is null || others.Count == 0)
        {
            return report.Kind == "search"
                ? new(Outcome.Unknown, ["The report has no other method to compare with, so it cannot say whether the search was worth it."])
                : null;
        }

        var differences = (report.Differences ?? [])
            .Where(difference => difference.Metric == found.Line.Metric)
            .DistinctBy(difference => difference.Against)
            .ToDictionary(difference => difference.Against);
        var strongest = others[0];
        var difference = differences.GetValueOrDefault(strongest.Line.Name);
        var sentences = new List<string> { Lead(found, strongest, others.Count, difference) };
        sentences.AddRange(Rest(others.Skip(1), differences));
        if (results.Max(result => result.Line.Values.Count) < 2)
        {
            sentences.Add("Every method was trained with a single seed, so nothing here shows how much chance of training matters.");
        }

        return new(Judge(difference), sentences);
    }

    /// <summary>What an interval says.</summary>
    public static Outcome Judge(PairedDifference? difference) => difference switch
    {
        null => Outcome.Unknown,
        _ when !(difference.Low <= difference.Mean && difference.Mean <= difference.High) => Outcome.Unknown,
        _ when !double.IsFinite(difference.Low) || !double.IsFinite(difference.High) => Outcome.Unknown,
        { Low: > 0 } => Outcome.Better,
        { High: < 0 } => Outcome.Worse,
        _ => Outcome.Undecided,
    };

    /// <summary>The decimals that a difference needs so that no end that is not zero is shown as zero: 1 to 4.</summary>
    public static int Decimals(PairedDifference difference)
    {
        double[] shown = [difference.Mean * 100, difference.Low * 100, difference.High * 100];
        return Enumerable.Range(1, 3).FirstOrDefault(
            decimals => shown.All(value => value == 0 || Math.Abs(value) >= 0.5 * Math.Pow(10, -decimals)), 4);
    }

    private static string Lead(MethodResult found, MethodResult other, int count, PairedDifference? difference)
    {
        var name = count == 1 ? other.Name : $"{other.Name}, the strongest of the {count} other methods";
        var outcome = Judge(difference);
        if (difference is null || outcome == Outcome.Unknown)
        {
            var gap = found.Mean - other.Mean;
            var size = Numbers.Percent(Math.Abs(gap), 1);
            var side = gap >= 0 ? "above" : "below";
            var why = difference is null ? "no paired interval was computed" : "the paired interval in the report is not usable";
            return $"On average {found.Subject.Within} is {size} points {side} {name}; {why}, so this may be chance.";
        }

        var decimals = Decimals(difference);
        var interval = $"{Numbers.Percent(difference.Low, decimals)} to {Numbers.Percent(difference.High, decimals)}";
        var points = Numbers.Percent(Math.Abs(difference.Mean), decimals);
        var confidence = Numbers.Short(difference.Confidence * 100);
        return outcome switch
        {
            Outcome.Better => $"{found.Subject.First} is {points} points better than {name}; "
                + $"the {confidence} % interval of the paired difference, {interval}, excludes zero.",
            Outcome.Worse => $"{found.Subject.First} is {points} points worse than {name}; "
                + $"the {confidence} % interval of the paired difference, {interval}, excludes zero.",
            _ => $"{found.Subject.First} is not distinguishable from {name}; "
                + $"the {confidence} % interval of the paired difference, {interval}, includes zero.",
        };
    }

    private static IEnumerable<string> Rest(IEnumerable<MethodResult> others, Dictionary<string, PairedDifference> differences)
    {
        var judged = others.ToLookup(other => Judge(differences.GetValueOrDefault(other.Line.Name)), other => other.Name);
        (Outcome Outcome, string Says)[] order =
        [
            (Outcome.Better, "It is better than"),
            (Outcome.Undecided, "It is not distinguishable from"),
            (Outcome.Worse, "It is worse than"),
            (Outcome.Unknown, "No usable paired interval compares it with"),
        ];
        return order.Where(entry => judged[entry.Outcome].Any())
            .Select(entry => $"{entry.Says} {Enumeration([.. judged[entry.Outcome]])}.");
    }

    private static string Enumeration(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
}
