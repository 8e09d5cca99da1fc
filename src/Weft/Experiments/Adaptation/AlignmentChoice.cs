using Weft.Cdar.Space;
using Weft.Data.Clips.Sampling;
using Weft.Torch;

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

    /// <summary>The settings of a run of GLAD with a choice from a file, checked to be such a run.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">A genotype file, or the folder of a run that has found one.</param>
    /// <exception cref="WeftException">The run is of another method, or the file is no alignment genotype.</exception>
    public static AdaptationSettings ApplyFile(AdaptationSettings settings, string path) =>
        string.Equals(AdaptationVariant.Parse(settings.Method, "--method").Method, Method, StringComparison.Ordinal)
            ? Apply(settings, AlignmentGenotypeReader.ReadFile(path)) with { Method = settings.Method }
            : throw new UsageException($"--genotype is a choice of GLAD's alignments, but the method is {settings.Method}: leave one of them out.");

    /// <summary>The sampler with as many views as before, so many of them local.</summary>
    private static SamplerSettings Fit(SamplerSettings sampler, int locals)
    {
        var views = sampler.Locals + sampler.Globals;
        return sampler.Name == SamplerName.MultiScale
            ? sampler with { Locals = Math.Min(locals, views), Globals = views - Math.Min(locals, views) }
            : sampler;
    }
}
