using Weft.Data.Pictures;

namespace Weft.Data.ShapesGrounding;

/// <summary>A shape on the canvas.</summary>
/// <param name="Kind">Its shape: an index into <see cref="ShapeScene.Kinds"/>.</param>
/// <param name="Colour">An index into <see cref="ShapeScene.Colours"/>.</param>
/// <param name="Large">Whether it is one of the large ones.</param>
/// <param name="X">The column of its centre.</param>
/// <param name="Y">The row of its centre.</param>
/// <param name="Radius">Half its side in pixels.</param>
internal sealed record ShapeObject(int Kind, int Colour, bool Large, double X, double Y, double Radius)
{
    /// <summary>Its box: tight, since every shape reaches all four sides.</summary>
    public PictureBox Box => new((float)(X - Radius), (float)(Y - Radius), (float)(X + Radius), (float)(Y + Radius));
}

/// <summary>A scene: shapes that do not overlap, of few colours and kinds, so that one word seldom tells which is meant.</summary>
internal sealed class ShapeScene
{
    /// <summary>Pixels of the canvas's side.</summary>
    public const int Side = 128;

    private const double SmallRadius = 6;
    private const double LargeRadius = 12;
    private const double Spread = 2;
    private const double Gap = 3;
    private const int Tries = 200;

    private ShapeScene(IReadOnlyList<ShapeObject> objects) => Objects = objects;

    /// <summary>The names of shapes.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["circle", "square", "triangle", "diamond", "cross"];

    /// <summary>The names of colours.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["red", "green", "blue", "yellow", "purple", "orange", "black", "white"];

    /// <summary>The shapes.</summary>
    public IReadOnlyList<ShapeObject> Objects { get; }

    /// <summary>Draws a scene.</summary>
    /// <param name="random">The scene's generator.</param>
    /// <param name="fewest">The fewest shapes.</param>
    /// <param name="most">The most.</param>
    public static ShapeScene Draw(ref ItemRandom random, int fewest, int most)
    {
        var wanted = fewest + random.Next(most - fewest + 1);
        var (kinds, colours) = (Some(ref random, Kinds.Count, 2 + random.Next(2)), Some(ref random, Colours.Count, 2 + random.Next(2)));
        var objects = new List<ShapeObject>();
        for (var attempt = 0; attempt < Tries && objects.Count < wanted; attempt++)
        {
            var large = random.Next(2) == 1;
            var radius = (large ? LargeRadius : SmallRadius) + (Spread * random.NextDouble());
            var room = Side - (2 * (radius + 1));
            var drawn = new ShapeObject(
                kinds[random.Next(kinds.Length)],
                colours[random.Next(colours.Length)],
                large,
                radius + 1 + (room * random.NextDouble()),
                radius + 1 + (room * random.NextDouble()),
                radius);
            var apart = objects.TrueForAll(o =>
                Math.Max(Math.Abs(o.X - drawn.X), Math.Abs(o.Y - drawn.Y)) > o.Radius + drawn.Radius + Gap);
            if (apart)
            {
                objects.Add(drawn);
            }
        }

        return new ShapeScene(objects);
    }

    private static int[] Some(ref ItemRandom random, int count, int wanted)
    {
        var all = Enumerable.Range(0, count).ToList();
        var some = new int[wanted];
        for (var k = 0; k < wanted; k++)
        {
            var at = random.Next(all.Count);
            some[k] = all[at];
            all.RemoveAt(at);
        }

        return some;
    }
}
