using Weft.Cdar.Space;
using Weft.Data.Clips.Sampling;

namespace Weft.Experiments.Adaptation;

/// <summary>Settings of GLAD with a choice of the alignment space.</summary>
public static class AlignmentChoice
{
    /// <summary>The method whose alignments are searched.</summary>
    public const string Method = "glad";

    /// <summary>The settings with a choice: its weights and, where the sampler takes local and global views by number, its views.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="genotype">The choice.</param>
    public static AdaptationSettings Apply(AdaptationSettings settings, AlignmentGenotype genotype) => settings with
    {
        Method = Method,
        Adapt = genotype.ApplyTo(settings.Adapt),
        Clips = settings.Clips with
        {
            Sampler = Fit(settings.Clips.Sampler, genotype.Locals),
            TestSampler = settings.Clips.TestSampler is { } test ? Fit(test, genotype.Locals) : null,
        },
    };

    /// <summary>The sampler with as many views as before, so many of them local.</summary>
    private static SamplerSettings Fit(SamplerSettings sampler, int locals)
    {
        var views = sampler.Locals + sampler.Globals;
        return sampler.Name == SamplerName.MultiScale
            ? sampler with { Locals = Math.Min(locals, views), Globals = views - Math.Min(locals, views) }
            : sampler;
    }
}
