namespace Weft.Data.ShapesGrounding;

/// <summary>A sentence of a scene.</summary>
/// <param name="Text">Its words, parted by single blanks.</param>
/// <param name="Target">The shape that it means, and no other.</param>
internal sealed record SceneSentence(string Text, ShapeObject Target);

/// <summary>
/// Says which shape is meant by attributes, by its place beside another, or by being the utmost of its like; always so that other shapes
/// fit a part of the sentence, but clearly only one fits all of it.
/// </summary>
internal static class SceneSentences
{
    // Differences below these many pixels are not clear enough to be spoken of.
    private const double ClearPlace = 7;
    private const double ClearRadius = 3;
    private const int Tries = 60;

    private static readonly (string Words, Func<ShapeObject, ShapeObject, double> By)[] Relations =
    [
        ("left of", (a, b) => b.X - a.X),
        ("right of", (a, b) => a.X - b.X),
        ("above", (a, b) => b.Y - a.Y),
        ("below", (a, b) => a.Y - b.Y),
    ];

    private static readonly (string Word, Func<ShapeObject, double> Value, double Clear)[] Utmost =
    [
        ("leftmost", o => -o.X, ClearPlace),
        ("rightmost", o => o.X, ClearPlace),
        ("topmost", o => -o.Y, ClearPlace),
        ("bottommost", o => o.Y, ClearPlace),
        ("largest", o => o.Radius, ClearRadius),
        ("smallest", o => -o.Radius, ClearRadius),
    ];

    /// <summary>Some sentences of a scene, no two alike; fewer than wanted where the scene has not more to say.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="wanted">How many at most.</param>
    /// <param name="random">The scene's generator.</param>
    public static IReadOnlyList<SceneSentence> Draw(ShapeScene scene, int wanted, ref ItemRandom random)
    {
        var sentences = new List<SceneSentence>();
        for (var attempt = 0; attempt < Tries && sentences.Count < wanted; attempt++)
        {
            var target = scene.Objects[random.Next(scene.Objects.Count)];
            var text = random.Next(3) switch
            {
                0 => ByAttributes(scene, target, ref random),
                1 => ByRelation(scene, target, ref random),
                _ => ByUtmost(scene, target, ref random),
            };
            if (text is not null && !sentences.Exists(s => string.Equals(s.Text, text, StringComparison.Ordinal)))
            {
                sentences.Add(new SceneSentence(text, target));
            }
        }

        return sentences;
    }

    private static string? ByAttributes(ShapeScene scene, ShapeObject target, ref ItemRandom random) =>
        One([.. ShapeDescription.Unique(scene, target).Where(d => d.Words > 1).Select(d => $"the {d}")], ref random);

    private static string? ByRelation(ShapeScene scene, ShapeObject target, ref ItemRandom random)
    {
        var texts = new List<string>();
        foreach (var anchor in scene.Objects.Where(o => o != target))
        {
            foreach (var description in ShapeDescription.Of(target))
            {
                ShapeObject[] others = [.. scene.Objects.Where(o => o != target && o != anchor && description.Fits(o))];
                texts.AddRange(
                    from relation in Relations
                    where others.Length > 0 && relation.By(target, anchor) >= ClearPlace && others.All(o => relation.By(o, anchor) <= -ClearPlace)
                    from known in ShapeDescription.Unique(scene, anchor)
                    select $"the {description} {relation.Words} the {known}");
            }
        }

        return One(texts, ref random);
    }

    private static string? ByUtmost(ShapeScene scene, ShapeObject target, ref ItemRandom random)
    {
        var texts = new List<string>();
        foreach (var description in ShapeDescription.Of(target))
        {
            ShapeObject[] others = [.. scene.Objects.Where(o => o != target && description.Fits(o))];
            texts.AddRange(
                from utmost in Utmost
                where others.Length > 0 && others.All(o => utmost.Value(target) - utmost.Value(o) >= utmost.Clear)
                select $"the {utmost.Word} {description}");
        }

        return One(texts, ref random);
    }

    private static string? One(IReadOnlyList<string> texts, ref ItemRandom random) => texts.Count == 0 ? null : texts[random.Next(texts.Count)];
}
