using System.Text.Json;
using Weft.Runs;
using Weft.Search;
using Weft.Torch.Files;

namespace Weft.Experiments.Adaptation;

/// <summary>Puts the results of a run that adapts together as <c>report.json</c>.</summary>
public static class AdaptationReportBuilder
{
    private const int Resamples = 2000;
    private const string Accuracy = "top1";

    /// <summary>Builds the report and writes it.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="networks">Its networks.</param>
    /// <param name="outcomes">The rivals, and the run's own method last.</param>
    /// <param name="complete">Adds what a search has to say; null for nothing.</param>
    public static RunReport Build(
        AdaptationExperiment experiment, AdaptationNetworks networks, IReadOnlyList<AdaptedOutcome> outcomes, Func<RunReport, RunReport>? complete = null)
    {
        var (settings, own) = (experiment.Settings, outcomes[^1]);
        var tested = own.Results.Count > 0;
        var rivals = outcomes.Where(o => o.Results.Count > 0 && string.Equals(o.Headline, own.Headline, StringComparison.Ordinal)).ToList();
        var pictures = new AdaptationPictures(experiment, networks);
        var report = new RunReport
        {
            Kind = settings.Kind,
            Task = settings.Task,
            Method = settings.Method,
            Seed = settings.Seed,
            Compatibility = settings.Compatibility.ToString().ToLowerInvariant(),
            Test = tested ? Means(own.Results) : null,
            Dev = HasDev(experiment, own) && own.Trained.All(t => t.DevMetric is not null)
                ? new Dictionary<string, double>(StringComparer.Ordinal) { ["kept epoch"] = PairedStatistics.Mean([.. own.Trained.Select(t => t.DevMetric!.Value)]) }
                : null,
            Parameters = own.Trained[0].Parameters,
            TrainSeconds = own.Trained.Average(t => t.Seconds),
            Baselines = tested ? [.. rivals.SelectMany(o => Lines(experiment, o))] : null,
            Differences = rivals.Count > 1 && own.Headline is Accuracy ? [.. rivals.SkipLast(1).Select(o => Difference(experiment, o, own))] : null,
            Classes = tested ? Classes(experiment, own) : null,
            Confusion = tested ? Sum(own) : null,
            Adaptation = tested
                ? new AdaptationReport
                {
                    Map = pictures.Map(own),
                    Clips = pictures.Clips(own),
                    Clusters = Rows(own, ("gcd", "semi-supervised k-means, mean of its tries"), ("kmeans", "k-means")),
                    OpenSet = OpenSet(own),
                }
                : null,
            Data = Facts(experiment),
            Environment = experiment.Environment,
            Remarks = experiment.Remarks(),
        };
        report = complete?.Invoke(report) ?? report;
        AtomicFile.WriteAllText(Path.Combine(experiment.Run.Folder, RunFolder.ReportName), JsonSerializer.Serialize(report, RunReport.Json));
        return report;
    }

    /// <summary>Whether epochs were chosen by held-out clips of the source: under reference rules the score may be of the target's labels.</summary>
    private static bool HasDev(AdaptationExperiment experiment, AdaptedOutcome outcome) =>
        experiment.Lists.Dev is not null && !outcome.Variant.Traits.Clusters;

    /// <summary>The mean of each metric over the seeds.</summary>
    private static Dictionary<string, double> Means(IReadOnlyList<AdaptedResult> results)
    {
        var means = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in results[0].Metrics.Keys)
        {
            means[name] = PairedStatistics.Mean([.. results.Select(r => r.Metrics[name])]);
        }

