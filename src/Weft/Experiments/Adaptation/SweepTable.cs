using System.Globalization;
using CsvHelper;
using Weft.Runs;

namespace Weft.Experiments.Adaptation;

/// <summary>A point with its figures.</summary>
/// <param name="Point">The point.</param>
/// <param name="Swept">What came of it.</param>
public sealed record SweepRow(SweepPoint Point, SweptPoint Swept)
{
    /// <summary>The headline's mean over seeds; null where there is none.</summary>
    public double? Mean => Swept.Values.Count > 0 ? PairedStatistics.Mean(Swept.Values) : null;

    /// <summary>Its sample standard deviation; null for fewer than two seeds.</summary>
    public double? Std => Swept.Values.Count > 1 ? PairedStatistics.SampleStd(Swept.Values) : null;

    /// <summary>The worst seed's; null where there is none.</summary>
    public double? Worst => Swept.Values.Count > 0 ? Swept.Values.Min() : null;
}

/// <summary>The results of a sweep: the best point first.</summary>
public sealed class SweepTable
{
    /// <summary>The table for other programs, in the sweep's folder.</summary>
    public const string FileName = "sweep.csv";

    private readonly SweepPlan plan;

    /// <summary>Sorts points by their headline, or by their score on held-out clips where there is no headline.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="swept">What came of its points, in their order.</param>
    public SweepTable(SweepPlan plan, IReadOnlyList<SweptPoint> swept)
    {
        this.plan = plan;
        var rows = plan.Points.Zip(swept, (point, result) => new SweepRow(point, result)).ToList();
        Rows = [.. rows.OrderByDescending(row => row.Mean ?? row.Swept.Dev ?? double.NegativeInfinity)];
        BestOnDev = rows.Where(row => row.Swept.Dev is not null).MaxBy(row => row.Swept.Dev)?.Point;
    }

    /// <summary>The points, sorted.</summary>
    public IReadOnlyList<SweepRow> Rows { get; }

    /// <summary>The point that is best on held-out clips of the source, the first of equals; null where there are none.</summary>
    public SweepPoint? BestOnDev { get; }

    /// <summary>The headline's name; several with '/' where points differ in it.</summary>
    public string Metric => string.Join('/', Rows.Select(r => r.Swept.Metric).OfType<string>().Distinct(StringComparer.Ordinal));

    /// <summary>What a reader who chooses a point must know; null for nothing.</summary>
    public string? Advice => plan.Settings.Compatibility == Compatibility.Reference || Metric.Length == 0
        ? null
        : "These figures are of the target's labels: choosing a point by them, as the original does, flatters it; "
            + (BestOnDev is not null ? "choose by the score on dev."
                : plan.Settings.Dev.List.Length > 0 ? "set train.choose=auto, so that --dev is scored, to choose by."
                : "name held-out clips of the source by --dev to choose by.");

    /// <summary>
    /// Writes a table (RFC 4180): a line of titles, then one for each point; an absent value is empty, values are joined by spaces.
    /// </summary>
    /// <param name="output">Where to; left open.</param>
    public void WriteCsv(Stream output)
    {
        using var csv = CsvWriter.Create(output, CsvWriterOptions.Default, leaveOpen: true);
        csv.WriteRecord((string[])
        [
            "point", .. plan.Grid.Axes.Select(a => a.Key),
            "metric", "mean", "std", "worst", "values", "dev", "best_on_dev", "seconds", "problem",
        ]);
        foreach (var row in Rows)
        {
            csv.WriteRecord((string?[])
            [
                row.Point.Name, .. row.Point.Values, row.Swept.Metric, Text(row.Mean), Text(row.Std), Text(row.Worst),
                string.Join(' ', row.Swept.Values.Select(v => Text(v))), Text(row.Swept.Dev),
                ReferenceEquals(row.Point, BestOnDev) ? "true" : "false",
                row.Swept.Seconds.ToString("0.0", CultureInfo.InvariantCulture), row.Swept.Problem,
            ]);
        }
    }

    private static string? Text(double? value) => value?.ToString(CultureInfo.InvariantCulture);
}
