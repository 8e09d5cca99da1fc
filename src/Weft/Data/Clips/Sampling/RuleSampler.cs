namespace Weft.Data.Clips.Sampling;

/// <summary>Chooses by the rule of tests, in training too.</summary>
/// <param name="sampler">Has the rule.</param>
internal sealed class RuleSampler(IFrameSampler sampler) : IFrameSampler
{
    /// <inheritdoc/>
    public int Views => sampler.Views;

    /// <inheritdoc/>
    public int Length => sampler.Length;

    /// <inheritdoc/>
    public FramePlan Sample(int frames, IDraws? draws) => sampler.Sample(frames, null);
}
