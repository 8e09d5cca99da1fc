using System.ComponentModel.DataAnnotations;
using Weft.MmNas;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Visual question answering (MmNas specification 6.1).</summary>
public sealed record AnswerSettings
{
    /// <summary>An answer is learned if it is given more often than this; 8 as published.</summary>
    [Range(0, 1_000_000)]
    public int MinimumCount { get; init; } = 8;
}

/// <summary>Visual grounding (MmNas specification 4.2).</summary>
public sealed record GroundingSettings
{
    /// <summary>How regions are scored: <c>kld</c>, all of an image together, or <c>bce</c>, each by itself; <c>kld</c>.</summary>
    public GroundingRule Loss { get; init; }

    /// <summary>What the boxes' offsets count beside the scores; 0.5.</summary>
    [Range(0.0, 1000.0)]
    public double OffsetWeight { get; init; } = 0.5;

    /// <summary>From which overlap on a region is right; 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Overlap { get; init; } = 0.5;
}

/// <summary>What pairs learn from.</summary>
public enum MatchingLoss
{
    /// <summary><c>logits</c>, and <c>bce</c> under reference rules.</summary>
    Auto,

    /// <summary>Binary cross entropy of probabilities, right pairs counted twice, as published.</summary>
    Bce,

    /// <summary>Binary cross entropy of logits, right pairs counted twice: the same numbers, with gradients where probabilities saturate.</summary>
    Logits,

    /// <summary>A margin of 0.2 between right and wrong pairs (the published option).</summary>
    Margin,

    /// <summary>Each sentence picks its image, and each image its sentence, among all of the batch.</summary>
    Contrastive,
}

/// <summary>Image-text matching (MmNas specification 4.3 and 5.2).</summary>
public sealed record MatchingSettings
{
    /// <summary>What pairs learn from.</summary>
    public MatchingLoss Loss { get; init; }

    /// <summary>The first epoch, 0-based, before which hard negatives are looked for; 0. Until then they are drawn at random.</summary>
    [Range(0, 100_000)]
    public int HardFrom { get; init; }

    /// <summary>Every how many epochs; 1.</summary>
    [Range(1, 100_000)]
    public int HardEvery { get; init; } = 1;

    /// <summary>Among how many random ones the hardest are looked for; 64.</summary>
    [Range(1, 100_000)]
    public int RandomNegatives { get; init; } = 64;

    /// <summary>The first epoch of a search, 0-based, before which hard negatives are looked for; 10.</summary>
    [Range(0, 100_000)]
    public int SearchHardFrom { get; init; } = 10;

    /// <summary>Among how many random ones a search looks for the hardest; 32.</summary>
    [Range(1, 100_000)]
    public int SearchRandomNegatives { get; init; } = 32;

    /// <summary>How many of them are kept, of which each step takes one at random; 5.</summary>
    [Range(1, 100_000)]
    public int HardNegatives { get; init; } = 5;

    /// <summary>How many pairs are scored at once where nothing is learned; 512.</summary>
    [Range(1, 1_000_000)]
    public int PairsAtOnce { get; init; } = 512;
}
