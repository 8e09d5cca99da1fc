using Weft.Data.Formats.Images;

namespace Weft.Data.Clips.Transforms;

/// <summary>Resizes frames so that their short side has a drawn length (CDAR specification 1.6).</summary>
/// <param name="low">The least length in pixels; at least 1.</param>
/// <param name="high">The greatest, which is drawn as often; at least <paramref name="low"/>.</param>
public sealed class RandomRescale(int low, int high) : IClipTransform
{
    /// <inheritdoc/>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        var (width, height) = Resize.Scaled(frames.Width, frames.Height, low + draws.Below(high - low + 1));
        return Resize.To(frames, new PixelBox(0, 0, frames.Width, frames.Height), width, height);
    }
}
