using System.ComponentModel.DataAnnotations;
using Weft.Cdar.Evaluation;
using Weft.Settings;

namespace Weft.Experiments.Adaptation;

/// <summary>What <c>weft search alignment</c> chooses from.</summary>
public sealed record AlignmentSpaceSettings
{
    /// <summary>What the weight of each of GLAD's domain classifiers may be; 0 leaves it out. 0, 0.5, 1 and 2.</summary>
    [Range(0.0, 1e6)]
    public ValueList<double> Weights { get; init; } = new([0, 0.5, 1, 2]);

    /// <summary>
    /// How many of the sampler's views may be local; by default any number for samplers that take locals and globals by number
    /// (<c>multiScale</c>) or know neither, and the rows of <c>localGlobal</c>.
    /// </summary>
    [Range(0, 64)]
    public ValueList<int>? Locals { get; init; }

    /// <summary>What the weight of learning the order of local views may be; 0 leaves it out. 0, 0.5 and 1.</summary>
    [Range(0.0, 1e6)]
    public ValueList<double> Orders { get; init; } = new([0, 0.5, 1]);
}

/// <summary>What a held-out clip of the source counts in the criterion of a search.</summary>
public enum ValidationLoss
{
    /// <summary>1 less the probability of its class: between right and wrong it tells networks apart that are all right.</summary>
    Doubt,

    /// <summary>0 if it is told rightly, 1 if not.</summary>
    Error,
}

/// <summary>
/// How the trials of <c>weft search alignment</c> are trained and compared: on held-out clips of the source, without labels of the target.
/// </summary>
public sealed record AlignmentTrialSettings
{
    /// <summary>How many trials; 20.</summary>
    [Range(1, 1_000_000)]
    public int Count { get; init; } = 20;

    /// <summary>Epochs of a trial; 5.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 5;

    /// <summary>
    /// How many of the best trials are trained as long as found networks are, the best of which by the same criterion is kept; 1 takes the
    /// best trial untried.
    /// </summary>
    [Range(1, 1000)]
    public int Candidates { get; init; } = 1;

    /// <summary>Which part of each class of the source trials are compared on, and do not learn from, without <c>--dev</c>; 0.2.</summary>
    [Range(0.01, 0.9)]
    public double HeldOut { get; init; } = 0.2;

    /// <summary>What a held-out clip counts.</summary>
    public ValidationLoss Loss { get; init; }

    /// <summary>L2 decay of the regression that tells the domains apart; 0.01.</summary>
    [Range(1e-9, 1e3)]
    public double Decay { get; init; } = DensityRatio.DefaultDecay;

    /// <summary>Seconds that a worker of a study may be silent before its trials are given to another; 60.</summary>
    [Range(1.0, 1e6)]
    public double LeaseSeconds { get; init; } = 60;
}
