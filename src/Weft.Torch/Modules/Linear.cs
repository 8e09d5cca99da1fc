namespace Weft.Torch.Modules;

/// <summary>x Wᵀ + b over the last dimension.</summary>
public sealed class Linear : Layer
{
    private readonly Tensor weight;
    private readonly Tensor? bias;

    /// <summary>Creates the layer with PyTorch's initial values: uniform in ±1/√inputs.</summary>
    /// <param name="inputs">Size of the last dimension of the input.</param>
    /// <param name="outputs">Size of the last dimension of the output.</param>
    /// <param name="generator">Draws the initial values.</param>
    /// <param name="withBias">Whether there is a bias; true by default.</param>
    public Linear(long inputs, long outputs, Generator generator, bool withBias = true)
    {
        weight = AddParameter("weight", Initializers.UniformFanIn([outputs, inputs], inputs, generator));
        bias = withBias ? AddParameter("bias", Initializers.UniformFanIn([outputs], inputs, generator)) : null;
    }

    /// <summary>[outputs, inputs].</summary>
    public Tensor Weight => weight;

    /// <summary>[outputs], or null.</summary>
    public Tensor? Bias => bias;

    /// <summary>[..., inputs] to [..., outputs].</summary>
    public override Tensor Forward(Tensor input) => input.Linear(weight, bias);
}
