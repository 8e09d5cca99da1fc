using System.ComponentModel.DataAnnotations;
using Weft.Data.Loading;
using Weft.Tasks;
using Weft.Torch;

namespace Weft.Search;

/// <summary>Settings of a bilevel search; the defaults are those of the published MM-IMDB search (BM-NAS specification 2.5).</summary>
public sealed record BilevelSettings : IValidatableObject
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

    /// <summary>Learning rate of the architecture parameters; 3e-4.</summary>
    [Range(0.0, 10.0)]
    public double ArchitectureRate { get; init; } = 3e-4;

    /// <summary>L2 decay of the architecture parameters; 1e-3.</summary>
    [Range(0.0, 10.0)]
    public double ArchitectureWeightDecay { get; init; } = 1e-3;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinimumRate > MaximumRate)
        {
            yield return new ValidationResult($"minimumRate is {MinimumRate}, which is above maximumRate, {MaximumRate}.");
        }
    }
}

/// <summary>What a bilevel search is made of.</summary>
public sealed record BilevelSetup
{
    /// <summary>Loss and metric.</summary>
    public required ITask Task { get; init; }

    /// <summary>The supernet.</summary>
    public required ISupernet Supernet { get; init; }

    /// <summary>Draws dropout masks; saved in checkpoints.</summary>
    public required Generator Noise { get; init; }

    /// <summary>Batches for the weights.</summary>
    public required BatchLoader Train { get; init; }

    /// <summary>Batches for the architecture parameters.</summary>
    public required BatchLoader Dev { get; init; }

    /// <summary>The same split in stored order, to score an epoch.</summary>
    public required BatchLoader DevEvaluation { get; init; }

    /// <summary>Rates, decays, epochs.</summary>
    public required BilevelSettings Settings { get; init; }

    /// <summary>Whose rules.</summary>
    public Compatibility Compatibility { get; init; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; init; } = Device.Cpu;
}
