using Weft.Data.Formats;

namespace Weft.Data.Pictures;

/// <summary>
/// A picture as a network learns from it: perhaps mirrored, turned, scaled and moved a little on white, and with its colours changed a
/// little.
/// </summary>
internal static class PictureWarp
{
    private const double MostTurn = 0.15;
    private const double MostScale = 0.12;
    private const double MostShift = 0.08;
    private const double MostColour = 0.15;

    /// <summary>Fills a plane for each colour with values from -1 to 1, as the picture is.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="destination">Receives [3, height, width].</param>
    public static void Plain(RgbPicture picture, Span<float> destination)
    {
        var pixels = picture.Pixels;
        var plane = picture.Width * picture.Height;
        for (var p = 0; p < plane; p++)
        {
            for (var c = 0; c < RgbPicture.Colours; c++)
            {
                destination[(c * plane) + p] = (pixels[(RgbPicture.Colours * p) + c] / 127.5f) - 1;
            }
        }
    }

    /// <summary>Fills a plane for each colour with values around -1 to 1, changed at random.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="random">Draws the change.</param>
    /// <param name="destination">Receives [3, height, width].</param>
    public static void Random(RgbPicture picture, ref ItemRandom random, Span<float> destination)
    {
        var (turn, scale) = (Draw(ref random, MostTurn), 1 + Draw(ref random, MostScale));
        var side = random.Next(2) == 0 ? -1 : 1;
        var (cos, sin) = (Math.Cos(turn) * scale, Math.Sin(turn) * scale);
        var (width, height) = (picture.Width, picture.Height);
        var (moveX, moveY) = (Draw(ref random, MostShift) * width / 2, Draw(ref random, MostShift) * height / 2);
        Span<float> gain = stackalloc float[RgbPicture.Colours];
        for (var c = 0; c < gain.Length; c++)
        {
            gain[c] = (float)(1 + Draw(ref random, MostColour));
        }

        var light = (float)Draw(ref random, MostColour / 2);
        var plane = width * height;
        Span<float> white = stackalloc float[RgbPicture.Colours];
        for (var p = 0; p < plane; p++)
        {
            var (x, y) = ((p % width) + 0.5 - (width / 2.0), (p / width) + 0.5 - (height / 2.0));
            Sample(
                picture,
                (side * ((cos * x) - (sin * y))) + moveX + ((width - 1) / 2.0),
                (sin * x) + (cos * y) + moveY + ((height - 1) / 2.0),
                white);
            for (var c = 0; c < gain.Length; c++)
            {
                destination[(c * plane) + p] = (2 * (((1 - white[c]) * gain[c]) + light)) - 1;
            }
        }
    }

    /// <summary>How far from white a place is, between the pixels around it; beyond the picture all is white.</summary>
    private static void Sample(RgbPicture picture, double x, double y, Span<float> darkness)
    {
        darkness.Clear();
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        for (var corner = 0; corner < 4; corner++)
        {
            var (column, row) = (left + (corner & 1), top + (corner >> 1));
            if ((uint)column >= (uint)picture.Width || (uint)row >= (uint)picture.Height)
            {
                continue;
            }

            var weight = (float)((1 - Math.Abs(x - column)) * (1 - Math.Abs(y - row)));
            var pixel = picture.Pixels.Slice(((row * picture.Width) + column) * RgbPicture.Colours, RgbPicture.Colours);
            for (var c = 0; c < darkness.Length; c++)
            {
                darkness[c] += weight * (1 - (pixel[c] / 255f));
            }
        }
    }

    private static double Draw(ref ItemRandom random, double most) => ((2 * random.NextDouble()) - 1) * most;
}
