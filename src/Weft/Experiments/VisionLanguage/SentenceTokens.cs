using Weft.Data.Text;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Token ids of one sentence.</summary>
internal static class SentenceTokens
{
    /// <summary>Writes a sentence's ids, padded with zeros.</summary>
    /// <param name="destination">As long as sentences may be.</param>
    internal delegate void Encoder(Span<long> destination);

    /// <summary>The ids without padding; a hidden sentence is one unknown word.</summary>
    /// <param name="blind">What is not shown.</param>
    /// <param name="encode">Writes the ids.</param>
    /// <param name="length">The most words of a sentence.</param>
    internal static long[] Of(Blindfold blind, Encoder encode, int length)
    {
        if (blind == Blindfold.Text)
        {
            return [Vocabulary.Unknown];
        }

        var ids = new long[length];
        encode(ids);
        var last = Array.FindLastIndex(ids, id => id != Vocabulary.Padding);
        return ids[..(last + 1)];
    }
}
