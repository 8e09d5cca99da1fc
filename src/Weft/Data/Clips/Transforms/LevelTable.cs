namespace Weft.Data.Clips.Transforms;

/// <summary>Changes of a picture's values, each by itself: tables of 256 levels, with the Python imaging library Pillow's numbers.</summary>
internal static class LevelTable
{
    private const int Colours = FrameStack.Colours;
    private const int Levels = 256;
    private const int Most = 255;

    /// <summary>Keeps the highest bits of each value.</summary>
    /// <param name="pixels">Red, green and blue of each; changed.</param>
    /// <param name="bits">How many.</param>
    internal static void Posterize(Span<byte> pixels, int bits)
    {
        var mask = (byte)~((1 << (8 - bits)) - 1);
        foreach (ref var value in pixels)
        {
            value &= mask;
        }
    }

    /// <summary>Turns values around that are high.</summary>
    /// <param name="pixels">Red, green and blue of each; changed.</param>
    /// <param name="threshold">From where on.</param>
    internal static void Solarize(Span<byte> pixels, double threshold)
    {
        Span<byte> table = stackalloc byte[Levels];
        for (var level = 0; level < Levels; level++)
        {
            table[level] = (byte)(level < threshold ? level : Most - level);
        }

        Apply(pixels, 0, 1, table);
    }

    /// <summary>Stretches each colour so that it spans all levels.</summary>
    /// <param name="pixels">Red, green and blue of each; changed.</param>
    internal static void AutoContrast(Span<byte> pixels)
    {
        Span<int> counts = stackalloc int[Levels];
        Span<byte> table = stackalloc byte[Levels];
        for (var colour = 0; colour < Colours; colour++)
        {
            Count(pixels, colour, counts);
            var (low, high) = (counts.IndexOfAnyExcept(0), counts.LastIndexOfAnyExcept(0));
            if (high > low)
            {
                var scale = 255.0 / (high - low);
                for (var level = 0; level < Levels; level++)
                {
                    table[level] = (byte)Math.Clamp((level * scale) - (low * scale), 0, Most);
                }

                Apply(pixels, colour, Colours, table);
            }
        }
    }

    /// <summary>Spreads each colour so that all levels are about equally frequent.</summary>
    /// <param name="pixels">Red, green and blue of each; changed.</param>
    internal static void Equalize(Span<byte> pixels)
    {
        Span<int> counts = stackalloc int[Levels];
        Span<byte> table = stackalloc byte[Levels];
        for (var colour = 0; colour < Colours; colour++)
        {
            Count(pixels, colour, counts);
            var step = ((pixels.Length / Colours) - counts[counts.LastIndexOfAnyExcept(0)]) / Most;
            if (step == 0)
            {
                continue;
            }

            var sum = step / 2;
            for (var level = 0; level < Levels; level++)
            {
                table[level] = (byte)Math.Min(sum / step, Most);
                sum += counts[level];
            }

            Apply(pixels, colour, Colours, table);
        }
    }

    private static void Count(ReadOnlySpan<byte> pixels, int colour, Span<int> counts)
    {
        counts.Clear();
        for (var i = colour; i < pixels.Length; i += Colours)
        {
            counts[pixels[i]]++;
        }
    }

    private static void Apply(Span<byte> pixels, int first, int step, ReadOnlySpan<byte> table)
    {
        for (var i = first; i < pixels.Length; i += step)
        {
            pixels[i] = table[pixels[i]];
        }
    }
}
