using System.ComponentModel.DataAnnotations;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Mfas;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Settings;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>Every setting of a run that fuses encoders (BM-NAS, MFAS): <c>config.yaml</c>. Running it again repeats the run.</summary>
public sealed record FusionSettings : RunSettings
{
    /// <summary>Takes the task and the method that the program begins with.</summary>
    public FusionSettings()
    {
        Task = "avmnist";
        Method = "bmnas";
    }

    /// <summary>For an encoder's run, which modality's.</summary>
    public string? Modality { get; init; }

    /// <summary>How encoders are trained.</summary>
    public EncoderSettings Encoder { get; init; } = new();

    /// <summary>How taps are pooled: <c>grid</c> (MM-IMDB's way), <c>temporal</c> or <c>mean</c>.</summary>
    public TapPoolingKind Pooling { get; init; }

    /// <summary>
    /// In how many augmented views the training samples are cached and met; 4. With 0 networks train on the samples as they are, whose
    /// features are better than any they will meet, because the encoder was trained on them. Reference rules have 0.
    /// </summary>
    [Range(0, 1000)]
    public int AugmentedViews { get; init; } = 4;

    /// <summary>
    /// Whether cached taps of samples as they are take half precision too, as augmented views always do: half the disk, three decimal digits;
    /// false.
    /// </summary>
    public bool HalfPrecisionTaps { get; init; }

    /// <summary>The fusion part's size.</summary>
    public BmNasShape Shape { get; init; } = new();

    /// <summary>The operations to choose from, in the order of γ.</summary>
    public ValueList<string> Operations { get; init; } = new(FusionOperations.Published);

    /// <summary>The search.</summary>
    public BilevelSettings Search { get; init; } = new();

    /// <summary>MFAS's space: the size of networks while they are searched.</summary>
    public MfasShape Mfas { get; init; } = new();

    /// <summary>The size of MFAS's networks that are kept.</summary>
    public MfasFoundSettings MfasFound { get; init; } = new();

    /// <summary>How trials are trained and shared, for every strategy but bilevel.</summary>
    public TrialSettings Trials { get; init; } = new();

    /// <summary>Surrogate-guided search.</summary>
    public SurrogateSearchSettings Surrogate { get; init; } = new();

    /// <summary>Published quirks one by one.</summary>
    public SwitchSettings Switches { get; init; } = new();

    /// <summary>The training of what was found, and of every baseline.</summary>
    public RetrainSettings Retrain { get; init; } = new();

    /// <summary>What the found network is compared with.</summary>
    public BaselineSettings Baselines { get; init; } = new();
}

/// <summary>How discrete networks are trained on cached taps.</summary>
public sealed record RetrainSettings : RestartTrainingSettings
{
    /// <summary>How many times everything is trained, with different seeds; 3.</summary>
    [Range(1, 1000)]
    public int Seeds { get; init; } = 3;

    /// <summary>
    /// Epochs of a second stage that trains everything, encoders included, on the samples themselves (MFAS specification 4); 0, the
    /// default, leaves encoders frozen. 70 as published.
    /// </summary>
    [Range(0, 100_000)]
    public int UnfrozenEpochs { get; init; }

    /// <summary>Highest learning rate of the encoders in the second stage, as a part of the fusion part's; 1 as published.</summary>
    [Range(0.0, 10.0)]
    public double UnfrozenRate { get; init; } = 1;
}

/// <summary>What the found network is compared with, on the same data and by the same training.</summary>
public sealed record BaselineSettings
{
    /// <summary>Whether baselines are trained; true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Networks that random search trains for each seed, of which the best on dev counts; 0, the default, is as many as the search trained:
    /// the supernet and each candidate.
    /// </summary>
    [Range(0, 10_000)]
    public int RandomNetworks { get; init; }
}
