using System.Globalization;
using System.Text;
using Weft.Data.Formats;
using Weft.Data.Pictures;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.EmojiItm;

/// <summary>
/// Prepares emoji in the layout of precomputed captions (MmNas specification, section 6.3), by the protocol of unseen concepts: training
/// has
/// all styles of its concepts, each drawing also mirrored if asked for; dev and test have one style of concepts that training lacks.
/// </summary>
public static class EmojiItmPreparer
{
    /// <summary>The task's name.</summary>
    public const string Task = "emoji-itm";

    /// <summary>The style that dev and test have.</summary>
    public const string TestStyle = "twemoji";

    // Each concept has room for ten pictures: four styles, each plain and mirrored.
    private const int NumbersOfConcept = 10;

    private static readonly int[] Grids = [1, -3];
    private static readonly bool[] Plain = [false];
    private static readonly bool[] PlainAndMirrored = [false, true];
    private static readonly PixelFeatureRecipe Features = new(6, 2, 3);

    /// <summary>Prepares a folder; does nothing where it was made so before and is intact.</summary>
    /// <param name="source">The folder with <c>emoji.json</c> and the sheets of four styles.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="mirror">Whether training has each drawing mirrored, too.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops; the same call goes on.</param>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    /// <exception cref="InvalidFileException">A source is absent or damaged, or a split has no picture.</exception>
    public static PrepareResult<PictureManifest> Prepare(
        string source, string folder, bool mirror = true, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal) { ["list"] = SourceFile.Find(source, EmojiSource.ListName) };
        foreach (var style in EmojiSource.Styles)
        {
            var path = Path.Combine(source, EmojiSource.SheetName(style));
            sources.Add(style, File.Exists(path) ? path : throw new InvalidFileException(path, "is not there; give the folder of emoji"));
        }

        var recipe = new PictureRecipe(
            Task,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grid"] = string.Join(", ", Grids),
                ["features"] = Features.ToString(),
                ["mirrored"] = mirror ? "yes" : "no",
                ["style of dev and test"] = TestStyle,
            },
            sources);
        return PicturePreparer.Prepare(recipe, folder, () => Plan(source, mirror), progress, cancellation: cancellation);
    }

    private static PicturePlan Plan(string source, bool mirror)
    {
        var emoji = EmojiSource.Open(source);
        var drawings = new List<Drawing>();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var texts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var split in Enum.GetValues<Split>())
        {
            var style = split == Split.Train ? null : TestStyle;
            Drawing[] own =
            [
                .. from concept in emoji.Emoji
                   where concept.Split == split
                   from drawn in concept.Styles
                   where style is null || string.Equals(drawn, style, StringComparison.Ordinal)
                   from mirrored in split == Split.Train && mirror ? PlainAndMirrored : Plain
                   select new Drawing(concept, drawn, mirrored),
            ];
            if (own.Length == 0)
            {
                throw new InvalidFileException(
                    Path.Combine(source, EmojiSource.ListName), $"has no picture for {split.Word()}; get the data set again");
            }

            drawings.AddRange(own);
            counts.Add($"{split.Word()} pictures", own.Length);
            counts.Add($"{split.Word()} captions", own.Length * EmojiSource.Captions);
            texts.Add($"emoji_precomp/{split.Word()}_caps.txt", Lines(own.SelectMany(d => d.Concept.Captions)));

            // As published: the numbers of training are one a picture, the others' one a caption.
            var repeats = split == Split.Train ? 1 : EmojiSource.Captions;
            texts.Add(
                $"emoji_precomp/{split.Word()}_ids.txt",
                Lines(own.SelectMany(d => Enumerable.Repeat(d.Number.ToString(CultureInfo.InvariantCulture), repeats))));
        }

        return new PicturePlan(drawings.Count, k => Item(emoji, drawings[k]), Features, texts, counts);
    }

    private static PictureItem Item(EmojiSource emoji, Drawing drawing)
    {
        var picture = emoji.Picture(drawing.Style, drawing.Concept.Index);
        picture = drawing.Mirrored ? picture.Mirrored() : picture;
        var name = string.Create(CultureInfo.InvariantCulture, $"{drawing.Number:D8}");
        var boxes = PixelFeatures.Grid(picture.Width, picture.Height, Grids);
        return new PictureItem($"images/{name}.png", $"features/{name}.jpg.npz", picture, boxes);
    }

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private sealed record Drawing(Emoji Concept, string Style, bool Mirrored)
    {
        /// <summary>The picture's number, from which concept, style and mirroring can be told.</summary>
        public int Number => (NumbersOfConcept * Concept.Index) + (2 * EmojiSource.Styles.ToList().IndexOf(Style)) + (Mirrored ? 1 : 0);
    }
}
