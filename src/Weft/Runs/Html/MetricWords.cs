namespace Weft.Runs.Html;

/// <summary>Names of metrics as a person reads them; programs read those of <c>report.json</c>.</summary>
internal static class MetricWords
{
    /// <summary>A metric's name; unknown ones stay as they are.</summary>
    public static string Of(string metric) => metric switch
    {
        "f1Weighted" => "weighted F1",
        "f1Macro" => "macro F1",
        "f1Micro" => "micro F1",
        "f1Samples" => "F1 by sample",
        _ => metric,
    };

    /// <summary>A page with all its metrics in words.</summary>
    public static RunPage In(RunPage page) => page with
    {
        Report = page.Report with
        {
            Test = Keys(page.Report.Test),
            Dev = Keys(page.Report.Dev),
            Baselines = page.Report.Baselines?.Select(b => b with { Metric = Of(b.Metric) }).ToList(),
            Differences = page.Report.Differences?.Select(d => d with { Metric = Of(d.Metric) }).ToList(),
            Splits = page.Report.Splits?.Select(s => s with { Metric = Of(s.Metric) }).ToList(),
            Search = page.Report.Search is { } search ? search with { Metric = Of(search.Metric) } : null,
        },
        Log = page.Log with { Events = [.. page.Log.Events.Select(e => e.MetricName is { } name ? e with { MetricName = Of(name) } : e)] },
    };

    private static Dictionary<string, double>? Keys(IReadOnlyDictionary<string, double>? metrics)
    {
        if (metrics is null)
        {
            return null;
        }

        // A report from outside may have both names.
        var words = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in metrics)
        {
            words.TryAdd(Of(name), value);
        }

        return words;
    }
}
