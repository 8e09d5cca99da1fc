using Weft.Torch;

namespace Weft.MmNas;

/// <summary>What the decoder's attention to texts needs of them, prepared once for many sets of regions; made with the weights of the moment.</summary>
public sealed class TextGuides
{
    private readonly Dictionary<MultiHeadAttention, PreparedGuide> guides = new(ReferenceEqualityComparer.Instance);

    private TextGuides()
    {
    }

    /// <summary>Prepares texts.</summary>
    /// <param name="readers">The attentions that look at them.</param>
    /// <param name="text">The texts.</param>
    /// <param name="samples">How many sets of regions will be decoded with each text.</param>
    /// <param name="regions">How many regions each set has.</param>
    /// <returns>Null if no attention gains by it.</returns>
    internal static TextGuides? Prepare(IEnumerable<MultiHeadAttention> readers, TextState text, long samples, long regions)
    {
        var mask = Packing.Of(text.Mask) is { IsFull: true } ? null : text.Mask;
        var made = new TextGuides();
        foreach (var reader in readers.Distinct())
        {
            if (reader.Prepare(text.Hidden, mask, samples, regions) is { } guide)
            {
                made.guides[reader] = guide;
            }
        }

        return made.guides.Count == 0 ? null : made;
    }

    /// <summary>What was prepared for one attention; null if nothing.</summary>
    internal PreparedGuide? Of(MultiHeadAttention reader) => guides.GetValueOrDefault(reader);
}

/// <summary>One attention's part of <see cref="TextGuides"/>.</summary>
/// <param name="Keys">Folded [texts, hidden, heads * words]: from tokens to scores, scale included; else [texts, heads, words, head width].</param>
/// <param name="Values">Folded [texts, heads * words, hidden]: from weights to what is added to tokens; else as the keys.</param>
/// <param name="Bias">Folded [texts, 1, heads, words], added to the scores; or null.</param>
/// <param name="Mask">[texts, words], true where a word is padding; null if none is.</param>
/// <param name="IsFolded">Whether the weights of queries and merge are in keys and values.</param>
internal sealed record PreparedGuide(Tensor Keys, Tensor Values, Tensor? Bias, Tensor? Mask, bool IsFolded);
