using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>
/// A sequence to one vector (AttFlat, specification 4): sums weighted by a small network's softmax over the tokens, joined and projected.
/// </summary>
public sealed class AttentionPooling : Module
{
    private const double Masked = -1e9;

    private readonly FeedForwardLayers scores;
    private readonly Linear merge;

    /// <summary>Creates the layers.</summary>
    /// <param name="sizes">Widths, glimpses and dropout.</param>
    /// <param name="random">Initial values and masks.</param>
    public AttentionPooling(MmNasSizes sizes, NetworkRandom random)
    {
        scores = AddPart("mlp", new FeedForwardLayers(sizes.Hidden, sizes.PoolHidden, sizes.Glimpses, sizes.Dropout, random));
        merge = AddPart("linear_merge", new Linear((long)sizes.Hidden * sizes.Glimpses, sizes.PoolOutput, random.Initial));
    }

    /// <summary>Pools sequences.</summary>
    /// <param name="sequence">[batch, length, hidden].</param>
    /// <param name="mask">[batch, length], true where a token is to be ignored; a sequence of such alone is averaged.</param>
    /// <param name="packing">If set, the sequences are packed, [rows, hidden].</param>
    /// <returns>[batch, pool output].</returns>
    public Tensor Forward(Tensor sequence, Tensor mask, Packing? packing = null)
    {
        Tensor Padded(Tensor tokens) => packing?.Unpack(tokens) ?? tokens;
        var weights = Padded(scores.Forward(sequence)).MaskedFill(mask.Unsqueeze(-1), Masked).Softmax(1);
        return merge.Forward(weights.Transpose(1, 2).MatMul(Padded(sequence)).Flatten(1));
    }
}
