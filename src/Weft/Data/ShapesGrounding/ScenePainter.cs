using Weft.Data.Formats;

namespace Weft.Data.ShapesGrounding;

/// <summary>Paints scenes: shapes with smooth edges on a ground of a light colour that differs from scene to scene.</summary>
internal static class ScenePainter
{
    // Points of a pixel's side that are looked at: a pixel of an edge has a part of both colours.
    private const int Points = 3;
    private const int Lightest = 225;
    private const int Darkest = 180;

    private static readonly byte[][] Paints =
    [
        [214, 39, 40], [44, 150, 44], [31, 90, 200], [240, 210, 30], [148, 80, 189], [255, 127, 14], [20, 20, 20], [255, 255, 255],
    ];

    /// <summary>Paints a scene.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="random">The scene's generator; the ground is drawn from it.</param>
    public static RgbPicture Paint(ShapeScene scene, ref ItemRandom random)
    {
        var pixels = new byte[RgbPicture.Colours * ShapeScene.Side * ShapeScene.Side];
        for (var c = 0; c < RgbPicture.Colours; c++)
        {
            var ground = (byte)(Darkest + random.Next(Lightest - Darkest + 1));
            for (var p = c; p < pixels.Length; p += RgbPicture.Colours)
            {
                pixels[p] = ground;
            }
        }

        foreach (var shape in scene.Objects)
        {
            Paint(shape, pixels);
        }

        return new RgbPicture(pixels, ShapeScene.Side, ShapeScene.Side);
    }

    private static void Paint(ShapeObject shape, byte[] pixels)
    {
        var paint = Paints[shape.Colour];
        var (left, top, right, bottom) = shape.Box;
        for (var y = (int)top; y < bottom; y++)
        {
            for (var x = (int)left; x < right; x++)
            {
                var inside = 0;
                for (var k = 0; k < Points * Points; k++)
                {
                    var u = (x + (((k % Points) + 0.5) / Points) - shape.X) / shape.Radius;
                    var v = (y + (((k / Points) + 0.5) / Points) - shape.Y) / shape.Radius;
                    inside += Covers(shape.Kind, u, v) ? 1 : 0;
                }

                var pixel = pixels.AsSpan(RgbPicture.Colours * ((y * ShapeScene.Side) + x), RgbPicture.Colours);
                for (var c = 0; c < RgbPicture.Colours; c++)
                {
                    pixel[c] = (byte)(((pixel[c] * ((Points * Points) - inside)) + (paint[c] * inside)) / (Points * Points));
                }
            }
        }
    }

    /// <summary>Whether a shape covers a point; u and v go from -1 to 1 over its box, v downwards.</summary>
    private static bool Covers(int kind, double u, double v)
    {
        const double Arm = 0.36;
        var (across, down) = (Math.Abs(u), Math.Abs(v));
        return across <= 1 && down <= 1 && ShapeScene.Kinds[kind] switch
        {
            "circle" => (u * u) + (v * v) <= 1,
            "square" => true,
            "triangle" => across <= (v + 1) / 2,
            "diamond" => across + down <= 1,
            _ => across <= Arm || down <= Arm,
        };
    }
}
