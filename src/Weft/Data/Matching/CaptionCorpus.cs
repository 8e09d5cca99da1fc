using Weft.Data.Text;
using Weft.Torch;

namespace Weft.Data.Matching;

/// <summary>The captions of a data set by split, and the words of all of them (MmNas specification 6.3).</summary>
public sealed class CaptionCorpus
{
    /// <summary>Words of a caption that are kept as published.</summary>
    public const int PublishedLength = 50;

    private readonly IReadOnlyDictionary<string, CaptionSplit> splits;
    private readonly TokenRule rule;

    private CaptionCorpus(IReadOnlyDictionary<string, CaptionSplit> splits, CaptionFiles files, TokenRule rule, string? cacheFolder)
    {
        this.splits = splits;
        this.rule = rule;
        Splits = [.. CaptionFiles.AllSplits.Where(splits.ContainsKey)];
        IReadOnlyList<string> sources = [.. Splits.Select(split => files.Splits[split].Captions)];
        Vocabulary = CachedVocabulary.Get(cacheFolder, sources, $"captions {rule}", () => Vocabulary.Build(AllTokens()));
    }

    /// <summary>The splits that there are.</summary>
    public IReadOnlyList<string> Splits { get; }

    /// <summary>The words of all splits.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The images of all splits, each once.</summary>
    public IReadOnlyList<long> Images => [.. Splits.SelectMany(split => splits[split].Images).Distinct()];

    /// <summary>The most words of any caption: the length at which none is cut. Reads all captions.</summary>
    public int LongestCaption => Math.Max(1, AllTokens().Max(tokens => tokens.Count));

    /// <summary>Reads a data set.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="rule">How captions are cut into words.</param>
    /// <param name="captionsPerImage">Captions of each image; null to see it from the ids (5 for Flickr30K and COCO).</param>
    /// <param name="cacheFolder">Where the words are kept once collected; null keeps them nowhere.</param>
    /// <exception cref="InvalidFileException">A file is absent or damaged, or captions and ids do not fit.</exception>
    public static CaptionCorpus Read(
        CaptionFiles files, TokenRule rule = TokenRule.Unicode, int? captionsPerImage = null, string? cacheFolder = null)
    {
        var read = files.Splits.ToDictionary(
            pair => pair.Key,
            pair => CaptionReader.Read(pair.Value, files.Dataset is "flickr" or "coco", captionsPerImage),
            StringComparer.Ordinal);
        if (files.Map is { } map)
        {
            var numbers = CaptionReader.Map(map, read.Values.SelectMany(split => split.Images).ToHashSet());
            read = read.ToDictionary(
                pair => pair.Key,
                pair => new CaptionSplit([.. pair.Value.Images.Select(id => numbers[id])], pair.Value.Captions, pair.Value.CaptionsPerImage),
                StringComparer.Ordinal);
        }

        return new CaptionCorpus(read, files, rule, cacheFolder);
    }

    /// <summary>The images and captions of a split.</summary>
    /// <param name="split">Its name.</param>
    /// <exception cref="UsageException">There is no such split.</exception>
    public CaptionSplit Of(string split) => splits.TryGetValue(split, out var captions)
        ? captions
        : throw new UsageException($"The captions have no split '{split}'; there are {string.Join(", ", Splits)}.");

    /// <summary>A caption as numbers of words, cut to the places that there are.</summary>
    /// <param name="caption">The caption; one without words becomes one unknown word, so that there is something to attend to.</param>
    /// <param name="destination">Receives the numbers, such as <see cref="PublishedLength"/> of them.</param>
    public void Encode(string caption, Span<long> destination)
    {
        var tokens = Tokenizer.Split(caption, rule);
        Vocabulary.Encode(tokens, destination);
        if (tokens.Count == 0)
        {
            destination[0] = Vocabulary.Unknown;
        }
    }

    private IEnumerable<IReadOnlyList<string>> AllTokens() =>
        Splits.SelectMany(split => splits[split].Captions).Select(caption => Tokenizer.Split(caption, rule));
}
