using Weft.Data.Text;
using Weft.Torch;

namespace Weft.Data.Grounding;

/// <summary>The sentences of a grounding data set by split, and the words of all of them (MmNas specification 6.2).</summary>
public sealed class GroundingCorpus
{
    /// <summary>Numbers of a sentence's row: up to 14 words, and a zero that stays.</summary>
    public const int PublishedLength = 15;

    private readonly Dictionary<string, IReadOnlyList<GroundingSentence>> splits;

    /// <summary>Creates a corpus.</summary>
    /// <param name="sentences">All sentences; each split keeps their order.</param>
    /// <param name="vocabulary">The words; those of all sentences, by splits, if null.</param>
    public GroundingCorpus(IReadOnlyList<GroundingSentence> sentences, Vocabulary? vocabulary = null)
    {
        splits = sentences.GroupBy(s => s.Split, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, IReadOnlyList<GroundingSentence> (g) => [.. g], StringComparer.Ordinal);
        Splits = [.. GroundingSplits.All.Where(splits.ContainsKey)];
        Vocabulary = vocabulary ?? Vocabulary.Build(Splits.SelectMany(split => splits[split]).Select(sentence => sentence.Tokens));
    }

    /// <summary>The splits that there are.</summary>
    public IReadOnlyList<string> Splits { get; }

    /// <summary>The words of all splits.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The images of all splits, each once.</summary>
    public IReadOnlyList<long> Images => [.. Splits.SelectMany(split => splits[split]).Select(sentence => sentence.ImageId).Distinct()];

    /// <summary>Reads a data set.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="rule">How sentences without tokens are cut into words.</param>
    /// <param name="cacheFolder">Where the words are kept once collected; null keeps them nowhere.</param>
    /// <exception cref="InvalidFileException">A file is damaged or not what it should be.</exception>
    public static GroundingCorpus Read(GroundingFiles files, TokenRule rule = TokenRule.Unicode, string? cacheFolder = null)
    {
        var sentences = files.Read(rule);
        IReadOnlyList<string> sources = files.References is { } references ? [references] : files.Paths;
        var vocabulary = CachedVocabulary.Get(cacheFolder, sources, $"grounding {rule}", () => new GroundingCorpus(sentences).Vocabulary);
        return new GroundingCorpus(sentences, vocabulary);
    }

    /// <summary>The sentences of a split.</summary>
    /// <param name="split">Its name.</param>
    /// <exception cref="UsageException">There is no such split.</exception>
    public IReadOnlyList<GroundingSentence> Of(string split) => splits.TryGetValue(split, out var sentences)
        ? sentences
        : throw new UsageException($"The grounding data have no split '{split}'; there are {string.Join(", ", Splits)}.");

    /// <summary>A sentence as numbers of words, cut to all places but the last, which stays zero as published.</summary>
    /// <param name="sentence">The sentence; one without words becomes one unknown word, so that there is something to attend to.</param>
    /// <param name="destination">Receives the numbers, such as <see cref="PublishedLength"/> of them.</param>
    public void Encode(GroundingSentence sentence, Span<long> destination)
    {
        Vocabulary.Encode(sentence.Tokens, destination[..^1]);
        destination[^1] = 0;
        if (sentence.Tokens.Count == 0)
        {
            destination[0] = Vocabulary.Unknown;
        }
    }
}
