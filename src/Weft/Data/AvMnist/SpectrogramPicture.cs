namespace Weft.Data.AvMnist;

/// <summary>
/// Draws a power spectrogram as the 112×112 grey levels that are stored: decibels (10 log10), highest frequency on top, stretched so that
/// the smallest value of the picture is one end of the scale and the largest the other.
/// </summary>
public static class SpectrogramPicture
{
    /// <summary>
    /// Power below this share of the largest counts as this share (-100 dB), so that digital silence does not become minus infinity.
    /// </summary>
    public const float Floor = 1e-10f;

    /// <summary>Draws one picture.</summary>
    /// <param name="power">`[112 frequencies from 0 upwards, 112 times]`, not negative.</param>
    /// <param name="compatibility">
    /// <see cref="Compatibility.Sound"/>: 255 is the largest power. <see cref="Compatibility.Reference"/>: matplotlib's
    /// inverted map "Greys", so 0 is the largest power.
    /// </param>
    /// <param name="picture">
    /// Gets `[112 rows from the highest frequency downwards, 112 times]`; all 0 (or 255) where the power is constant.
    /// </param>
    /// <exception cref="ArgumentException">A length is not 112 · 112.</exception>
    public static void Draw(ReadOnlySpan<float> power, Compatibility compatibility, Span<byte> picture)
    {
        const int Bins = Spectrogram.Bins;
        ArgumentOutOfRangeException.ThrowIfNotEqual(power.Length, Bins * Bins);
        ArgumentOutOfRangeException.ThrowIfNotEqual(picture.Length, Bins * Bins);
        var largest = 0f;
        var smallest = float.MaxValue;
        foreach (var value in power)
        {
            largest = Math.Max(largest, value);
            smallest = Math.Min(smallest, value);
        }

        smallest = Math.Max(smallest, largest * Floor);
        var map = compatibility == Compatibility.Reference ? GreysRed : default;
        if (!(largest > smallest))
        {
            picture.Fill(map.IsEmpty ? (byte)0 : map[0]);
            return;
        }

        // 10 log10 and the stretch are one logarithm: the factor 10 cancels.
        var low = MathF.Log(smallest);
        var scale = 1 / (MathF.Log(largest) - low);
        for (var row = 0; row < Bins; row++)
        {
            var source = power.Slice((Bins - 1 - row) * Bins, Bins);
            var target = picture.Slice(row * Bins, Bins);
            for (var time = 0; time < Bins; time++)
            {
                var level = Math.Clamp((MathF.Log(Math.Max(source[time], smallest)) - low) * scale, 0, 1);

                // matplotlib takes entry ⌊256 · level⌋ of a map, the last one for 1.
                target[time] = map.IsEmpty ? (byte)MathF.Round(level * 255) : map[Math.Min((int)(level * 256), 255)];
            }
        }
    }

    /// <summary>The red channel of matplotlib's colour map "Greys", from the least value (white) to the largest (black).</summary>
    internal static ReadOnlySpan<byte> GreysRed =>
    [
        255, 255, 254, 254, 253, 253, 252, 252, 251, 251, 250, 250, 249, 249, 248, 248,
        247, 247, 247, 246, 246, 245, 245, 244, 244, 243, 243, 242, 242, 241, 241, 240,
        240, 239, 238, 238, 237, 236, 236, 235, 234, 233, 233, 232, 231, 231, 230, 229,
        228, 228, 227, 226, 225, 225, 224, 223, 223, 222, 221, 220, 220, 219, 218, 218,
        217, 216, 215, 214, 213, 212, 212, 211, 210, 209, 208, 207, 206, 205, 204, 204,
        203, 202, 201, 200, 199, 198, 197, 197, 196, 195, 194, 193, 192, 191, 190, 190,
        189, 187, 186, 185, 184, 182, 181, 180, 179, 178, 176, 175, 174, 173, 171, 170,
        169, 168, 167, 165, 164, 163, 162, 160, 159, 158, 157, 156, 154, 153, 152, 151,
        149, 148, 147, 146, 145, 144, 143, 142, 141, 140, 138, 137, 136, 135, 134, 133,
        132, 131, 130, 129, 127, 126, 125, 124, 123, 122, 121, 120, 119, 118, 117, 115,
        114, 113, 112, 111, 110, 109, 108, 107, 106, 105, 104, 103, 102, 101, 100, 99,
        98, 97, 96, 95, 94, 93, 92, 91, 90, 88, 87, 86, 85, 84, 83, 82,
        81, 80, 78, 77, 75, 74, 72, 71, 70, 68, 67, 65, 64, 63, 61, 60,
        58, 57, 56, 54, 53, 51, 50, 48, 47, 46, 44, 43, 41, 40, 39, 37,
        36, 35, 34, 33, 31, 30, 29, 28, 27, 26, 24, 23, 22, 21, 20, 19,
        17, 16, 15, 14, 13, 12, 10, 9, 8, 7, 6, 5, 3, 2, 1, 0,
    ];
}
