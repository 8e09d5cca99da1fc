using System.Text.Json;
using Weft.MmNas;
using Weft.Runs;
using Weft.Search;
using Weft.Torch.Files;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Puts the results of a run of MmNas together as <c>report.json</c>.</summary>
public static class MmNasReport
{
    private const int Resamples = 2000;
    private const int ExampleCount = 12;

    /// <summary>Builds the report and writes it.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="genotype">What was found or given.</param>
    /// <param name="search">What the search did; null for a given genotype.</param>
    /// <param name="outcomes">The rivals, and the found network last.</param>
    /// <param name="trials">The search's trials; null where it had none.</param>
    public static RunReport Build(
        MmNasExperiment experiment, MmNasGenotype genotype, SearchResult? search, IReadOnlyList<SentenceOutcome> outcomes, TrialSearchReport? trials)
    {
        var (task, found) = (experiment.Task, outcomes[^1]);
        var judged = found.Results[0][0].Metrics.Count > 0;
        var report = new RunReport
        {
            Kind = experiment.Settings.Kind,
            Task = task.Name,
            Method = experiment.Settings.Method,
            Seed = experiment.Settings.Seed,
            Compatibility = experiment.Settings.Compatibility.ToString().ToLowerInvariant(),
            Genotype = JsonDocument.Parse(genotype.ToJson()).RootElement.Clone(),
            GenotypeHash = ((IGenotype)genotype).Hash,
            Architecture = MmNasDrawing.Draw(genotype),
            Test = judged ? Means(found, 0) : null,
            Dev = found.DevMetrics.Length > 0
                ? new Dictionary<string, double>(StringComparer.Ordinal) { [task.MetricName] = PairedStatistics.Mean(found.DevMetrics) }
                : null,
            Parameters = found.Parameters,
            SearchSeconds = search?.Seconds,
            Search = trials,
            TrainSeconds = found.Seconds,
            Baselines = judged ? [.. outcomes.Select(o => Line(experiment, o))] : null,
            Differences = judged && outcomes.Count > 1 ? [.. outcomes.SkipLast(1).Select(o => Difference(experiment, o, found))] : null,
            Types = Types(found),
            Splits = judged && task.TestSplits.Count > 1
                ? [.. task.TestSplits.Select((split, i) => new SplitReport(
                    split, task.MetricName, Means(found, i)[task.MetricName], found.Results[0][i].Samples.Length))]
                : null,
            Retrieval = Retrieval(found),
            Examples = Examples(experiment, genotype),
            Data = task.Facts,
            Environment = experiment.Environment,
            Remarks = experiment.Remarks(),
        };
        AtomicFile.WriteAllText(Path.Combine(experiment.Run.Folder, RunFolder.ReportName), JsonSerializer.Serialize(report, RunReport.Json));
        return report;
    }

    /// <summary>The mean of each metric over the seeds.</summary>
    private static Dictionary<string, double> Means(SentenceOutcome outcome, int split) => outcome.Results[0][split].Metrics.Keys
        .ToDictionary(name => name, name => PairedStatistics.Mean([.. outcome.Results.Select(seed => seed[split].Metrics[name])]), StringComparer.Ordinal);

    private static List<TypeReport>? Types(SentenceOutcome outcome) => outcome.Results[0][0].Types is null
        ? null
        : [.. outcome.Results.SelectMany(seed => seed[0].Types!).GroupBy(t => (t.Group, t.Name))
            .Select(same => same.First() with { Accuracy = same.Average(t => t.Accuracy) })];

    private static List<RetrievalReport>? Retrieval(SentenceOutcome outcome) => outcome.Results[0][0].Retrieval is not { } first
        ? null
        : [.. first.Select((line, i) =>
        {
            var same = outcome.Results.Select(seed => seed[0].Retrieval![i]).ToList();
            return line with
            {
                RecallAt1 = same.Average(s => s.RecallAt1),
                RecallAt5 = same.Average(s => s.RecallAt5),
                RecallAt10 = same.Average(s => s.RecallAt10),
                MedianRank = same.Average(s => s.MedianRank),
                MeanRank = same.Average(s => s.MeanRank),
            };
        })];

    private static BaselineReport Line(MmNasExperiment experiment, SentenceOutcome outcome)
    {
        double[] values = [.. outcome.Results.Select(seed => seed[0].Metric)];
        return new BaselineReport
        {
            Name = outcome.Name,
            Metric = experiment.Task.MetricName,
            Seeds = [.. values.Select((_, k) => experiment.Settings.Seed + (ulong)k)],
            Values = values,
            Mean = PairedStatistics.Mean(values),
            Std = values.Length > 1 ? PairedStatistics.SampleStd(values) : 0,
            Parameters = outcome.Parameters,
            Seconds = outcome.Seconds,
            Note = outcome.Note,
        };
    }

    private static PairedDifference Difference(MmNasExperiment experiment, SentenceOutcome other, SentenceOutcome found)
    {
        var random = new Random((int)(Seeds.Derive(experiment.Settings.Seed, "bootstrap") & int.MaxValue));
        var interval = PairedStatistics.PairedBootstrap(
            [.. found.Results.Select(seed => seed[0].Samples)], [.. other.Results.Select(seed => seed[0].Samples)], random, Resamples);
        return new PairedDifference(
            other.Name, experiment.Task.MetricName, interval.Mean, interval.Low, interval.High, interval.Confidence, interval.Method);
    }

    private static IReadOnlyList<ExampleReport> Examples(MmNasExperiment experiment, MmNasGenotype genotype)
    {
        var plan = SentenceComparison.FoundPlan(genotype, experiment.Settings.Seed);
        var trained = experiment.Ledger.Find<TrainedSentenceNetwork>(plan.Stage)!;
        var pictures = new ExamplePictures(experiment.Pictures, experiment.Run.Folder);
        return experiment.Ledger.Once("examples", () => new FoundExamples(new SentenceNetworks(experiment).With(plan, trained, network =>
            experiment.Task.Examples(network, experiment.Task.Part(experiment.Task.TestSplits[0]), ExampleCount, pictures)))).Examples;
    }

    /// <summary>Examples as they are kept between starts.</summary>
    /// <param name="Examples">The examples.</param>
    internal sealed record FoundExamples(IReadOnlyList<ExampleReport> Examples);
}
