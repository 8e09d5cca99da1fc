namespace Weft.Data.Clips.Transforms;

/// <summary>Where a picture's points go, seen from its middle: (A x + B y + X, C x + D y + Y), in pixels.</summary>
internal readonly record struct Affine(double A, double B, double C, double D, double X, double Y);

/// <summary>Moves frames' pixels, between pixels bilinearly; what comes from outside a frame is black.</summary>
internal static class AffineWarp
{
    private const int Colours = FrameStack.Colours;

    /// <summary>Moves the pixels of all frames alike.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="move">Where points go; can be undone.</param>
    internal static FrameStack Apply(FrameStack frames, Affine move)
    {
        var result = new FrameStack(frames.Count, frames.Height, frames.Width);
        var determinant = (move.A * move.D) - (move.B * move.C);
        var (middleX, middleY) = ((frames.Width - 1) / 2.0, (frames.Height - 1) / 2.0);
        for (var y = 0; y < frames.Height; y++)
        {
            for (var x = 0; x < frames.Width; x++)
            {
                var (toX, toY) = (x - middleX - move.X, y - middleY - move.Y);
                Sample(
                    frames,
                    (((move.D * toX) - (move.B * toY)) / determinant) + middleX,
                    (((move.A * toY) - (move.C * toX)) / determinant) + middleY,
                    ((y * frames.Width) + x) * Colours,
                    result);
            }
        }

        return result;
    }

    private static void Sample(FrameStack frames, double x, double y, int to, FrameStack result)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        if (left < -1 || top < -1 || left >= frames.Width || top >= frames.Height)
        {
            return;
        }

        // A corner outside has no weight, and stands where some pixel is.
        var (right, bottom) = ((float)(x - left), (float)(y - top));
        var (weightLeft, weightRight) = (left < 0 ? 0 : 1 - right, left + 1 < frames.Width ? right : 0);
        var (weightTop, weightBottom) = (top < 0 ? 0 : 1 - bottom, top + 1 < frames.Height ? bottom : 0);
        var (x0, x1) = (Math.Max(left, 0) * Colours, Math.Min(left + 1, frames.Width - 1) * Colours);
        var (y0, y1) = (Math.Max(top, 0) * frames.Width * Colours, Math.Min(top + 1, frames.Height - 1) * frames.Width * Colours);
        for (var frame = 0; frame < frames.Count; frame++)
        {
            var from = frames[frame];
            var pixel = result[frame].Slice(to, Colours);
            for (var c = 0; c < Colours; c++)
            {
                var above = (weightLeft * from[y0 + x0 + c]) + (weightRight * from[y0 + x1 + c]);
                var below = (weightLeft * from[y1 + x0 + c]) + (weightRight * from[y1 + x1 + c]);
                pixel[c] = (byte)((weightTop * above) + (weightBottom * below) + 0.5f);
            }
        }
    }
}