        return means;
    }

    /// <summary>A line for the weights that results are of, and one for the last epoch's where others were kept.</summary>
    private static IEnumerable<BaselineReport> Lines(AdaptationExperiment experiment, AdaptedOutcome outcome)
    {
        var note = Note(experiment, outcome);
        if (outcome.Trained.All(t => t.DevMetric is not null))
        {
            yield return Line(experiment, outcome, $"{outcome.Variant.Name}, last epoch", [.. outcome.Results.Select(r => (r.Last ?? r.Metrics)[outcome.Headline])], note);
            note += HasDev(experiment, outcome) ? "; the epoch that is best on held-out clips of the source" : "; the epoch that is best on the target's labels";
        }

        yield return Line(experiment, outcome, outcome.Variant.Name, [.. outcome.Results.Select(r => r.Metrics[outcome.Headline])], note);
    }

    private static BaselineReport Line(AdaptationExperiment experiment, AdaptedOutcome outcome, string name, double[] values, string note) => new()
    {
        Name = name,
        Metric = outcome.Headline,
        Seeds = [.. experiment.Seeds],
        Values = values,
        Mean = PairedStatistics.Mean(values),
        Std = values.Length > 1 ? PairedStatistics.SampleStd(values) : 0,
        Parameters = outcome.Trained[0].Parameters,
        Seconds = outcome.Trained.Average(t => t.Seconds),
        Note = note,
    };

    private static string Note(AdaptationExperiment experiment, AdaptedOutcome outcome)
    {
        var (settings, variant) = (experiment.Settings, outcome.Variant);
        var ordered = variant.Orders && settings.Order.Epochs > 0;
        var alone = variant.Traits.SourceAlone && !ordered;
        var note = outcome.Note ?? (alone ? "learned from the source alone" : "learned from both domains, from the target without labels");
        if (variant.Blends && settings.Clips.Transforms.Blend is { Probability: > 0 })
        {
            note += ", backgrounds blended in";
        }

        return ordered ? $"{note}, after {settings.Order.Epochs} epochs on the order of clips" : note;
    }

    private static PairedDifference Difference(AdaptationExperiment experiment, AdaptedOutcome other, AdaptedOutcome own)
    {
        var random = new Random((int)(Seeds.Derive(experiment.Settings.Seed, "bootstrap") & int.MaxValue));
        var interval = PairedStatistics.PairedBootstrap([.. own.Results.Select(r => r.Right)], [.. other.Results.Select(r => r.Right)], random, Resamples);
        return new PairedDifference(other.Variant.Name, Accuracy, interval.Mean, interval.Low, interval.High, interval.Confidence, interval.Method);
    }

    /// <summary>What was taken for what, over all seeds together, as far as there are classes.</summary>
    private static List<IReadOnlyList<long>> Sum(AdaptedOutcome own)
    {
        var size = own.Results.Max(r => r.Confusion.Count);
        return [.. Enumerable.Range(0, size).Select(truth => (IReadOnlyList<long>)[.. Enumerable.Range(0, size).Select(guess =>
            own.Results.Sum(r => truth < r.Confusion.Count && guess < r.Confusion[truth].Count ? r.Confusion[truth][guess] : 0))])];
    }

    private static List<ClassReport> Classes(AdaptationExperiment experiment, AdaptedOutcome own)
    {
        var counts = Sum(own);
        return [.. counts.Select((row, c) =>
        {
            var (support, found, guessed) = (row.Sum(), row[c], counts.Sum(other => other[c]));
            var (precision, recall) = (guessed > 0 ? (double)found / guessed : 0, support > 0 ? (double)found / support : 0);
            return new ClassReport(
                experiment.NameOf(c), support / own.Results.Count, precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
        })];
    }

    /// <summary>How well clusters agree with classes, over seeds; null where there are none.</summary>
    private static List<FigureRow>? Rows(AdaptedOutcome own, params (string Metric, string Note)[] metrics)
    {
        var rows = new List<FigureRow>();
        foreach (var (metric, note) in metrics.Where(m => own.Results[0].Metrics.ContainsKey(m.Metric)))
        {
            rows.Add(Clustered(own, metric, string.Empty, note));
            rows.Add(Clustered(own, metric, "_balanced", note + "; each class weighs the same"));
        }

        return rows.Count > 0 ? rows : null;
    }

    private static FigureRow Clustered(AdaptedOutcome own, string metric, string balanced, string note) => new(
        metric + balanced.Replace('_', ' '),
        [
            Figure(own, "ALL", metric + balanced),
            Figure(own, "Old", $"{metric}{balanced}_old"),
            Figure(own, "New", $"{metric}{balanced}_new"),
        ],
        note);

    private static List<FigureRow>? OpenSet(AdaptedOutcome own) => own.Results[0].Metrics.ContainsKey("h")
        ? [new FigureRow(own.Variant.Name, [Figure(own, "H", "h"), Figure(own, "OS*", "os"), Figure(own, "UNK", "unk")])]
        : null;

    /// <summary>A figure over seeds, or over one seed's tries where the metric has several.</summary>
    private static AdaptationFigure Figure(AdaptedOutcome own, string name, string key)
    {
        double[] values = [.. own.Results.Select(r => r.Metrics[key])];
        double? spread = values.Length > 1 ? PairedStatistics.SampleStd(values)
            : own.Results[0].Metrics.TryGetValue(key + "_std", out var tries) ? tries : null;
        return new AdaptationFigure(
            name, PairedStatistics.Mean(values), spread,
            own.Results[0].Metrics.ContainsKey(key + "_oracle") ? PairedStatistics.Mean([.. own.Results.Select(r => r.Metrics[key + "_oracle"])]) : null);
    }

    private static Dictionary<string, string> Facts(AdaptationExperiment experiment)
    {
        var lists = experiment.Lists;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["source"] = $"{lists.Source.Clips.Count} clips of {lists.Known} classes",
            ["content"] = lists.ContentHash,
        };
        foreach (var (name, list) in new[] { ("target", lists.Target), ("test", lists.AllTest), ("dev", lists.Dev) })
        {
            if (list is not null)
            {
                facts[name] = $"{list.Clips.Count} clips";
            }
        }

        return facts;
    }
}
