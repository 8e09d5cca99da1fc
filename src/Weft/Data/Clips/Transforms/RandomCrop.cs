using Weft.Data.Formats.Images;
using Weft.Torch;

namespace Weft.Data.Clips.Transforms;

/// <summary>Takes a square of frames from anywhere: the row is drawn, then the column (CDAR specification 1.6).</summary>
/// <param name="size">The square's side in pixels; at least 1.</param>
/// <param name="reference">As published, the last row and the last column are never drawn (section 7, item 16).</param>
public sealed class RandomCrop(int size, bool reference) : IClipTransform
{
    /// <inheritdoc/>
    /// <exception cref="WeftException">The frames are smaller.</exception>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        Cropping.Require(frames, size, size);
        var y = Draw(frames.Height, draws);
        var x = Draw(frames.Width, draws);
        return Cropping.Apply(frames, new PixelBox(x, y, size, size));
    }

    private int Draw(int extent, IDraws draws) => extent > size ? draws.Below(extent - size + (reference ? 0 : 1)) : 0;
}
