using System.ComponentModel.DataAnnotations;

namespace Weft.Mfas;

/// <summary>The size of the fusion part and what may be chosen (MFAS specification 1.1 and 2). Defaults are those of the search.</summary>
public sealed record MfasShape
{
    /// <summary>The most fusion layers a genotype of the search has (<c>--max_fusions</c>). Default 4.</summary>
    [Range(1, 64)]
    public int Rows { get; init; } = 4;

    /// <summary>Outputs of every fusion layer (<c>--inner_representation_size</c>). Default 16; 256 for a found network.</summary>
    [Range(1, 65536)]
    public int Inner { get; init; } = 16;

    /// <summary>Dropout behind every fusion layer (<c>--drpt</c>). Default 0.5; 0.4 when a found network is trained.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.5;

    /// <summary>Whether each fusion layer weighs its modalities by learned numbers (<c>--alphas</c>). Default false.</summary>
    public bool Alphas { get; init; }

    /// <summary>Whether batch norm stands behind each activation (<c>--batchnorm</c>). Default false.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>
    /// Whether the encoders' own logits take part in the loss and in the prediction (<c>--multitask</c>, <see cref="Mfas.Multitask"/>).
    /// Default false.
    /// </summary>
    public bool Multitask { get; init; }

    /// <summary>
    /// How many activations are offered, in the order ReLU, sigmoid, leaky ReLU. Default 2, as published: networks with the third are
    /// understood, but never proposed.
    /// </summary>
    [Range(1, 3)]
    public int Activations { get; init; } = 2;
}
