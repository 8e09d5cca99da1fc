using Weft.Data.Formats.Images;
using Weft.Torch;

namespace Weft.Data.Clips.Transforms;

/// <summary>What crops share.</summary>
internal static class Cropping
{
    /// <summary>Takes a rectangle of each frame.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="part">The rectangle.</param>
    /// <returns>The same stack where the rectangle is all of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle does not lie within the frames.</exception>
    internal static FrameStack Apply(FrameStack frames, PixelBox part)
    {
        if (part == new PixelBox(0, 0, frames.Width, frames.Height))
        {
            return frames;
        }

        var result = new FrameStack(frames.Count, part.Height, part.Width);
        var length = part.Width * FrameStack.Colours;
        for (var frame = 0; frame < frames.Count; frame++)
        {
            var from = new PixelView(frames[frame], frames.Width, frames.Height, FrameStack.Colours).Crop(part);
            var to = result[frame];
            for (var y = 0; y < part.Height; y++)
            {
                from.Row(y).CopyTo(to.Slice(y * length, length));
            }
        }

        return result;
    }

    /// <summary>Makes sure that a crop fits.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="width">Pixels of a row of the crop.</param>
    /// <param name="height">Rows of the crop.</param>
    /// <exception cref="WeftException">It does not.</exception>
    internal static void Require(FrameStack frames, int width, int height)
    {
        if (width > frames.Width || height > frames.Height)
        {
            throw new WeftException(
                $"Frames of {frames.Width} x {frames.Height} pixels have no {width} x {height} to crop: "
                + "set a short side that is at least the size of the crop.");
        }
    }
}
