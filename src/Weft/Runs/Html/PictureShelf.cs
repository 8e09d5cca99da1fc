namespace Weft.Runs.Html;

/// <summary>The pictures of a page. Each stands in the page once, however many examples show it.</summary>
/// <param name="pictures">The pictures by the path that the report names.</param>
/// <param name="prefix">What their ids begin with; another for each shelf of a page.</param>
internal sealed class PictureShelf(IReadOnlyDictionary<string, ExamplePicture> pictures, string prefix = "picture")
{
    // Pictures smaller than this are blown up: with sharp pixels they look like what the network saw.
    private const int TinySide = 160;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Defines the pictures that were used up to now.</summary>
    public Markup Definitions() => _numbers.Count == 0 ? Markup.Empty : Markup.Of($"""
        <svg class="shelf" width="0" height="0" aria-hidden="true"><defs>{_numbers.Select(entry => Image(entry.Value, pictures[entry.Key]))}</defs></svg>

        """);

    /// <summary>The picture of a path, or null if it is not on the page.</summary>
    public ExamplePicture? Find(string? path) => path is null ? null : pictures.GetValueOrDefault(path);

    /// <summary>A picture within a drawing, stretched to a size.</summary>
    public Markup Use(string path, double width, double height)
    {
        var picture = pictures[path];
        _ = _numbers.TryAdd(path, _numbers.Count + 1);
        var number = _numbers[path];
        var (across, down) = (width / picture.Width, height / picture.Height);
        var same = Math.Abs(across - 1) < 1e-6 && Math.Abs(down - 1) < 1e-6;

        // Scales need more digits than coordinates: a thousandth of a large picture is a pixel.
        return same
            ? Markup.Of($"<use href=\"#{prefix}-{number}\"/>")
            : Markup.Of($"<use href=\"#{prefix}-{number}\" transform=\"scale({Scale(across)} {Scale(down)})\"/>");
    }

    /// <summary>A picture alone.</summary>
    /// <param name="path">Its path; it must be on the page.</param>
    /// <param name="says">What a person reads who cannot see it.</param>
    public Markup Show(string path, string says)
    {
        var picture = pictures[path];
        return Markup.Of($"""
            <svg class="picture" viewBox="0 0 {picture.Width} {picture.Height}" role="img" aria-label="{says}">{Use(path, picture.Width, picture.Height)}</svg>
            """);
    }

    private static string Scale(double value) => value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);

    private Markup Image(int number, ExamplePicture picture) => Markup.Of($"""
        <image id="{prefix}-{number}"{(Math.Max(picture.Width, picture.Height) < TinySide ? Markup.Of($" class=\"tiny\"") : Markup.Empty)} width="{picture.Width}" height="{picture.Height}" href="{picture.Address}"/>

        """);
}
