using Weft.Data.Pictures;

namespace Weft.Data.ShapesGrounding;

/// <summary>
/// The boxes that a detector might have found: one of each shape, not quite right, and wrong ones, beside shapes and on the ground; in no
/// order.
/// </summary>
internal static class CandidateBoxes
{
    /// <summary>The least overlap (intersection over union) of a shape's box with the shape.</summary>
    public const double Right = 0.6;

    /// <summary>The most overlap of a wrong box with any shape.</summary>
    public const double Wrong = 0.3;

    private const int WrongBoxes = 6;
    private const int Tries = 50;
    private const double Jitter = 0.2;

    /// <summary>Draws the boxes of a scene.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="random">The scene's generator.</param>
    public static IReadOnlyList<PictureBox> Draw(ShapeScene scene, ref ItemRandom random)
    {
        var boxes = new List<PictureBox>();
        foreach (var shape in scene.Objects)
        {
            boxes.Add(Jittered(shape, ref random));
        }

        for (var attempt = 0; attempt < Tries && boxes.Count < scene.Objects.Count + WrongBoxes; attempt++)
        {
            var like = scene.Objects[random.Next(scene.Objects.Count)];

            // Half of them lie beside a shape and cut it, half lie anywhere.
            var near = random.Next(2) == 0;
            var x = near ? like.X + (Signed(ref random) * 2 * like.Radius) : random.NextDouble() * ShapeScene.Side;
            var y = near ? like.Y + (Signed(ref random) * 2 * like.Radius) : random.NextDouble() * ShapeScene.Side;
            var box = Within(x, y, like.Radius, like.Radius);
            if (box is { } inside && scene.Objects.All(o => Overlap(inside, o.Box) <= Wrong))
            {
                boxes.Add(inside);
            }
        }

        for (var k = boxes.Count - 1; k > 0; k--)
        {
            var other = random.Next(k + 1);
            (boxes[k], boxes[other]) = (boxes[other], boxes[k]);
        }

        return boxes;
    }

    /// <summary>Intersection over union.</summary>
    internal static double Overlap(PictureBox a, PictureBox b)
    {
        var across = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var down = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        var shared = across > 0 && down > 0 ? across * down : 0;
        return shared / (Area(a) + Area(b) - shared);
    }

    private static PictureBox Jittered(ShapeObject shape, ref ItemRandom random)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var box = Within(
                shape.X + (Signed(ref random) * Jitter * shape.Radius),
                shape.Y + (Signed(ref random) * Jitter * shape.Radius),
                shape.Radius * (1 + (Signed(ref random) * Jitter)),
                shape.Radius * (1 + (Signed(ref random) * Jitter)));
            if (box is { } inside && Overlap(inside, shape.Box) >= Right)
            {
                return inside;
            }
        }

        return shape.Box;
    }

    private static double Signed(ref ItemRandom random) => (2 * random.NextDouble()) - 1;

    private static double Area(PictureBox box) => (double)(box.Right - box.Left) * (box.Bottom - box.Top);

    /// <summary>A box cut at the canvas's edges; null where too little of it is left.</summary>
    private static PictureBox? Within(double x, double y, double halfWidth, double halfHeight)
    {
        const float Least = 6;
        var box = new PictureBox(
            (float)Math.Max(x - halfWidth, 0),
            (float)Math.Max(y - halfHeight, 0),
            (float)Math.Min(x + halfWidth, ShapeScene.Side),
            (float)Math.Min(y + halfHeight, ShapeScene.Side));
        return box.Right - box.Left < Least || box.Bottom - box.Top < Least ? null : box;
    }
}
