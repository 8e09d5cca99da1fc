using Weft.Torch;

namespace Weft.MmNas;

/// <summary>
/// Texts that several sets of regions each look at, in evaluation: what an attention needs of a text is computed once for all of them.
/// </summary>
public sealed class TextGuides
{
    private readonly TextState text;
    private readonly Tensor? mask;
    private readonly long asking;

    /// <summary>Takes the texts.</summary>
    /// <param name="text">Encoded texts, best of equal length.</param>
    /// <param name="asking">How many regions look at each text, of all sets together.</param>
    internal TextGuides(TextState text, long asking)
    {
        this.text = text;
        this.asking = asking;
        mask = Packing.Of(text.Mask) is { IsFull: true } ? null : text.Mask;
    }

    /// <summary>How many texts there are.</summary>
    internal long Count => text.Hidden.Size(0);

    /// <summary>What one attention needs. Computed anew in each call: it is as large as the words times the width for every head.</summary>
    /// <param name="reader">The attention.</param>
    internal PreparedGuide Of(MultiHeadAttention reader) => reader.Prepare(text.Hidden, mask, asking);
}

/// <summary>What one attention needs of texts.</summary>
/// <param name="Keys">
/// Folded [texts, hidden, heads * words]: from tokens to scores, scale included; else [texts, heads, words, head width].
/// </param>
/// <param name="Values">Folded [texts, heads * words, hidden]: from weights to what is added to tokens; else as the keys.</param>
/// <param name="Bias">Folded [texts, 1, heads, words], added to the scores; or null.</param>
/// <param name="Mask">[texts, words], true where a word is padding; null if none is.</param>
/// <param name="IsFolded">Whether the weights of queries and merge are in keys and values.</param>
internal sealed record PreparedGuide(Tensor Keys, Tensor Values, Tensor? Bias, Tensor? Mask, bool IsFolded);
