using System.ComponentModel.DataAnnotations;

namespace Weft.Search.Surrogate;

/// <summary>The surrogate's size and training; the defaults are the published ones (MFAS specification 1.5).</summary>
public sealed record SurrogateSettings
{
    /// <summary>Width of the embedding and of the state. Default 100.</summary>
    [Range(1, 65536)]
    public int Hidden { get; init; } = 100;

    /// <summary>Adam's learning rate (<c>--lr_surrogate</c>). Default 1e-3.</summary>
    [Range(0.0, 10.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Epochs of each update (<c>--epochs_surrogate</c>). Default 50.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 50;
}
