using Weft.Data.Clips.Backgrounds;

namespace Weft.Experiments.Adaptation;

/// <summary>The backgrounds of a run.</summary>
internal static class AdaptationBackgrounds
{
    /// <summary>Opens the pictures that the settings name.</summary>
    /// <param name="experiment">The run.</param>
    public static BackgroundPool Open(AdaptationExperiment experiment)
    {
        var transforms = experiment.Settings.Clips.Transforms;
        return BackgroundPool.Open(transforms.Blend!.Source, transforms.Size);
    }
}
