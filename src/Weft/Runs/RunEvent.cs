using System.Text.Json.Serialization;

namespace Weft.Runs;

/// <summary>One line of <c>log.jsonl</c>. Which fields are set depends on <see cref="Event"/>.</summary>
public sealed record RunEvent
{
    /// <summary><c>start</c>, <c>stage</c>, <c>step</c>, <c>epoch</c>, <c>losses</c>, <c>probabilities</c>, <c>checkpoint</c>, <c>remark</c> or <c>end</c>.</summary>
    public required string Event { get; init; }

    /// <summary>UTC time, ISO 8601.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The part of the run, such as <c>encoder:image</c>, <c>search</c>, <c>retrain:2</c> or <c>baseline:late-fusion:1</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>1-based epoch.</summary>
    public int? Epoch { get; init; }

    /// <summary>The last epoch there will be.</summary>
    public int? Epochs { get; init; }

    /// <summary><c>train</c>, <c>dev</c> or <c>test</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Optimizer steps so far in this stage.</summary>
    public long? Step { get; init; }

    /// <summary>Mean loss.</summary>
    public double? Loss { get; init; }

    /// <summary>What a loss is made of, and how well its classifiers tell: means over an epoch, by name.</summary>
    public IReadOnlyDictionary<string, double>? Losses { get; init; }

    /// <summary>The task's headline metric, a fraction.</summary>
    public double? Metric { get; init; }

    /// <summary>The metric's name.</summary>
    public string? MetricName { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Seconds that the epoch or stage took.</summary>
    public double? Seconds { get; init; }

    /// <summary>The genotype decoded at this moment.</summary>
    public string? GenotypeHash { get; init; }

    /// <summary>Architecture probabilities at the end of an epoch.</summary>
    public IReadOnlyList<ProbabilityGroup>? Probabilities { get; init; }

    /// <summary>A sentence.</summary>
    public string? Message { get; init; }
}

/// <summary>A set of alternatives and how likely each is: the inputs of a cell, the operations of a step.</summary>
/// <param name="Kind">The kind of parameter: <c>alpha</c>, <c>beta</c>, <c>gamma</c>.</param>
/// <param name="Title">Where it stands, such as <c>Cell 1, step 1</c>.</param>
/// <param name="Labels">The alternatives.</param>
/// <param name="Values">A probability or strength in 0..1 for each.</param>
public sealed record ProbabilityGroup(
    string Kind, string Title, IReadOnlyList<string> Labels, [property: JsonPropertyName("values")] IReadOnlyList<double> Values);
