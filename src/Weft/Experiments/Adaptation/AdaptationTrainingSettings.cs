using System.ComponentModel.DataAnnotations;
using Weft.Settings;

namespace Weft.Experiments.Adaptation;

/// <summary>How the learning rate goes on from epoch to epoch.</summary>
public enum RateSchedule
{
    /// <summary>Times <c>train.decay</c> after each of <c>train.decayEpochs</c>.</summary>
    Step,

    /// <summary>Half a cosine down to <c>train.minimumRate</c>.</summary>
    Cosine,
}

/// <summary>What changes the weights.</summary>
public enum AdaptationOptimizer
{
    /// <summary>Stochastic gradient descent with momentum, as published.</summary>
    Sgd,

    /// <summary>Adam: for small networks and data.</summary>
    Adam,
}

/// <summary>Which epoch's weights a result is of.</summary>
public enum AdaptedEpoch
{
    /// <summary>The best of them on held-out clips of the source where <c>--dev</c> names some, the last one otherwise; under reference rules the best on the target's labels.</summary>
    Auto,

    /// <summary>The last one.</summary>
    Last,

    /// <summary>The best one.</summary>
    Best,
}

/// <summary>The training of a network that adapts: an epoch is one pass over the source (CDAR specification 4).</summary>
public sealed record AdaptationTrainingSettings
{
    /// <summary>Epochs; 20, as GLAD has them for TSM.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Clips of each domain in a step; 4.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; init; } = 4;

    /// <summary>The learning rate; 1e-3.</summary>
    [Range(0.0, 1000)]
    public double Rate { get; init; } = 1e-3;

    /// <summary>Whether the rate is multiplied by a quarter of the number of devices, as published programs do; by default under reference rules alone.</summary>
    public bool? ScaleRate { get; init; }

    /// <summary>How the rate goes on.</summary>
    public RateSchedule Schedule { get; init; }

    /// <summary>Epochs after which a stepped rate falls, counted from 1.</summary>
    public ValueList<int> DecayEpochs { get; init; } = new([5, 10]);

    /// <summary>What a stepped rate is multiplied by; 0.1.</summary>
    [Range(0.0, 1)]
    public double Decay { get; init; } = 0.1;

    /// <summary>Where a cosine ends; null for a thousandth of the rate.</summary>
    [Range(0.0, 1000)]
    public double? MinimumRate { get; init; }

    /// <summary>What changes the weights; SGD.</summary>
    public AdaptationOptimizer Optimizer { get; init; }

    /// <summary>SGD's momentum; 0.9.</summary>
    [Range(0.0, 0.9999)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Nesterov's form of SGD.</summary>
    public bool Nesterov { get; init; }

    /// <summary>L2 decay of weights; 1e-4.</summary>
    [Range(0.0, 10)]
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>TSM's groups of parameters: biases learn at twice the rate and, with normalisation, without decay; true.</summary>
    public bool Groups { get; init; } = true;

    /// <summary>Whether the last layer learns at five times the rate, its bias at ten times; needs <c>train.groups</c>.</summary>
    public bool FastClassifier { get; init; }

    /// <summary>The largest norm of all gradients together; 40; 0 for no bound.</summary>
    [Range(0.0, 1e9)]
    public double Clip { get; init; } = 40;

    /// <summary>Steps whose gradients are gathered before weights change; 1.</summary>
    [Range(1, 100_000)]
    public int Accumulate { get; init; } = 1;

    /// <summary>Every how many epochs the clips are scored that the best epoch is chosen by; 1.</summary>
    [Range(1, 100_000)]
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>Which epoch's weights results are of.</summary>
    public AdaptedEpoch Choose { get; init; }

    /// <summary>Draw every class of the source alike often, with replacement.</summary>
    public bool Balanced { get; init; }

    /// <summary>Trainings, each of the next seed; 1.</summary>
    [Range(1, 1000)]
    public int Seeds { get; init; } = 1;
}

/// <summary>Training on the order of clips before adapting (CDAR specification 2.8).</summary>
public sealed record OrderTrainingSettings
{
    /// <summary>Epochs; 0 for none.</summary>
    [Range(0, 100_000)]
    public int Epochs { get; init; }

    /// <summary>Clips of each domain in a step; 0 takes that of <c>train</c>.</summary>
    [Range(0, 65_536)]
    public int BatchSize { get; init; }

    /// <summary>The learning rate; 0 takes that of <c>train</c>.</summary>
    [Range(0.0, 1000)]
    public double Rate { get; init; }

    /// <summary>Epochs after which the rate falls by <c>train.decay</c>, counted from 1; none by default.</summary>
    public ValueList<int> DecayEpochs { get; init; } = new([]);

    /// <summary>Steps whose gradients are gathered before weights change; 1.</summary>
    [Range(1, 100_000)]
    public int Accumulate { get; init; } = 1;

    /// <summary>From a frame of a clip of the source to the next; 1.</summary>
    [Range(1, 1000)]
    public int SourceInterval { get; init; } = 1;

    /// <summary>From a frame of a clip of the target to the next; 1.</summary>
    [Range(1, 1000)]
    public int TargetInterval { get; init; } = 1;

    /// <summary>Frames of a clip; 0 takes those of <c>clips</c>.</summary>
    [Range(0, 1000)]
    public int Length { get; init; }
}
