using System.Text.Json;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.EmojiItm;

/// <summary>An emoji: a concept with five texts and up to four drawings.</summary>
/// <param name="Index">Its tile on the sheets.</param>
/// <param name="Styles">The styles that it is drawn in.</param>
/// <param name="Captions">Its five texts.</param>
/// <param name="Split">Its split: concepts of dev and test are unseen in training.</param>
internal sealed record Emoji(int Index, IReadOnlyList<string> Styles, IReadOnlyList<string> Captions, Split Split);

/// <summary>The emoji of a folder: `emoji.json`, and for each style a sheet of tiles `STYLE_48.png`, 44 in a row.</summary>
internal sealed class EmojiSource
{
    /// <summary>The list of concepts.</summary>
    public const string ListName = "emoji.json";

    /// <summary>Pixels of a drawing's side.</summary>
    public const int Side = 48;

    /// <summary>Texts of a concept.</summary>
    public const int Captions = 5;

    private const int Columns = 44;
    private const int MostBytes = 1 << 26;
    private const int MostEmoji = 1 << 16;

    private readonly Dictionary<string, RgbPicture> tiles;

    private EmojiSource(IReadOnlyList<Emoji> emoji, Dictionary<string, RgbPicture> sheets) => (Emoji, tiles) = (emoji, sheets);

    /// <summary>The styles in the order of image numbers.</summary>
    public static IReadOnlyList<string> Styles { get; } = ["noto", "twemoji", "openmoji", "fluent"];

    /// <summary>The concepts in the file's order.</summary>
    public IReadOnlyList<Emoji> Emoji { get; }

    /// <summary>The file of a style.</summary>
    public static string SheetName(string style) => $"{style}_{Side}.png";

    /// <summary>Reads and checks a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidFileException">A file is absent or damaged, or a concept has other than five texts.</exception>
    public static EmojiSource Open(string folder)
    {
        var path = Path.Combine(folder, ListName);
        using var file = BoundedRead.Open(path);
        var emoji = Read(BoundedRead.All(file, path, MostBytes), path);
        var rows = (emoji.Max(e => e.Index) / Columns) + 1;
        var sheets = Styles.ToDictionary(
            style => style,
            style => Sheet(Path.Combine(folder, SheetName(style)), rows),
            StringComparer.Ordinal);
        return new EmojiSource(emoji, sheets);
    }

    /// <summary>A drawing.</summary>
    /// <param name="style">One of its styles.</param>
    /// <param name="index">The concept's tile.</param>
    public RgbPicture Picture(string style, int index) => tiles[style].Crop(index % Columns * Side, index / Columns * Side, Side, Side);

    private static RgbPicture Sheet(string path, int rows)
    {
        var sheet = PngReader.Read(path);
        return sheet.Width >= Columns * Side && sheet.Height >= rows * Side
            ? sheet
            : throw new InvalidFileException(
                path, $"has {sheet.Width} x {sheet.Height} pixels, but {rows} rows of {Columns} tiles of {Side} pixels are needed; get the data set again");
    }

    private static List<Emoji> Read(byte[] text, string path)
    {
        var emoji = new List<Emoji>();
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                var index = entry.GetProperty("index").GetInt32();
                string[] styles = [.. entry.GetProperty("styles").EnumerateArray().Select(s => s.GetString()!)];
                string[] captions = [.. entry.GetProperty("captions").EnumerateArray().Select(c => c.GetString()!)];
                var split = entry.GetProperty("split").GetString() switch
                {
                    "train" => Split.Train,
                    "val" => Split.Dev,
                    "test" => Split.Test,
                    var other => throw new InvalidOperationException($"'{other}' is no split"),
                };
                var problem = index is < 0 or >= MostEmoji || emoji.Any(e => e.Index == index) ? $"index {index} is impossible or a second time there"
                    : styles.Length == 0 || styles.Except(Styles, StringComparer.Ordinal).Any() ? $"its styles are '{string.Join(", ", styles)}'"
                    : captions.Length != Captions || captions.Any(c => string.IsNullOrWhiteSpace(c) || c.AsSpan().IndexOfAny('\n', '\r') >= 0)
                    ? $"there are not {Captions} texts of one line"
                    : null;
                emoji.Add(problem is null ? new Emoji(index, styles, captions, split) : throw new InvalidOperationException(problem));
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidFileException(
                path, $"is no list of emoji: {error.Message.TrimEnd('.')} (entry {emoji.Count}); get the data set again", error);
        }

        return emoji.Count > 0 ? emoji : throw new InvalidFileException(path, "has no emoji; get the data set again");
    }
}
