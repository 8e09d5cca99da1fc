namespace Weft.Runs.Html;

/// <summary>An image with its boxes; without a picture they are drawn on an empty canvas of the image's size.</summary>
internal static class BoxPicture
{
    private const int MostBoxes = 150;
    private const int LongestSide = 100_000;

    // In the order of drawing: the dashes of the truth lie over what was predicted, and let it through.
    private static readonly (BoxRole Role, string Style, string Meaning)[] Roles =
    [
        (BoxRole.Candidate, "candidate", "candidate"),
        (BoxRole.Predicted, "predicted", "predicted box"),
        (BoxRole.Truth, "truth", "true box"),
    ];

    /// <summary>What the lines mean, for the roles that examples have.</summary>
    public static Markup Legend(IReadOnlyList<ExampleReport> examples)
    {
        var used = examples.SelectMany(example => example.Boxes ?? []).Select(box => box.Role).ToHashSet();
        var lines = Roles.Skip(1).Append(Roles[0]).Where(role => used.Contains(role.Role)).Select(role => Markup.Of($"""
            <li><svg width="38" height="22" aria-hidden="true"><rect class="halo {role.Style}" x="3" y="3" width="32" height="16"/><rect class="box {role.Style}" x="3" y="3" width="32" height="16"/></svg>{role.Meaning}</li>
            """));
        return Markup.Of($"<ul class=\"legend\">{lines}</ul>");
    }

    /// <summary>Draws an example's image.</summary>
    public static Markup Draw(ExampleReport example, PictureShelf pictures)
    {
        var picture = pictures.Find(example.Picture);
        var (width, height) = (example.Width ?? picture?.Width ?? 0, example.Height ?? picture?.Height ?? 0);
        if (width is < 1 or > LongestSide || height is < 1 or > LongestSide)
        {
            return Markup.Of($"<p class=\"muted small\">The image's size is not known, so its boxes cannot be drawn.</p>");
        }

        var boxes = (example.Boxes ?? []).Select(box => (Box: box, Area: Within(box, width, height))).ToList();
        var shown = boxes.Where(box => box.Area is not null && Roles.Any(role => role.Role == box.Box.Role))
            .OrderBy(box => Array.FindIndex(Roles, role => role.Role == box.Box.Role)).TakeLast(MostBoxes).ToList();
        var lost = boxes.Count - shown.Count;
        var note = lost == 0 ? Markup.Empty : Markup.Of(
            $"<p class=\"muted small\">{Numbers.Count(lost)} {(lost == 1 ? "box is" : "boxes are")} not drawn: not in the image, without area, or too many.</p>");
        var ground = picture is null
            ? Markup.Of($"<rect class=\"canvas\" width=\"{width}\" height=\"{height}\"/>")
            : pictures.Use(example.Picture!, width, height);
        return Markup.Of($"""
            <svg class="picture" viewBox="0 0 {width} {height}" role="img" aria-label="{Says(picture is not null, [.. shown.Select(box => box.Box)])}">{ground}{shown.Select(box => Rim(box.Box, box.Area!.Value))}{shown.Select(box => Rectangle(box.Box, box.Area!.Value))}</svg>{note}
            """);
    }

    /// <summary>The part of a box that is in the image, or null if there is none.</summary>
    private static (double X, double Y, double Width, double Height)? Within(ExampleBox box, int width, int height)
    {
        if (!double.IsFinite(box.X1) || !double.IsFinite(box.Y1) || !double.IsFinite(box.X2) || !double.IsFinite(box.Y2))
        {
            return null;
        }

        var (x, y) = (Math.Clamp(box.X1, 0, width), Math.Clamp(box.Y1, 0, height));
        var (right, bottom) = (Math.Clamp(box.X2, 0, width), Math.Clamp(box.Y2, 0, height));
        return right > x && bottom > y ? (x, y, right - x, bottom - y) : null;
    }

    private static Markup Rectangle(ExampleBox box, (double X, double Y, double Width, double Height) area)
    {
        var (_, style, meaning) = Roles.First(role => role.Role == box.Role);
        return Markup.Of($"""
            <rect class="box {style}" x="{area.X}" y="{area.Y}" width="{area.Width}" height="{area.Height}"><title>{meaning}{(box.Score is { } score ? ", score " + ExampleCard.Score(score) : "")}</title></rect>
            """);
    }

    /// <summary>A light rim sets a line off from any picture. All rims lie below all lines: of two equal boxes both are seen.</summary>
    private static Markup Rim(ExampleBox box, (double X, double Y, double Width, double Height) area) => box.Role == BoxRole.Candidate
        ? Markup.Empty
        : Markup.Of($"<rect class=\"halo\" x=\"{area.X}\" y=\"{area.Y}\" width=\"{area.Width}\" height=\"{area.Height}\"/>");

    private static string Says(bool hasPicture, IReadOnlyList<ExampleBox> boxes)
    {
        var told = boxes.Where(box => box.Role != BoxRole.Candidate).Take(6).Select(box =>
            $"{Roles.First(role => role.Role == box.Role).Meaning} from {Pixel(box.X1)}, {Pixel(box.Y1)} to {Pixel(box.X2)}, {Pixel(box.Y2)}");
        return $"{(hasPicture ? "Picture" : "Empty canvas")} with {string.Join("; ", told.DefaultIfEmpty("no predicted or true box"))}";
    }

    private static string Pixel(double value) => Numbers.Fixed(value, 0);
}
