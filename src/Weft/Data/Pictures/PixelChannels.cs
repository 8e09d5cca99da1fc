using Weft.Data.Formats;

namespace Weft.Data.Pictures;

/// <summary>What is averaged over boxes of a picture, for each of its pixels.</summary>
internal sealed class PixelChannels
{
    private const float White = 255;
    private const int Colours = RgbPicture.Colours;
    private const int Shades = PixelFeatureRecipe.Hues + PixelFeatureRecipe.Greys;
    private const int Directions = PixelFeatureRecipe.Directions;

    // Shares and edges are small numbers: with these they are about as large as colours, which go from -1 to 1.
    private const float ShadeScale = 2;
    private const float EdgeScale = 8;

    private readonly int width;
    private readonly int height;

    /// <summary>Looks at a picture.</summary>
    public PixelChannels(RgbPicture picture)
    {
        (width, height) = (picture.Width, picture.Height);
        var pixels = width * height;
        (Colour, Shade, Edge) = (new float[Colours * pixels], new float[Shades * pixels], new float[Directions * pixels]);
        var brightness = new float[pixels];
        for (var p = 0; p < pixels; p++)
        {
            var rgb = picture.Pixels.Slice(Colours * p, Colours);
            var (red, green, blue) = (rgb[0] / White, rgb[1] / White, rgb[2] / White);
            (Colour[Colours * p], Colour[(Colours * p) + 1], Colour[(Colours * p) + 2]) = ((2 * red) - 1, (2 * green) - 1, (2 * blue) - 1);
            brightness[p] = (red + green + blue) / 3;
            FillShades(red, green, blue, Shade.AsSpan(Shades * p, Shades));
        }

        FillEdges(brightness);
    }

    /// <summary>Red, green and blue from -1 to 1: [height, width, 3].</summary>
    public float[] Colour { get; }

    /// <summary>Shares of hues and of brightnesses without hue: [height, width, 16].</summary>
    public float[] Shade { get; }

    /// <summary>The strength of edges by their direction: [height, width, 8].</summary>
    public float[] Edge { get; }

    private static void FillShades(float red, float green, float blue, Span<float> shades)
    {
        const int Sixth = PixelFeatureRecipe.Hues / 6;
        var most = Math.Max(red, Math.Max(green, blue));
        var chroma = most - Math.Min(red, Math.Min(green, blue));
        if (chroma > 0)
        {
            var turn = most == red ? (((green - blue) / chroma) + 6) % 6
                : most == green ? ((blue - red) / chroma) + 2
                : ((red - green) / chroma) + 4;
            var at = turn * Sixth;
            var (low, part) = ((int)at, at - (int)at);
            shades[low % PixelFeatureRecipe.Hues] += (1 - part) * chroma * ShadeScale;
            shades[(low + 1) % PixelFeatureRecipe.Hues] += part * chroma * ShadeScale;
        }

        var grey = (red + green + blue) / 3 * (PixelFeatureRecipe.Greys - 1);
        var below = Math.Min((int)grey, PixelFeatureRecipe.Greys - 2);
        shades[PixelFeatureRecipe.Hues + below] += (1 - (grey - below)) * (1 - chroma) * ShadeScale;
        shades[PixelFeatureRecipe.Hues + below + 1] += (grey - below) * (1 - chroma) * ShadeScale;
    }

    private void FillEdges(float[] brightness)
    {
        for (var p = 0; p < brightness.Length; p++)
        {
            var (x, y) = (p % width, p / width);
            var across = x > 0 && x < width - 1 ? (brightness[p + 1] - brightness[p - 1]) / 2 : 0;
            var down = y > 0 && y < height - 1 ? (brightness[p + width] - brightness[p - width]) / 2 : 0;
            var strength = MathF.Sqrt((across * across) + (down * down)) * EdgeScale;

            // Opposite directions are one: what is light on dark is the same shape as what is dark on light.
            var at = (MathF.Atan2(down, across) + (2 * MathF.PI)) % MathF.PI / MathF.PI * Directions;
            var (low, part) = ((int)at, at - (int)at);
            Edge[(Directions * p) + (low % Directions)] += (1 - part) * strength;
            Edge[(Directions * p) + ((low + 1) % Directions)] += part * strength;
        }
    }
}
