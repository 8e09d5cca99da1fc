namespace Weft.Data.MovingDigits;

/// <summary>Paints digits of any size at places between pixels.</summary>
internal static class DigitPainter
{
    /// <summary>Rows and columns of a digit's picture.</summary>
    public const int Side = 28;

    private const int Colours = 3;
    private const int Points = 2;

    /// <summary>Paints a digit over a frame: its ink covers as much as it is dark.</summary>
    /// <param name="frame">Red, green and blue, [canvas, canvas, 3]; changed.</param>
    /// <param name="canvas">The frame's side.</param>
    /// <param name="digit">Ink from 0 to 255, [28, 28].</param>
    /// <param name="place">Where and how large.</param>
    /// <param name="colour">The ink's red, green and blue, 0 to 255.</param>
    public static void Paint(Span<byte> frame, int canvas, ReadOnlySpan<byte> digit, DigitPlace place, ReadOnlySpan<double> colour)
    {
        var scale = Side / place.Size;
        for (var p = 0; p < canvas * canvas; p++)
        {
            // A few points of each pixel, since a digit that becomes small would otherwise lose strokes.
            var ink = 0.0;
            for (var k = 0; k < Points * Points; k++)
            {
                var (across, down) = (((k % Points) + 0.5) / Points, ((k / Points) + 0.5) / Points);
                var (y, x) = ((p / canvas) + down - place.Y, (p % canvas) + across - place.X);
                ink += At(digit, (y * scale) + (Side / 2.0), (x * scale) + (Side / 2.0));
            }

            var share = ink / (Points * Points * byte.MaxValue);
            for (var c = 0; c < Colours; c++)
            {
                ref var value = ref frame[(Colours * p) + c];
                value = (byte)((value * (1 - share)) + (colour[c] * share) + 0.5);
            }
        }
    }

    // Straight between the pixels' centres; nothing outside.
    private static double At(ReadOnlySpan<byte> digit, double y, double x)
    {
        var (row, column) = ((int)Math.Floor(y - 0.5), (int)Math.Floor(x - 0.5));
        var (below, beside) = (y - 0.5 - row, x - 0.5 - column);
        return (1 - below) * (((1 - beside) * Ink(digit, row, column)) + (beside * Ink(digit, row, column + 1)))
            + (below * (((1 - beside) * Ink(digit, row + 1, column)) + (beside * Ink(digit, row + 1, column + 1))));
    }

    private static int Ink(ReadOnlySpan<byte> digit, int row, int column) =>
        row is >= 0 and < Side && column is >= 0 and < Side ? digit[(row * Side) + column] : 0;
}
