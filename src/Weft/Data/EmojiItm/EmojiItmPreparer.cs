using System.Globalization;
using System.Text;
using Weft.Data.Formats;
using Weft.Data.Pictures;
using Weft.Data.Prepared;
using Weft.Data.Text;
using Weft.Torch;

namespace Weft.Data.EmojiItm;

/// <summary>
/// Prepares emoji in the layout of precomputed captions (MmNas specification, section 6.3), by the protocol of unseen concepts: training
/// has all styles of its concepts, each drawing also mirrored if asked for; dev and test have one style of concepts that training lacks.
/// Regions are described by small networks that learned from training's pictures and texts (<see cref="LearnedRegions"/>), and each of a
/// concept's five captions is all of its words, beginning with another of its texts.
/// </summary>
public static class EmojiItmPreparer
{
    /// <summary>The task's name.</summary>
    public const string Task = "emoji-itm";

    /// <summary>The vectors of words in the space that regions are described in: initial word vectors for networks.</summary>
    public const string WordsName = "word_vectors.txt";

    /// <summary>The style that dev and test have.</summary>
    public const string TestStyle = "twemoji";

    // Each concept has room for ten pictures: four styles, each plain and mirrored.
    private const int NumbersOfConcept = 10;

    private static readonly bool[] Plain = [false];
    private static readonly bool[] PlainAndMirrored = [false, true];

    /// <summary>Prepares a folder; does nothing where it was made so before and is intact.</summary>
    /// <param name="source">The folder with <c>emoji.json</c> and the sheets of four styles.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="mirror">Whether training has each drawing mirrored, too.</param>
    /// <param name="encoder">How networks learn to describe regions; null for the defaults.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops; the same call goes on.</param>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    /// <exception cref="InvalidFileException">A source is absent or damaged, or a split has no picture.</exception>
    public static PrepareResult<PictureManifest> Prepare(
        string source,
        string folder,
        bool mirror = false,
        PictureEncoderRecipe? encoder = null,
        IProgress<PrepareProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        encoder ??= new PictureEncoderRecipe();
        encoder.Check();
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
                ["captions"] = "all words of a concept's texts, each once, from a different text on",
                ["features"] = "where networks expect a picture's words: of the whole, and of each cell of a grid",
                ["networks"] = encoder.ToString(),
                ["learned from"] = "pictures and texts of train alone; a concept of train is described by the one network that did not learn "
                    + "from it, others by the mean of all",
                ["mirrored"] = mirror ? "yes" : "no",
                ["style of dev and test"] = TestStyle,
            },
            sources);
        LearnedRegions? regions = null;
        try
        {
            return PicturePreparer.Prepare(
                recipe,
                folder,
                () =>
                {
                    var (plan, made) = Plan(source, mirror, encoder);
                    regions = made;
                    return plan;
                },
                progress,
                cancellation: cancellation);
        }
        finally
        {
            regions?.Dispose();
        }
    }

    /// <summary>The captions of a concept: all words of its texts, each once, beginning with the first text, the second and so on.</summary>
    /// <param name="texts">Its texts.</param>
    internal static IReadOnlyList<string> Joined(IReadOnlyList<string> texts)
    {
        string Words(int first)
        {
            var words = Enumerable.Range(0, texts.Count).SelectMany(k => Tokenizer.Split(texts[(first + k) % texts.Count]));
            return string.Join(' ', words.Distinct(StringComparer.Ordinal));
        }

        // A text of signs alone has no words; it stays as it is.
        return [.. Enumerable.Range(0, texts.Count).Select(Words).Select((words, k) => words.Length > 0 ? words : texts[k])];
    }

    private static (PicturePlan Plan, LearnedRegions Regions) Plan(string source, bool mirror, PictureEncoderRecipe encoder)
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
            texts.Add($"emoji_precomp/{split.Word()}_caps.txt", Lines(own.SelectMany(d => Joined(d.Concept.Captions))));

            // As published: the numbers of training are one a picture, the others' one a caption.
            var repeats = split == Split.Train ? 1 : EmojiSource.Captions;
            texts.Add(
                $"emoji_precomp/{split.Word()}_ids.txt",
                Lines(own.SelectMany(d => Enumerable.Repeat(d.Number.ToString(CultureInfo.InvariantCulture), repeats))));
        }

        Emoji[] learned = [.. emoji.Emoji.Where(e => e.Split == Split.Train)];
        var places = learned.Select((concept, place) => (concept.Index, place)).ToDictionary(p => p.Index, p => p.place);
        IReadOnlyList<string>[] words = [.. learned.Select(e => e.Captions.SelectMany(c => Tokenizer.Split(c)).ToList())];
        var space = WordSpace.Of(words, encoder.Width);
        texts.Add(WordsName, space.WordVectors());
        var regions = new LearnedRegions(encoder, space, words, [.. drawings.Select(d => Learned(emoji, d, places))]);
        return (new PicturePlan(drawings.Count, k => Item(emoji, drawings[k], regions), regions, texts, counts), regions);
    }

    /// <summary>Mirrored drawings are described, but not learned from: learning mirrors by itself.</summary>
    private static LearnedItem Learned(EmojiSource emoji, Drawing drawing, Dictionary<int, int> places) => new(
        places.TryGetValue(drawing.Concept.Index, out var place) ? place : null,
        drawing.Concept.Split == Split.Train && !drawing.Mirrored ? () => emoji.Picture(drawing.Style, drawing.Concept.Index) : null);

    private static PictureItem Item(EmojiSource emoji, Drawing drawing, LearnedRegions regions)
    {
        var picture = emoji.Picture(drawing.Style, drawing.Concept.Index);
        picture = drawing.Mirrored ? picture.Mirrored() : picture;
        var name = string.Create(CultureInfo.InvariantCulture, $"{drawing.Number:D8}");
        return new PictureItem($"images/{name}.png", $"features/{name}.jpg.npz", picture, regions.BoxesOf(picture));
    }

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private sealed record Drawing(Emoji Concept, string Style, bool Mirrored)
    {
        /// <summary>The picture's number, from which concept, style and mirroring can be told.</summary>
        public int Number => (NumbersOfConcept * Concept.Index) + (2 * EmojiSource.Styles.ToList().IndexOf(Style)) + (Mirrored ? 1 : 0);
    }
}
