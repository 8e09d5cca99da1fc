using Weft.MmNas.Fused;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>
/// The layer norm of MmNas (specification 2): a_2 (x - mean) / (deviation + 1e-6) + b_2 over the last dimension, with the unbiased
/// deviation and eps outside of the root, unlike <see cref="LayerNorm"/>.
/// </summary>
public sealed class UnbiasedLayerNorm : Layer
{
    private const double Eps = 1e-6;

    /// <summary>Creates the layer: weight 1, bias 0.</summary>
    /// <param name="width">Size of the last dimension.</param>
    public UnbiasedLayerNorm(long width)
    {
        Weight = AddParameter("a_2", Tensor.Ones([width]));
        Bias = AddParameter("b_2", Tensor.Zeros([width]));
    }

    /// <summary>a_2, [width].</summary>
    public Tensor Weight { get; }

    /// <summary>b_2, [width].</summary>
    public Tensor Bias { get; }

    /// <summary>[..., width] to the same.</summary>
    public override Tensor Forward(Tensor input) => ResidualNorm.Normalise(input, Weight, Bias, Eps);

    /// <summary>The norm of own + dropout(update + updateBias).</summary>
    internal Tensor Forward(Tensor own, Tensor update, Tensor? updateBias, in NoiseLevel noise) =>
        ResidualNorm.Apply(own, update, updateBias, noise, Weight, Bias, Eps);
}
