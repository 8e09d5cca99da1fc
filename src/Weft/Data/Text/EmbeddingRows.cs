using Weft.Torch;

namespace Weft.Data.Text;

/// <summary>The numbers that an embedding starts from.</summary>
public static class EmbeddingRows
{
    /// <summary>The standard deviation of small normal numbers: below that of published vectors (about 0.4), so that known words lead.</summary>
    public const double Deviation = 0.1;

    // Which use of a seed this is.
    private const int Stream = 0x5745;

    /// <summary>
    /// One row for each word: its vector where one is known, else by the rule. A row depends on the word, the width and the seed alone, not
    /// on the other words.
    /// </summary>
    /// <param name="vocabulary">The words; reserved ones are looked up under their names, as published.</param>
    /// <param name="vectors">Known vectors; null for none.</param>
    /// <param name="width">The numbers in a row.</param>
    /// <param name="unknown">What words without a vector get.</param>
    /// <param name="seed">The seed of random numbers.</param>
    /// <returns>[words, width], row by row.</returns>
    /// <exception cref="UsageException">The vectors have another width.</exception>
    public static float[] Initial(Vocabulary vocabulary, WordVectors? vectors, int width, UnknownWords unknown, long seed)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (vectors is not null && vectors.Width != width)
        {
            throw new UsageException(
                $"The word vectors have {vectors.Width} numbers each, but the embedding {width}; set its width to {vectors.Width}, or give other vectors.");
        }

        var rows = new float[checked(vocabulary.Count * width)];
        for (var id = 0; id < vocabulary.Count; id++)
        {
            var row = rows.AsSpan(id * width, width);
            if (vectors is not null && vectors.TryGet(vocabulary.Words[id], out var known))
            {
                known.CopyTo(row);
            }
            else if (unknown is UnknownWords.SmallNormals && id != Vocabulary.Padding)
            {
                Fill(row, ItemRandom.For(seed, Stream, HashOf(vocabulary.Words[id])));
            }
        }

        return rows;
    }

    private static void Fill(Span<float> row, ItemRandom random)
    {
        foreach (ref var value in row)
        {
            value = (float)(Deviation * random.NextNormal());
        }
    }

    // FNV-1a, since the runtime's own hash of a text differs from process to process.
    private static long HashOf(string word)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in word)
        {
            hash = unchecked((hash ^ c) * 0x100000001B3);
        }

        return unchecked((long)hash);
    }
}
