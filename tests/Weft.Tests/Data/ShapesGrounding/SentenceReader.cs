using Weft.Data.ShapesGrounding;

namespace Weft.Tests.Data.ShapesGrounding;

/// <summary>Reads sentences as a person would, by another way than they are made.</summary>
internal static class SentenceReader
{
    /// <summary>The shapes that a sentence can mean.</summary>
    public static IReadOnlyList<ShapeObject> Meant(string sentence, ShapeScene scene)
    {
        var words = sentence.Split(' ').ToList();
        var at = words.FindIndex(w => w is "left" or "right" or "above" or "below");
        if (at < 0)
        {
            return Plain(words, scene.Objects);
        }

        var anchor = Plain(words[(words.LastIndexOf("the") + 1)..], scene.Objects);
        return anchor is not [var known]
            ? []
            : [.. Plain(words[..at], scene.Objects).Where(o => o != known && words[at] switch
            {
                "left" => o.X < known.X,
                "right" => o.X > known.X,
                "above" => o.Y < known.Y,
                _ => o.Y > known.Y,
            })];
    }

    private static List<ShapeObject> Plain(IEnumerable<string> words, IEnumerable<ShapeObject> shapes)
    {
        var left = shapes.ToList();
        string? utmost = null;
        foreach (var word in words.Where(w => w is not ("the" or "shape")))
        {
            if (word.EndsWith("most", StringComparison.Ordinal) || word.EndsWith("est", StringComparison.Ordinal))
            {
                utmost = word;
                continue;
            }

            left.RemoveAll(o => word is "large" or "small"
                ? o.Large != word is "large"
                : ShapeScene.Kinds[o.Kind] != word && ShapeScene.Colours[o.Colour] != word);
        }

        Func<ShapeObject, double>? value = utmost switch
        {
            "leftmost" => o => -o.X,
            "rightmost" => o => o.X,
            "topmost" => o => -o.Y,
            "bottommost" => o => o.Y,
            "largest" => o => o.Radius,
            "smallest" => o => -o.Radius,
            _ => null,
        };
        return value is null || left.Count == 0 ? left : [left.MaxBy(value)!];
    }
}
