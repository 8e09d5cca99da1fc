namespace Weft.Tests.Data.Backdrops;

/// <summary>Tells a texture's family by its looks alone: the hue of its lightest pixel. Sure for families of two flat colours.</summary>
internal static class SeenBackdrop
{
    /// <summary>Families whose pixels have one of two colours.</summary>
    public const int Sure = 7;

    /// <summary>The family whose hue is nearest.</summary>
    /// <param name="pixels">Red, green and blue of pixels of the ground.</param>
    public static int Family(ReadOnlySpan<byte> pixels)
    {
        var best = 0;
        for (var p = 0; p < pixels.Length; p += 3)
        {
            best = Lightness(pixels, p) > Lightness(pixels, best) ? p : best;
        }

        double[] rgb = [pixels[best], pixels[best + 1], pixels[best + 2]];
        var (most, least) = (rgb.Max(), rgb.Min());
        var spread = most - least;
        var sixths = most == rgb[0] ? (rgb[1] - rgb[2]) / spread
            : most == rgb[1] ? 2 + ((rgb[2] - rgb[0]) / spread)
            : 4 + ((rgb[0] - rgb[1]) / spread);
        return ((int)Math.Round(2 * sixths) + 12) % 12;
    }

    private static int Lightness(ReadOnlySpan<byte> pixels, int at) => Math.Max(pixels[at], Math.Max(pixels[at + 1], pixels[at + 2]));
}
