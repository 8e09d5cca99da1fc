namespace Weft.Data.Clips.Transforms;

/// <summary>
/// Moves a picture away from one that lacks something, with the Python imaging library Pillow's numbers: out = less + factor (picture -
/// less), cut to a byte.
/// </summary>
internal static class Enhancement
{
    private const int Colours = FrameStack.Colours;

    // Nine neighbours, of which the middle one counts five times.
    private const int SmoothCenter = 5;
    private const int SmoothSum = 13;

    /// <summary>More colour: away from grey.</summary>
    /// <param name="pixels">Red, green and blue of each; changed.</param>
    /// <param name="factor">1 changes nothing.</param>
    internal static void Color(Span<byte> pixels, float factor)
    {
        for (var i = 0; i < pixels.Length; i += Colours)
        {
            var pixel = pixels.Slice(i, Colours);
            var grey = Grey(pixel);
            pixel[0] = Away(grey, pixel[0], factor);
            pixel[1] = Away(grey, pixel[1], factor);
            pixel[2] = Away(grey, pixel[2], factor);
        }
    }

    /// <summary>More contrast: away from the mean grey.</summary>
    /// <inheritdoc cref="Color"/>
    internal static void Contrast(Span<byte> pixels, float factor)
    {
        var sum = 0L;
        for (var i = 0; i < pixels.Length; i += Colours)
        {
            sum += Grey(pixels.Slice(i, Colours));
        }

        AwayFrom((int)((sum / (double)(pixels.Length / Colours)) + 0.5), pixels, factor);
    }

    /// <summary>More light: away from black.</summary>
    /// <inheritdoc cref="Color"/>
    internal static void Brightness(Span<byte> pixels, float factor) => AwayFrom(0, pixels, factor);

    /// <summary>Sharper: away from a smoothed picture; the outermost pixels stay as they are.</summary>
    /// <param name="pixels">Red, green and blue of each; changed.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="factor">1 changes nothing.</param>
    internal static void Sharpness(Span<byte> pixels, int width, float factor)
    {
        var length = width * Colours;
        var rows = pixels.Length / length;
        var above = new byte[length];
        var here = new byte[length];
        pixels[..length].CopyTo(here);
        for (var y = 1; y < rows - 1; y++)
        {
            // Rows above are changed already: they are read from copies.
            (above, here) = (here, above);
            pixels.Slice(y * length, length).CopyTo(here);
            var row = pixels.Slice(y * length, length);
            var below = pixels.Slice((y + 1) * length, length);
            for (var i = Colours; i < length - Colours; i++)
            {
                var sum = above[i - Colours] + above[i] + above[i + Colours]
                    + here[i - Colours] + (SmoothCenter * here[i]) + here[i + Colours]
                    + below[i - Colours] + below[i] + below[i + Colours];
                row[i] = Away(((2 * sum) + SmoothSum) / (2 * SmoothSum), here[i], factor);
            }
        }
    }

    private static void AwayFrom(int less, Span<byte> pixels, float factor)
    {
        Span<byte> table = stackalloc byte[256];
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = Away(less, level, factor);
        }

        foreach (ref var value in pixels)
        {
            value = table[value];
        }
    }

    private static byte Away(int less, int value, float factor) => (byte)Math.Clamp(less + (factor * (value - less)), 0, byte.MaxValue);

    // ITU-R 601 luma in 16 bits.
    private static int Grey(ReadOnlySpan<byte> pixel) => ((19595 * pixel[0]) + (38470 * pixel[1]) + (7471 * pixel[2]) + 0x8000) >> 16;
}
