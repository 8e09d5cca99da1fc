using Weft.Data.Formats.Images;

namespace Weft.Data.Clips.Transforms;

/// <summary>
/// Takes a rectangle of one of several sizes from one of 13 places, and resizes it to a square: first the size is drawn, then the place
/// (CDAR specification 1.6).
/// </summary>
/// <param name="size">The square's side in pixels; at least 1.</param>
public sealed class MultiScaleCrop(int size) : IClipTransform
{
    // Sides are these shares of the frames' short side; those of a rectangle are neighbours in this list.
    private static readonly double[] Scales = [1, 0.875, 0.66];

    private const int MostApart = 1;

    // A side that is so near to the square's is made equal to it, which saves resampling.
    private const int Near = 3;

    // Places in quarters of the room to the right and below.
    private static readonly (int X, int Y)[] Places =
    [
        (0, 0), (4, 0), (0, 4), (4, 4), (2, 2), (0, 2), (4, 2), (2, 4), (2, 0), (1, 1), (3, 1), (1, 3), (3, 3),
    ];

    private const int Quarters = 4;

    /// <summary>The sizes that rectangles may have.</summary>
    /// <param name="width">Pixels of a row of a frame.</param>
    /// <param name="height">Rows of a frame.</param>
    /// <param name="size">The square's side.</param>
    public static IReadOnlyList<(int Width, int Height)> Sizes(int width, int height, int size)
    {
        int[] sides = [.. Scales.Select(scale => Math.Max((int)(Math.Min(width, height) * scale), 1))];
        var sizes = new List<(int, int)>();
        for (var i = 0; i < sides.Length; i++)
        {
            for (var j = 0; j < sides.Length; j++)
            {
                if (Math.Abs(i - j) <= MostApart)
                {
                    sizes.Add((Snap(sides[j], width, size), Snap(sides[i], height, size)));
                }
            }
        }

        return sizes;
    }

    /// <inheritdoc/>
    public FrameStack Apply(FrameStack frames, IDraws draws) => Resize.To(frames, Draw(frames.Width, frames.Height, draws), size, size);

    /// <summary>Draws a rectangle.</summary>
    /// <param name="width">Pixels of a row of a frame.</param>
    /// <param name="height">Rows of a frame.</param>
    /// <param name="draws">Random choices.</param>
    internal PixelBox Draw(int width, int height, IDraws draws)
    {
        var sizes = Sizes(width, height, size);
        var (w, h) = sizes[draws.Below(sizes.Count)];
        var (x, y) = Places[draws.Below(Places.Length)];
        return new PixelBox((width - w) / Quarters * x, (height - h) / Quarters * y, w, h);
    }

    private static int Snap(int side, int extent, int size) => Math.Abs(side - size) < Near && size <= extent ? size : side;
}
