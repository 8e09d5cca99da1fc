using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas.Operations;

/// <summary>
/// Scaled dot-product attention without projections: x asks, y answers. softmax(x yᵀ / √C) y over the positions, dropout, layer norm.
/// </summary>
[FusionOperation("ScaleDotAttn")]
public sealed class ScaleDotAttn : FusionOperation
{
    private readonly double scale;
    private readonly Dropout dropout;
    private readonly StateLayerNorm norm;

    /// <summary>Creates the operation.</summary>
    public ScaleDotAttn(BmNasShape shape, NetworkRandom random)
    {
        scale = 1 / Math.Sqrt(shape.Channels);
        dropout = AddPart("dropout", new Dropout(shape.AttentionDropout, random.Noise));
        norm = AddPart("ln", new StateLayerNorm(shape.Channels, shape.Length));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Tensor y)
    {
        var attention = (x.Bmm(y.Transpose(1, 2)) * scale).Softmax(-1);
        return norm.Forward(dropout.Forward(attention.Bmm(y)));
    }
}
