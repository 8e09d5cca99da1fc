using System.ComponentModel.DataAnnotations;
using Weft.Settings;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Which epoch's weights of a training are kept.</summary>
public enum EpochChoice
{
    /// <summary>The best on dev where the data have a test split beside it; the last where they have none, and under reference rules.</summary>
    Auto,

    /// <summary>The last, as published.</summary>
    Last,

    /// <summary>The best on dev.</summary>
    Best,
}

/// <summary>
/// How networks that are kept are trained: Adam with a stepped warm-up and decays (MmNas specification 5.2). The defaults are those of visual
/// question answering; <c>configs/mmnas/</c> has the other tasks'.
/// </summary>
public sealed record SentenceTrainingSettings
{
    /// <summary>Epochs; 13.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 13;

    /// <summary>Samples in a batch; 64.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; init; } = 64;

    /// <summary>In how many parts a batch is computed: memory of one part, the step of the whole; 1.</summary>
    [Range(1, 100_000)]
    public int Accumulate { get; init; } = 1;

    /// <summary>The learning rate after the warm-up; 1.2e-4.</summary>
    [Range(1e-12, 10.0)]
    public double Rate { get; init; } = 1.2e-4;

    /// <summary>Epochs at a quarter, a half and three quarters of the rate; 3 as published, 0 for none.</summary>
    [Range(0, 100_000)]
    public int WarmupEpochs { get; init; } = 3;

    /// <summary>0-based epochs before which the rate is lowered; 10 and 12.</summary>
    public ValueList<int> DecayEpochs { get; init; } = new([10, 12]);

    /// <summary>By how much; 0.2.</summary>
    [Range(1e-12, 1.0)]
    public double Decay { get; init; } = 0.2;

    /// <summary>The largest norm of all gradients together; 1. 0 for no bound.</summary>
    [Range(0.0, 1e9)]
    public double Clip { get; init; } = 1;

    /// <summary>Which epoch's weights are kept.</summary>
    public EpochChoice Choose { get; init; }

    /// <summary>Every how many epochs dev is measured; 1. Of the last epoch it always is.</summary>
    [Range(1, 100_000)]
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>How many times everything is trained, with different seeds; 1.</summary>
    [Range(1, 1000)]
    public int Seeds { get; init; } = 1;

    /// <summary>How many of a training's newest checkpoints are kept; 2.</summary>
    [Range(1, 1000)]
    public int KeepCheckpoints { get; init; } = 2;
}

/// <summary>How a one-shot search trains its supernet (MmNas specification 3.4).</summary>
public sealed record OneShotSettings
{
    /// <summary>Epochs at most; 100.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 100;

    /// <summary>Ends when the best architecture has not changed for so many epochs after the warm-up; 10. 0 goes on to the last epoch, as published.</summary>
    [Range(0, 100_000)]
    public int StopAfter { get; init; } = 10;

    /// <summary>Samples in a batch; 64.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; init; } = 64;

    /// <summary>In how many parts a batch is computed; 1.</summary>
    [Range(1, 100_000)]
    public int Accumulate { get; init; } = 1;

    /// <summary>The learning rate of the weights after their warm-up; 4e-4.</summary>
    [Range(1e-12, 10.0)]
    public double Rate { get; init; } = 4e-4;

    /// <summary>Epochs at a quarter, a half and three quarters of the rate; 3.</summary>
    [Range(0, 100_000)]
    public int RateWarmupEpochs { get; init; } = 3;

    /// <summary>The largest norm of the weights' gradients; 1.</summary>
    [Range(0.0, 1e9)]
    public double Clip { get; init; } = 1;

    /// <summary>Epochs in which only weights learn; 20 (<c>ALPHA_START</c>).</summary>
    [Range(0, 100_000)]
    public int WarmupEpochs { get; init; } = 20;

    /// <summary>After every how many weight steps the architecture takes one; 5 (<c>ALPHA_EVERY</c>).</summary>
    [Range(1, 100_000)]
    public int Every { get; init; } = 5;

    /// <summary>How many candidates of a block an architecture step meets: <c>full</c> or <c>two</c>.</summary>
    public MmNas.GateMode Mode { get; init; } = MmNas.GateMode.Full;

    /// <summary>The learning rate of the architecture; 0.1.</summary>
    [Range(0.0, 100.0)]
    public double ArchitectureRate { get; init; } = 0.1;

    /// <summary>
    /// Where the architecture begins: <c>normal</c>, all operations nearly alike, or <c>prior</c>, leaning to MCAN as the published program's
    /// last version does. Null is normal, and prior under reference rules.
    /// </summary>
    public MmNas.AlphaStart? AlphaStart { get; init; }

    /// <summary>The part of train, by its order, that weights learn from; the architecture learns from the rest. 0.8.</summary>
    [Range(0.01, 0.99)]
    public double WeightsPart { get; init; } = 0.8;

    /// <summary>The supernet's size; 256 wide, 512 where sentences are pooled.</summary>
    public MmNas.MmNasSizes Network { get; init; } = new() { Hidden = 256, PoolHidden = 512, PoolOutput = 512 };
}
