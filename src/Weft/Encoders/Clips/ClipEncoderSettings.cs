using System.ComponentModel.DataAnnotations;
using Weft.Settings;

namespace Weft.Encoders.Clips;

/// <summary>Which network describes clips, and how much of it trains.</summary>
public sealed record ClipEncoderSettings
{
    /// <summary>One of <see cref="ClipEncoders.Names"/>: <c>conv3d</c>, <c>tsm-resnet50</c>, <c>timesformer</c>, <c>i3d-nl</c> and such.</summary>
    [Required]
    public string Name { get; init; } = "conv3d";

    /// <summary>Channels: of each layer of conv3d, of the stem of residual networks, of a token of timesformer; empty takes the network's own.</summary>
    [Range(1, 65_536)]
    public ValueList<int> Channels { get; init; } = new([]);

    /// <summary>
    /// The stem and so many stages behind it stay as they are: 0 the stem alone, -1 nothing. Of timesformer the stem is everything outside of
    /// its layers, its last norm too, and the stages are its layers. Null, the default, is -1, but 8 for timesformer under reference rules.
    /// </summary>
    [Range(-1, 1000)]
    public int? FrozenStages { get; init; }

    /// <summary>Further stages that stay as they are, by their numbers; 0 is the stem.</summary>
    [Range(0, 1000)]
    public ValueList<int> FrozenList { get; init; } = new([]);

    /// <summary>Frames of a clip: what tsm networks shift never leaves it, and timesformer has a place for each; 8.</summary>
    [Range(1, 100_000)]
    public int Segments { get; init; } = 8;

    /// <summary>A part in so many of a tsm network's channels is shifted each way; 8.</summary>
    [Range(2, 65_536)]
    public int ShiftParts { get; init; } = 8;

    /// <summary>Height and width of the frames that timesformer has places for; 224.</summary>
    [Range(1, 65_536)]
    public int Size { get; init; } = 224;

    /// <summary>Height and width of timesformer's patches; 16.</summary>
    [Range(1, 65_536)]
    public int Patch { get; init; } = 16;

    /// <summary>Layers of timesformer; 12.</summary>
    [Range(1, 1000)]
    public int Layers { get; init; } = 12;

    /// <summary>Heads of timesformer's attention; 12.</summary>
    [Range(1, 65_536)]
    public int Heads { get; init; } = 12;

    /// <summary>Probability that timesformer's last layer is left out for a clip, in training; earlier layers' rise to it. 0.1.</summary>
    [Range(0.0, 0.99)]
    public double DropPath { get; init; } = 0.1;

    /// <summary>
    /// A file of weights: as <c>weft weights import</c> writes it for this encoder, or a network that a run of <c>weft adapt</c> kept. Empty
    /// starts with random ones.
    /// </summary>
    public string Weights { get; init; } = string.Empty;

    /// <summary>Both settings of what stays as it is.</summary>
    [NotASetting]
    internal FrozenStages Frozen => new(FrozenStages ?? -1, FrozenList);
}
