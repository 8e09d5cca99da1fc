namespace Weft.Torch.Modules;

/// <summary>Normalisation over the last dimensions of each sample, with a weight and a bias for each element.</summary>
public sealed class LayerNorm : Layer
{
    private readonly long[] shape;
    private readonly double eps;

    /// <summary>Creates the layer: weight 1, bias 0.</summary>
    /// <param name="shape">Sizes of the last dimensions.</param>
    /// <param name="eps">Added to the variance; 1e-5.</param>
    /// <param name="device">Where it lives; the CPU by default.</param>
    public LayerNorm(long[] shape, double eps = 1e-5, Device? device = null)
    {
        this.shape = shape;
        this.eps = eps;
        Weight = AddParameter("weight", Tensor.Ones(shape, device: device));
        Bias = AddParameter("bias", Tensor.Zeros(shape, device: device));
    }

    /// <summary>The normalised shape.</summary>
    public Tensor Weight { get; }

    /// <summary>The normalised shape.</summary>
    public Tensor Bias { get; }

    /// <summary>[..., shape] to the same.</summary>
    public override Tensor Forward(Tensor input) => input.LayerNorm(shape, Weight, Bias, eps);
}
