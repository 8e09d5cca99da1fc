using Weft.Torch;

namespace Weft.MmNas.Fused;

/// <summary>Scores of queries against keys to weights: scale, bias, mask, softmax over the keys, dropout.</summary>
internal static class AttentionWeights
{
    // Finite, so that a row with nothing left is uniform instead of undefined.
    private const double Masked = -1e9;

    /// <summary>dropout(softmax(mask(scores * scale + bias))).</summary>
    /// <param name="scores">[batch, heads, queries, keys], or with queries before heads.</param>
    /// <param name="scale">Multiplies the scores.</param>
    /// <param name="bias">Added after scaling, of the same shape or one that is spread to it; or null.</param>
    /// <param name="mask">[batch, keys], true where a key is to be ignored; or null.</param>
    /// <param name="noise">What zeroes weights.</param>
    internal static Tensor Apply(Tensor scores, double scale, Tensor? bias, Tensor? mask, in NoiseLevel noise)
    {
        var logits = scale == 1 ? scores : scores * scale;
        if (bias is not null)
        {
            logits += bias;
        }

        if (mask is not null)
        {
            logits = logits.MaskedFill(mask.Unsqueeze(1).Unsqueeze(1), Masked);
        }

        return noise.Apply(logits.Softmax(-1));
    }
}
