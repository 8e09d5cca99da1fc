namespace Weft.Data.ShapesGrounding;

/// <summary>Words that some shapes of a scene answer to; what is null is not said.</summary>
/// <param name="Large">Large or small.</param>
/// <param name="Colour">A colour.</param>
/// <param name="Kind">A shape.</param>
internal sealed record ShapeDescription(bool? Large, int? Colour, int? Kind)
{
    private const int Subsets = 8;

    /// <summary>How many words it has beside the noun that stands for anything.</summary>
    public int Words => (Large is null ? 0 : 1) + (Colour is null ? 0 : 1) + (Kind is null ? 0 : 1);

    /// <summary>All that can be said of a shape, from nothing to everything.</summary>
    public static IEnumerable<ShapeDescription> Of(ShapeObject shape) => Enumerable.Range(0, Subsets).Select(bits => new ShapeDescription(
        (bits & 1) == 0 ? null : shape.Large,
        (bits & 2) == 0 ? null : shape.Colour,
        (bits & 4) == 0 ? null : shape.Kind));

    /// <summary>What tells a shape from all others of the scene, and would not if a word less were said.</summary>
    public static IEnumerable<ShapeDescription> Unique(ShapeScene scene, ShapeObject shape)
    {
        ShapeDescription[] telling = [.. Of(shape).Where(d => scene.Objects.Count(d.Fits) == 1)];
        return telling.Where(d => !telling.Any(other => other != d && other.IsPartOf(d)));
    }

    /// <summary>Whether a shape answers to it.</summary>
    public bool Fits(ShapeObject shape) =>
        (Large ?? shape.Large) == shape.Large && (Colour ?? shape.Colour) == shape.Colour && (Kind ?? shape.Kind) == shape.Kind;

    /// <summary>The words, such as <c>small red circle</c>.</summary>
    public override string ToString()
    {
        List<string> words = [];
        if (Large is { } large)
        {
            words.Add(large ? "large" : "small");
        }

        if (Colour is { } colour)
        {
            words.Add(ShapeScene.Colours[colour]);
        }

        words.Add(Kind is { } kind ? ShapeScene.Kinds[kind] : "shape");
        return string.Join(' ', words);
    }

    private bool IsPartOf(ShapeDescription other) =>
        (Large is null || Large == other.Large) && (Colour is null || Colour == other.Colour) && (Kind is null || Kind == other.Kind);
}
