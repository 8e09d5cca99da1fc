namespace Weft.Runs.Html;

/// <summary>The head of the page: what was run, its headline number, the verdict, what a reader must know.</summary>
internal static class TitleSection
{
    /// <summary>Builds the section.</summary>
    public static Markup Build(RunPage page)
    {
        var report = page.Report;
        var kind = report.Kind switch
        {
            "search" => "Architecture search",
            "train" => "Training",
            "encoder" => "Encoder training",
            "adapt" => "Adaptation",
            _ => report.Kind,
        };
        return Markup.Of($"""
            <header><p class="eyebrow">Weft · {kind}</p><h1>{report.Task} <span class="with">with</span> {(MethodResult.IsAdaptation(report) ? MethodResult.NameOf(report.Method) : report.Method)}</h1>
            <div class="head">{Headline(report)}<dl class="facts">{Facts(page)}</dl></div>
            {VerdictBox(report)}
            {Remarks(page)}</header>
            """);
    }

    private static Markup Headline(RunReport report)
    {
        var found = MethodResult.All(report).FirstOrDefault(result => result.IsFound);
        if (found is not null)
        {
            var seeds = found.Line.Values.Count;
            var how = seeds > 1 ? $"mean ± standard deviation over {seeds} seeds" : "a single seed";
            return Number(Numbers.Percent(found.Mean), found.Std, $"{found.Line.Metric} of {found.Subject.Within} on the test split, {how}");
        }

        return report.Test is { Count: > 0 } test
            ? Number(Numbers.Percent(test.First().Value), null, $"{test.First().Key} on the test split")
            : Markup.Empty;
    }

    private static Markup Number(string mean, double? std, string caption)
    {
        var deviation = std is { } value ? Markup.Of($" <span class=\"std\">± {Numbers.Percent(value)}</span>") : Markup.Empty;
        return Markup.Of($"<p class=\"headline\"><b>{mean}{deviation}<span class=\"unit\"> %</span></b><span>{caption}</span></p>");
    }

    private static Markup Facts(RunPage page)
    {
        var report = page.Report;
        var rows = new List<Markup> { Fact("compatibility", Markup.Of($"<b>{report.Compatibility}</b> {Meaning(report)}")) };
        rows.Add(Fact("seed", Markup.Of($"{report.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)}")));
        if (page.Log.Started is { } started && page.Log.LastEvent is { } last)
        {
            rows.Add(Fact("date", Markup.Of($"{Numbers.Moment(started)}, {Numbers.Duration((last - started).TotalSeconds)} to the last event")));
        }

        if (report.Parameters is { } parameters)
        {
            rows.Add(Fact("parameters", Markup.Of($"{Numbers.Count(parameters)}")));
        }

        AddMetrics(rows, "test", report.Test);
        AddMetrics(rows, "dev", report.Dev);
        if (report.GenotypeHash is { } hash)
        {
            rows.Add(Fact("genotype", Markup.Of($"<code>{(hash.Length > 16 ? hash[..16] + "…" : hash)}</code>")));
        }

        return Markup.Join(rows);
    }

    private static void AddMetrics(List<Markup> rows, string split, IReadOnlyDictionary<string, double>? metrics)
    {
        if (metrics is { Count: > 0 })
        {
            rows.Add(Fact(split, Markup.Join(metrics.Select((metric, i) =>
                Markup.Of($"{(i == 0 ? "" : ", ")}{metric.Key} {Numbers.Percent(metric.Value)} %")))));
        }
    }

    private static Markup Fact(string name, Markup value) => Markup.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");

    private static string Meaning(RunReport report) => report.Compatibility switch
    {
        "sound" when report.Method is MmNas.MmNasGenotype.SpaceName => "– nothing was chosen on the test split.",
        "sound" => "– nothing was chosen on the test split, and frozen encoders stayed frozen.",
        "reference" => "– the published behaviour with its quirks; where the original chooses on the test split, so does this run.",
        _ => "– not a setting that this version knows.",
    };

    private static Markup VerdictBox(RunReport report)
    {
        if (Verdict.Of(report) is not { } verdict)
        {
            return Markup.Empty;
        }

        var (mark, style) = verdict.Outcome switch
        {
            Outcome.Better => ("▲", "better"),
            Outcome.Worse => ("▼", "worse"),
            _ => ("●", "undecided"),
        };
        return Markup.Of($"""
            <div class="verdict {style}"><span class="mark" aria-hidden="true">{mark}</span><div><p class="lead">{verdict.Sentences[0]}</p>{(verdict.Sentences.Count > 1 ? Markup.Of($"<p>{string.Join(" ", verdict.Sentences.Skip(1))}</p>") : Markup.Empty)}</div></div>
            """);
    }

    private static Markup Remarks(RunPage page)
    {
        var remarks = (page.Report.Remarks ?? []).Concat(MethodResult.Contradictions(page.Report)).Concat(page.Problems).ToList();
        return remarks.Count == 0
            ? Markup.Empty
            : Markup.Of($"""<section class="remarks" aria-label="Remarks"><h2>To know before reading on</h2><ul>{remarks.Select(remark => Markup.Of($"<li>{remark}</li>"))}</ul></section>""");
    }
}
