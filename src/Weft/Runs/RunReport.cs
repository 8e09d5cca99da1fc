using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weft.Runs;

/// <summary>The result of a run, for programs: <c>report.json</c>. What does not apply is left out.</summary>
public sealed record RunReport
{
    /// <summary>How reports are written and read: camel case, nulls left out, indented.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Version of this file's shape.</summary>
    public int Format { get; init; } = 1;

    /// <summary>What the run did: <c>search</c>, <c>train</c>, <c>encoder</c> or <c>adapt</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The task, such as <c>avmnist</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The method, such as <c>bmnas</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary><c>sound</c> or <c>reference</c>.</summary>
    public string Compatibility { get; init; } = "sound";

    /// <summary>The found architecture, canonical.</summary>
    public JsonElement? Genotype { get; init; }

    /// <summary>The hash of the genotype's canonical JSON.</summary>
    public string? GenotypeHash { get; init; }

    /// <summary>The architecture as a graph, for drawing.</summary>
    public ArchitectureGraph? Architecture { get; init; }

    /// <summary>Metric name to value on the test split; the first is the task's headline metric; fractions in 0..1.</summary>
    public IReadOnlyDictionary<string, double>? Test { get; init; }

    /// <summary>Metric name to value on the dev split.</summary>
    public IReadOnlyDictionary<string, double>? Dev { get; init; }

    /// <summary>Trainable numbers of the found network (fusion part: reshape layers, cells, classifier).</summary>
    public long? Parameters { get; init; }

    /// <summary>Seconds the search took, without encoders and cache.</summary>
    public double? SearchSeconds { get; init; }

    /// <summary>Seconds the retraining took, mean over seeds.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>The honesty block: methods beside each other on the same data and the same retraining.</summary>
    public IReadOnlyList<BaselineReport>? Baselines { get; init; }

    /// <summary>Paired differences between the found network and the others.</summary>
    public IReadOnlyList<PairedDifference>? Differences { get; init; }

    /// <summary>A trial-based search: its trials and how well their scores were foreseen. Absent for bilevel search.</summary>
    public TrialSearchReport? Search { get; init; }

    /// <summary>Each class or label as the found network tells it on test, over all seeds together.</summary>
    public IReadOnlyList<ClassReport>? Classes { get; init; }

    /// <summary>Which class the found network took for which on test, over all seeds together: rows are the truth, columns the predictions.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Confusion { get; init; }

    /// <summary>How often the found network is right by kind of question, kind of answer or another division of the test split.</summary>
    public IReadOnlyList<TypeReport>? Types { get; init; }

    /// <summary>A metric on each of several named splits, such as <c>testA</c> and <c>testB</c>.</summary>
    public IReadOnlyList<SplitReport>? Splits { get; init; }

    /// <summary>How high the right match ranks, in each direction and gallery.</summary>
    public IReadOnlyList<RetrievalReport>? Retrieval { get; init; }

    /// <summary>Samples with what the found network made of them, for people; the first 200 are shown.</summary>
    public IReadOnlyList<ExampleReport>? Examples { get; init; }

    /// <summary>What an adaptation between domains has to show. Absent for other runs.</summary>
    public AdaptationReport? Adaptation { get; init; }

    /// <summary>Facts about the data: counts, the manifest's hash.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>What it ran on: versions, threads, device.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Sentences a reader must know (what was skipped, repaired or falls short).</summary>
    public IReadOnlyList<string>? Remarks { get; init; }
}

/// <summary>One line of the honesty block.</summary>
public sealed record BaselineReport
{
    /// <summary>
    /// <c>single:MODALITY</c>, <c>late-fusion</c>, <c>random-search</c> or <c>found</c>; in an adaptation a method's name, such as <c>glad</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The metric.</summary>
    public required string Metric { get; init; }

    /// <summary>The seeds, one for each value.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>The metric on the test split for each seed.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Mean over the seeds.</summary>
    public double Mean { get; init; }

    /// <summary>Sample standard deviation over the seeds (n - 1).</summary>
    public double Std { get; init; }

    /// <summary>Trainable numbers, mean over seeds where they differ.</summary>
    public long? Parameters { get; init; }

    /// <summary>Seconds of training and evaluation for one seed, mean.</summary>
    public double? Seconds { get; init; }

    /// <summary>How it was made, in a sentence.</summary>
    public string? Note { get; init; }
}

/// <summary>The found network minus another method, paired over seeds and test samples.</summary>
/// <param name="Against">The other method's name.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Mean">Mean difference.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Confidence">Such as 0.95.</param>
/// <param name="Method">How the interval was computed, in a few words.</param>
public sealed record PairedDifference(
    string Against, string Metric, double Mean, double Low, double High, double Confidence, string Method);
