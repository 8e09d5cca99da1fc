using System.ComponentModel.DataAnnotations;
using Weft.Data.Loading;
using Weft.Tasks;
using Weft.Torch;
using Weft.Training;

namespace Weft.Search;

/// <summary>Settings of a bilevel search; the defaults are those of the published MM-IMDB search (BM-NAS specification 2.5).</summary>
public sealed record BilevelSettings : RestartTrainingSettings
{
    /// <summary>
    /// How many of the decoded genotypes are trained as discrete networks, of which the best on dev is the found one; 5. They are the best
    /// epochs' of as many equal parts of the search, without repetitions. The supernet's own score says little of them (specification
    /// 5, item 9). 1, as published, takes the best epoch's untried; so do reference rules.
    /// </summary>
    [Range(1, 1000)]
    public int Candidates { get; init; } = 5;

    /// <summary>Learning rate of the architecture parameters; 3e-4.</summary>
    [Range(0.0, 10.0)]
    public double ArchitectureRate { get; init; } = 3e-4;

    /// <summary>L2 decay of the architecture parameters; 1e-3.</summary>
    [Range(0.0, 10.0)]
    public double ArchitectureWeightDecay { get; init; } = 1e-3;
}

/// <summary>What a bilevel search is made of.</summary>
public sealed record BilevelSetup
{
    /// <summary>Loss and metric.</summary>
    public required ITask Task { get; init; }

    /// <summary>The supernet.</summary>
    public required ISupernet Supernet { get; init; }

    /// <summary>Whether the search learns a weight, by its name in the supernet's network; null for all of them.</summary>
    public Func<string, bool>? Learns { get; init; }

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

    /// <summary>When a cosine cycle ends; as <see cref="Compatibility"/> says by default.</summary>
    public RestartRule? Restarts { get; init; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; init; } = Device.Cpu;
}
