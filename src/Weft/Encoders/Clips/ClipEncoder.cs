using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>A network that describes clips of a video. What is frozen in it runs without gradients and in evaluation mode.</summary>
public abstract class ClipEncoder : Module
{
    /// <summary>Numbers that describe a clip, at each of its times.</summary>
    public abstract int Channels { get; }

    /// <summary>Describes clips.</summary>
    /// <param name="clips">[clips, 3, frames, height, width], normalised.</param>
    /// <returns>
    /// [clips, channels, times]: means over space. Networks of single frames (TSM) have a time for each frame, those that end in one
    /// number per channel have one time.
    /// </returns>
    public abstract Tensor Describe(Tensor clips);
}
