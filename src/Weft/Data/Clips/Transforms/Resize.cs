using Weft.Data.Formats.Images;

namespace Weft.Data.Clips.Transforms;

/// <summary>
/// Resizes frames, to a length of their short side or to an exact size, by OpenCV's bilinear interpolation (CDAR specification 1.6).
/// </summary>
public sealed class Resize : IClipTransform
{
    private readonly int shortSide;
    private readonly int width;
    private readonly int height;

    /// <summary>Resizes so that the short side has a length; the ratio of the sides is kept.</summary>
    /// <param name="shortSide">Pixels; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public Resize(int shortSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shortSide, 1);
        this.shortSide = shortSide;
    }

    /// <summary>Resizes to an exact size; the ratio of the sides is lost.</summary>
    /// <param name="width">Pixels of a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (this.width, this.height) = (width, height);
    }

    /// <summary>The size of frames whose short side is given a length.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="shortSide">The length.</param>
    public static (int Width, int Height) Scaled(int width, int height, int shortSide)
    {
        var factor = (double)shortSide / Math.Min(width, height);
        return ((int)((width * factor) + 0.5), (int)((height * factor) + 0.5));
    }

    /// <inheritdoc/>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        var (w, h) = shortSide > 0 ? Scaled(frames.Width, frames.Height, shortSide) : (width, height);
        return To(frames, new PixelBox(0, 0, frames.Width, frames.Height), w, h);
    }

    /// <summary>Resizes a rectangle of each frame.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="part">The rectangle.</param>
    /// <param name="width">Pixels of a result row.</param>
    /// <param name="height">Result rows.</param>
    /// <returns>The same stack where nothing is to be done.</returns>
    internal static FrameStack To(FrameStack frames, PixelBox part, int width, int height)
    {
        if (part.Width == width && part.Height == height)
        {
            return Cropping.Apply(frames, part);
        }

        var resize = new BilinearResize(part.Width, part.Height, width, height);
        var result = new FrameStack(frames.Count, height, width);
        for (var frame = 0; frame < frames.Count; frame++)
        {
            resize.Apply(new PixelView(frames[frame], frames.Width, frames.Height, FrameStack.Colours).Crop(part), result[frame]);
        }

        return result;
    }
}
