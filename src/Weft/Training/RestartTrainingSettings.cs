using System.ComponentModel.DataAnnotations;
using Weft.Data.Loading;

namespace Weft.Training;

/// <summary>
/// How weights are trained by Adam with a cosine learning rate and warm restarts; the defaults are the published ones of MM-IMDB
/// (BM-NAS specification 2.2 and 2.5).
/// </summary>
public abstract record RestartTrainingSettings : IValidatableObject
{
    /// <summary>Epochs; 30.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 30;

    /// <summary>Samples in a batch; 8.</summary>
    [Range(2, 1_000_000)]
    public int BatchSize { get; init; } = 8;

    /// <summary>Highest learning rate of the weights; 1e-3.</summary>
    [Range(0.0, 10.0)]
    public double MaximumRate { get; init; } = 1e-3;

    /// <summary>Lowest learning rate of the weights; 1e-6.</summary>
    [Range(0.0, 10.0)]
    public double MinimumRate { get; init; } = 1e-6;

    /// <summary>Epochs of the first cosine cycle (Ti); 1.</summary>
    [Range(0.001, 100_000)]
    public double CycleEpochs { get; init; } = 1;

    /// <summary>Factor of each further cycle (Tm); 2.</summary>
    [Range(1.0, 100)]
    public double CycleGrowth { get; init; } = 2;

    /// <summary>L2 decay of the weights; 1e-4.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 1e-4;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinimumRate > MaximumRate)
        {
            yield return new ValidationResult($"minimumRate is {MinimumRate}, which is above maximumRate, {MaximumRate}.");
        }
    }

    /// <summary>
    /// The learning rate's schedule. Published schedules count the last partial batch as a fraction; exact ones count the steps there are,
    /// since otherwise a cycle ends, and the rate jumps up, before its last epoch does.
    /// </summary>
    /// <param name="train">The batches of training.</param>
    /// <param name="rule">When a cycle ends.</param>
    internal RestartSchedule Schedule(BatchLoader train, RestartRule rule) =>
        Schedule(rule == RestartRule.Legacy ? train.BatchesExact : train.Batches, rule);

    /// <summary>The learning rate's schedule over a number of steps in an epoch.</summary>
    /// <param name="steps">Steps in an epoch.</param>
    /// <param name="rule">When a cycle ends.</param>
    internal RestartSchedule Schedule(double steps, RestartRule rule) => new(MaximumRate, MinimumRate, CycleEpochs, CycleGrowth, steps, rule);
}
