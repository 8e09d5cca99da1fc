namespace Weft.Encoders.Clips;

/// <summary>How large a TimeSformer is; the defaults are the published ones (CDAR specification 2.3).</summary>
public sealed record TimeSformerSizes
{
    /// <summary>Frames of a clip; 8.</summary>
    public int Frames { get; init; } = 8;

    /// <summary>Height and width of a frame; 224.</summary>
    public int Size { get; init; } = 224;

    /// <summary>Height and width of a patch, which divide the frame; 16.</summary>
    public int Patch { get; init; } = 16;

    /// <summary>Numbers of a token; 768.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Heads of attention; 12.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Layers; 12.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Probability that the last layer's parts are left out in training; those of layers before rise to it from 0. 0.1.</summary>
    public double DropPath { get; init; } = 0.1;

    /// <summary>Patches of a frame.</summary>
    internal int Patches => Size / Patch * (Size / Patch);
}
