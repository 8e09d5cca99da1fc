namespace Weft.Data.Clips.Transforms;

/// <summary>
/// Turns the hue of 8-bit colours by way of OpenCV's 8-bit hue, saturation and value, whose hue has 180 steps (CDAR specification 1.6).
/// </summary>
internal static class HueShift
{
    private const int Colours = FrameStack.Colours;
    private const int Steps = 180;
    private const int Sectors = 6;
    private const int Precision = 12;
    private const float Most = 255;

    // OpenCV takes so many pixels of a row at once, where the processor can.
    private const int Block = 32;

    // OpenCV's reciprocals in fixed point of 12 bits.
    private static readonly int[] Saturations = Reciprocals(255 << Precision);
    private static readonly int[] Hues = Reciprocals((Steps << Precision) / (double)Sectors);

    /// <summary>How many steps a hue moves.</summary>
    /// <param name="factor">From -0.5 to 0.5, of 255 steps as published, though there are but 180.</param>
    internal static int Offset(double factor) => (int)(factor * Most);

    /// <summary>Turns the hue of pixels.</summary>
    /// <param name="pixels">Red, green and blue of each; changed.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="offset">How many steps.</param>
    /// <param name="reference">
    /// As published, a sum above 255 loses 256 before it is taken modulo 180, and colours lose their fractions, but for what is left of a row
    /// after blocks of 32 pixels; by default they are rounded.
    /// </param>
    internal static void Apply(Span<byte> pixels, int width, int offset, bool reference)
    {
        Span<byte> hues = stackalloc byte[256];
        for (var hue = 0; hue < hues.Length; hue++)
        {
            var sum = reference && offset > 0 ? (byte)(hue + offset) : hue + offset;
            hues[hue] = (byte)(((sum % Steps) + Steps) % Steps);
        }

        var cut = reference ? width / Block * Block : 0;
        for (var row = 0; row < pixels.Length; row += width * Colours)
        {
            for (var x = 0; x < width; x++)
            {
                var pixel = pixels.Slice(row + (x * Colours), Colours);
                var (hue, saturation, value) = Split(pixel[0], pixel[1], pixel[2]);
                Join(hues[hue], saturation, value, pixel, x < cut);
            }
        }
    }

    private static (int Hue, int Saturation, int Value) Split(int r, int g, int b)
    {
        var value = Math.Max(r, Math.Max(g, b));
        var difference = value - Math.Min(r, Math.Min(g, b));
        var saturation = ((difference * Saturations[value]) + (1 << (Precision - 1))) >> Precision;
        var sector = value == r ? g - b
            : value == g ? b - r + (2 * difference)
            : r - g + (4 * difference);
        var hue = ((sector * Hues[difference]) + (1 << (Precision - 1))) >> Precision;
        return (hue < 0 ? hue + Steps : hue, saturation, value);
    }

    private static void Join(int hue, int saturation, int value, Span<byte> pixel, bool cuts)
    {
        if (saturation == 0)
        {
            pixel.Fill((byte)value);
            return;
        }

        var (s, v) = (saturation * (1 / Most), value * (1 / Most));
        var place = hue * (Sectors / (float)Steps);
        var sector = (int)place;
        var rest = place - sector;
        var low = Level(v * (1 - s), cuts);
        var falling = Level(v * MathF.FusedMultiplyAdd(-s, rest, 1), cuts);
        var rising = Level(v * MathF.FusedMultiplyAdd(-s, 1 - rest, 1), cuts);
        var high = Level(v, cuts);
        (pixel[0], pixel[1], pixel[2]) = sector switch
        {
            0 => (high, rising, low),
            1 => (falling, high, low),
            2 => (low, high, rising),
            3 => (low, falling, high),
            4 => (rising, low, high),
            _ => (high, low, falling),
        };
    }

    private static byte Level(float value, bool cuts) =>
        (byte)Math.Clamp(cuts ? value * Most : MathF.Round(value * Most, MidpointRounding.ToEven), 0, Most);

    private static int[] Reciprocals(double numerator) =>
        [0, .. Enumerable.Range(1, 255).Select(i => (int)Math.Round(numerator / i, MidpointRounding.ToEven))];
}
