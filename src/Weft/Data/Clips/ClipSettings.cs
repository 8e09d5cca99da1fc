using Weft.Data.Clips.Sampling;

namespace Weft.Data.Clips;

/// <summary>How clips become samples.</summary>
public sealed record ClipSettings
{
    /// <summary>Which frames a sample of training shows.</summary>
    public SamplerSettings Sampler { get; init; } = new();

    /// <summary>Which frames a sample of tests shows; null, the default, for those of training, chosen by rule.</summary>
    public SamplerSettings? TestSampler { get; init; }

    /// <summary>Makes the sampler.</summary>
    /// <param name="train">For training, or for tests.</param>
    /// <param name="reference">With the published programs' quirks.</param>
    public IFrameSampler BuildSampler(bool train, bool reference = false) =>
        FrameSamplers.Build(train ? Sampler : TestSampler ?? Sampler, train, reference);
}
