using Weft.Data.Formats.Images;
using Weft.Torch;

namespace Weft.Data.Clips.Transforms;

/// <summary>Takes the middle of frames; where that is between two pixels, the left or upper one (CDAR specification 1.6).</summary>
/// <param name="width">Pixels of a row of the result; at least 1.</param>
/// <param name="height">Rows of the result; at least 1.</param>
public sealed class CenterCrop(int width, int height) : IClipTransform
{
    /// <inheritdoc/>
    /// <exception cref="WeftException">The frames are smaller.</exception>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        Cropping.Require(frames, width, height);
        return Cropping.Apply(frames, new PixelBox((frames.Width - width) / 2, (frames.Height - height) / 2, width, height));
    }
}
