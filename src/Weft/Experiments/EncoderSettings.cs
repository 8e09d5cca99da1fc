using System.ComponentModel.DataAnnotations;

namespace Weft.Experiments;

/// <summary>How encoders are trained before they are frozen.</summary>
public sealed record EncoderSettings
{
    /// <summary>Epochs; 20.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Samples in a batch; 64.</summary>
    [Range(2, 1_000_000)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Learning rate of SGD at the start; it falls to zero along a cosine. 0.1 as published.</summary>
    [Range(0.0, 100.0)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of SGD; 0.9 (the published 0 needs far more epochs).</summary>
    [Range(0.0, 0.9999)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>L2 decay; 1e-4 as published.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Dropout before the classifier; 0.2.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.2;

    /// <summary>Largest random shift of a training sample, as a part of its side; 0.08.</summary>
    [Range(0.0, 0.5)]
    public double Shift { get; init; } = 0.08;

    /// <summary>Largest masked band and column of a training sample, as a part of its side; 0.15.</summary>
    [Range(0.0, 0.9)]
    public double Mask { get; init; } = 0.15;

    /// <summary>Channels of the first block by modality, such as <c>image: 16</c>; the task's own where it is not given.</summary>
    public IReadOnlyDictionary<string, string> Channels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
