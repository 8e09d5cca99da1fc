using System.Text.Json;
using Weft.Data;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>Puts a run's results together as <c>report.json</c>.</summary>
public static class ReportBuilder
{
    private const int Resamples = 10_000;

    /// <summary>Builds the report of a search or of a training of a genotype, and writes it.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="work">Its space.</param>
    /// <param name="genotype">What was found or given.</param>
    /// <param name="search">What the search did; null for a given genotype.</param>
    /// <param name="outcomes">The found network, last, and its rivals.</param>
    /// <param name="trials">The search's trials; null where it had none.</param>
    public static RunReport Build(
        FusionExperiment experiment, FusionWork work, IGenotype genotype, SearchResult? search, IReadOnlyList<MethodOutcome> outcomes,
        TrialSearchReport? trials = null)
    {
        var found = outcomes[^1];
        var metric = experiment.Task.MetricName();
        using var labels = experiment.Data.Labels(Split.Test);
        var classes = new ClassReports(experiment.Task);
        var report = new RunReport
        {
            Kind = experiment.Settings.Kind,
            Task = experiment.Task.Name,
            Method = experiment.Settings.Method,
            Seed = experiment.Settings.Seed,
            Compatibility = experiment.Settings.Compatibility.ToString().ToLowerInvariant(),
            Genotype = JsonDocument.Parse(genotype.ToJson()).RootElement.Clone(),
            GenotypeHash = genotype.Hash,
            Architecture = work.RetrainSpace.Draw(genotype),
            Test = classes.Metrics(PairedStatistics.Mean(found.Metrics), found.TestLogits, labels),
            Dev = One(metric, PairedStatistics.Mean(found.DevMetrics)),
            Parameters = found.Parameters,
            SearchSeconds = search?.Seconds,
            Search = trials,
            TrainSeconds = found.Seconds,
            Baselines = [.. outcomes.Select(o => Baseline(experiment, o, metric))],
            Differences = outcomes.Count > 1 ? [.. Differences(experiment, outcomes, found, metric)] : null,
            Classes = classes.Classes(found.TestLogits, labels),
            Confusion = classes.Confusion(found.TestLogits, labels),
            Data = experiment.Data.Facts,
            Environment = experiment.Environment,
            Remarks = experiment.Remarks(),
        };
        Write(experiment.Run.Folder, report);
        return report;
    }

    /// <summary>Builds the report of an encoder's training, and writes it.</summary>
    public static RunReport BuildEncoder(FusionExperiment experiment, string modality, double dev, double test, long parameters, double? seconds)
    {
        var metric = experiment.Task.MetricName();
        var report = new RunReport
        {
            Kind = experiment.Settings.Kind,
            Task = experiment.Task.Name,
            Method = $"encoder:{modality}",
            Seed = experiment.Settings.Seed,
            Compatibility = experiment.Settings.Compatibility.ToString().ToLowerInvariant(),
            Test = One(metric, test),
            Dev = One(metric, dev),
            Parameters = parameters,
            TrainSeconds = seconds,
            Data = experiment.Data.Facts,
            Environment = experiment.Environment,
            Remarks = experiment.Remarks(),
        };
        Write(experiment.Run.Folder, report);
        return report;
    }

    /// <summary>Reads a run's report.</summary>
    /// <exception cref="WeftException">There is none, or it is damaged.</exception>
    public static RunReport Read(string folder)
    {
        var path = Path.Combine(folder, RunFolder.ReportName);
        if (!File.Exists(path))
        {
            throw new UsageException($"{folder} has no {RunFolder.ReportName} yet: the run is not finished; go on with --resume.");
        }

        try
        {
            return StrictJson.Checked(JsonSerializer.Deserialize<RunReport>(File.ReadAllText(path), StrictJson.Options)
                ?? throw new InvalidFileException(path, "is empty."));
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(path, "is damaged; delete it and run again with --resume, which makes it anew.", error);
        }
    }

    private static void Write(string folder, RunReport report) =>
        AtomicFile.WriteAllText(Path.Combine(folder, RunFolder.ReportName), JsonSerializer.Serialize(report, RunReport.Json));

    private static Dictionary<string, double> One(string name, double value) => new(StringComparer.Ordinal) { [name] = value };

    private static BaselineReport Baseline(FusionExperiment experiment, MethodOutcome outcome, string metric) => new()
    {
        Name = outcome.Name,
        Metric = metric,
        Seeds = [.. outcome.Metrics.Select((_, k) => experiment.Settings.Seed + (ulong)k)],
        Values = outcome.Metrics,
        Mean = PairedStatistics.Mean(outcome.Metrics),
        Std = outcome.Metrics.Length > 1 ? PairedStatistics.SampleStd(outcome.Metrics) : 0,
        Parameters = outcome.Parameters,
        Seconds = outcome.Seconds,
        Note = outcome.Note,
    };

    private static IEnumerable<PairedDifference> Differences(
        FusionExperiment experiment, IReadOnlyList<MethodOutcome> outcomes, MethodOutcome found, string metric)
    {
        foreach (var other in outcomes.Where(o => o != found))
        {
            MeanInterval interval;
            var random = new Random((int)(Seeds.Derive(experiment.Settings.Seed, "bootstrap") & int.MaxValue));
            if (experiment.Task.Metric == MetricKind.F1Weighted)
            {
                interval = PairedF1.Bootstrap(experiment.Task.Classes, Guesses(experiment, found), Guesses(experiment, other), random);
            }
            else if (experiment.Task.Metric == MetricKind.Accuracy)
            {
                interval = PairedStatistics.PairedBootstrap(Right(experiment, found), Right(experiment, other), random, Resamples);
            }
            else if (found.Metrics.Length > 1)
            {
                interval = PairedStatistics.StudentInterval([.. found.Metrics.Zip(other.Metrics, (a, b) => a - b)]);
            }
            else
            {
                continue;
            }

            yield return new PairedDifference(other.Name, metric, interval.Mean, interval.Low, interval.High, interval.Confidence, interval.Method);
        }
    }

    /// <summary>For each seed, whether each test sample was answered rightly.</summary>
    private static bool[][] Right(FusionExperiment experiment, MethodOutcome outcome)
    {
        using var scope = new TensorScope();
        using var labels = experiment.Data.Labels(Split.Test);
        var truth = labels.Gather([.. Enumerable.Range(0, labels.Count)]).Scoped().ToArray<long>();
        return Array.ConvertAll(outcome.TestLogits, logits =>
            logits.ToTensor().ArgMax(1).ToArray<long>().Zip(truth, (guess, right) => guess == right).ToArray());
    }

    /// <summary>The labels of each test sample, and those that each seed predicts.</summary>
    private static LabelGuesses Guesses(FusionExperiment experiment, MethodOutcome outcome)
    {
        using var scope = new TensorScope();
        using var labels = experiment.Data.Labels(Split.Test);
        var truth = labels.Gather([.. Enumerable.Range(0, labels.Count)]).Scoped().Gt(0.5);
        int[][] Sets(Tensor chosen)
        {
            var flags = chosen.To(DType.UInt8).ToArray<byte>();
            return [.. flags.Chunk(experiment.Task.Classes).Select(row => Enumerable.Range(0, row.Length).Where(c => row[c] != 0).ToArray())];
        }

        return new LabelGuesses(Sets(truth), [.. outcome.TestLogits.Select(logits => Sets(logits.ToTensor().Gt(MetricAccumulator.LogitThreshold())))]);
    }
}
