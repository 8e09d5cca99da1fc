using Weft.Data.Formats.Images;

namespace Weft.Data.EgoGesture;

/// <summary>
/// Which square of a frame a network is given, the same for all frames and both modalities of a clip: in training a random one, resized;
/// else the middle of the frame, resized by its short side. BM-NAS specification 3.3.
/// </summary>
/// <param name="Scale">The square's side as a share of the frame's short side; 0 for the middle of the frame.</param>
/// <param name="Left">Where the square lies across, as a share of the free width.</param>
/// <param name="Top">Where the square lies down, as a share of the free height.</param>
public readonly record struct ClipCrop(double Scale, double Left, double Top)
{
    /// <summary>The scales that are drawn from: fourth roots of 1/2, as published to four digits.</summary>
    public static IReadOnlyList<double> Scales { get; } = [1, 0.8409, 0.7071, 0.5946, 0.5];

    /// <summary>The middle of the frame.</summary>
    public static ClipCrop Centred => default;

    /// <summary>A random square.</summary>
    /// <param name="random">Draws scale and place.</param>
    public static ClipCrop Random(ref ItemRandom random) =>
        new(Scales[random.Next(Scales.Count)], random.NextDouble(), random.NextDouble());

    /// <summary>Cuts a frame and resizes it.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="size">The wanted side.</param>
    /// <param name="destination">Receives [size, size, channels].</param>
    public void Apply(PixelView frame, int size, Span<byte> destination)
    {
        if (Scale > 0)
        {
            PillowResize.Bilinear(frame.Crop(Square(frame.Width, frame.Height)), size, size, destination);
            return;
        }

        var (width, height) = Resized(frame.Width, frame.Height, size);
        PillowResize.Bilinear(frame, width, height, new PixelBox(Middle(width - size), Middle(height - size), size, size), destination);
    }

    /// <summary>The square of a frame; both edges are rounded, to the even number where they lie between two, as Pillow does.</summary>
    /// <param name="width">The frame's width.</param>
    /// <param name="height">The frame's height.</param>
    internal PixelBox Square(int width, int height)
    {
        var side = Math.Max((int)(Math.Min(width, height) * Scale), 1);
        var (x, y) = (Left * (width - side), Top * (height - side));
        var (left, top) = ((int)Math.Round(x), (int)Math.Round(y));
        return new PixelBox(left, top, Math.Max((int)Math.Round(x + side) - left, 1), Math.Max((int)Math.Round(y + side) - top, 1));
    }

    /// <summary>The sizes of a frame whose short side is resized.</summary>
    internal static (int Width, int Height) Resized(int width, int height, int size) => width < height
        ? (size, (int)((long)size * height / width))
        : ((int)((long)size * width / height), size);

    private static int Middle(int free) => (int)Math.Round(free / 2.0);
}
