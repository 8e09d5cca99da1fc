using Weft.Data.Clips.Sampling;
using Weft.Data.Clips.Transforms;
using Weft.Settings;

namespace Weft.Data.Clips;

/// <summary>How clips become samples.</summary>
public sealed record ClipSettings
{
    /// <summary>Which frames a sample of training shows.</summary>
    public SamplerSettings Sampler { get; init; } = new();

    /// <summary>Which frames a sample of tests shows; null, the default, for those of training, chosen by rule.</summary>
    public SamplerSettings? TestSampler { get; init; }

    /// <summary>What is done to frames before a network sees them.</summary>
    public TransformSettings Transforms { get; init; } = new();

    /// <summary>What makes numbers of pixels; <c>half</c>.</summary>
    public NormalisationName Normalise { get; init; } = NormalisationName.Half;

    /// <summary>What makes numbers of pixels.</summary>
    [NotASetting]
    public Normalisation Normalisation => Normalise switch
    {
        NormalisationName.Tsm => Normalisation.Tsm,
        NormalisationName.ImageNet => Normalisation.ImageNet,
        _ => Normalisation.Half,
    };

    /// <summary>Makes the sampler.</summary>
    /// <param name="train">For training, or for tests.</param>
    /// <param name="reference">With the published programs' quirks.</param>
    public IFrameSampler BuildSampler(bool train, bool reference = false) =>
        FrameSamplers.Build(train ? Sampler : TestSampler ?? Sampler, train, reference);
}

/// <summary>What makes numbers of pixels.</summary>
public enum NormalisationName
{
    /// <summary>To -1 to 1.</summary>
    Half,

    /// <summary>Minus 128, by 50.</summary>
    Tsm,

    /// <summary>By the means and deviations of ImageNet.</summary>
    ImageNet,
}
