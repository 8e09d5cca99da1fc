using System.ComponentModel.DataAnnotations;
using Weft.Settings;

namespace Weft.Experiments;

/// <summary>
/// How encoders are trained before they are frozen. Under <c>compatibility: reference</c> the published training is used instead (MFAS
/// specification 6.1): SGD at 0.1 without momentum, decay 1e-4, batch 128, 50 epochs, unshuffled, no augmentation, no dropout.
/// </summary>
public sealed record EncoderSettings
{
    /// <summary>Epochs; 20.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Samples in a batch; 32.</summary>
    [Range(2, 1_000_000)]
    public int BatchSize { get; init; } = 32;

    /// <summary>Learning rate of AdamW at the start; it falls to zero along a cosine. 0.004.</summary>
    [Range(0.0, 100.0)]
    public double LearningRate { get; init; } = 0.004;

    /// <summary>Decoupled weight decay; 0.02.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 0.02;

    /// <summary>Dropout before the classifier; 0.1.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>How strongly training samples are shifted and masked: 1 as the task has it, 0 not at all.</summary>
    [Range(0.0, 10.0)]
    public double Augmentation { get; init; } = 1;

    /// <summary>
    /// Files of weights by modality, such as <c>image: vgg19.safetensors</c>, as <c>weft weights import</c> writes them: the encoder is made
    /// of them, and only a head that they lack is trained.
    /// </summary>
    public ValueMap Weights { get; init; } = ValueMap.Empty;

    /// <summary>Whether everything is trained from the named weights on, instead of a missing head alone; false.</summary>
    public bool FineTune { get; init; }

    /// <summary>Channels of the first block by modality, such as <c>image: 16</c>; the task's own where it is not given.</summary>
    public ValueMap Channels { get; init; } = ValueMap.Empty;
}
