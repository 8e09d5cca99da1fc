using Weft.MmNas.Fused;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>A linear layer under the published name of a layer with an activation: <c>linear</c>.</summary>
public sealed class NamedLinear : Layer
{
    private readonly Linear linear;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Width in.</param>
    /// <param name="outputs">Width out.</param>
    /// <param name="random">Initial values.</param>
    public NamedLinear(int inputs, int outputs, NetworkRandom random) =>
        linear = AddPart("linear", new Linear(inputs, outputs, random.Initial));

    /// <summary>The layer itself.</summary>
    public Linear Inner => linear;

    /// <summary>[..., inputs] to [..., outputs].</summary>
    public override Tensor Forward(Tensor input) => linear.Forward(input);
}

/// <summary>Two linear layers with dropout(relu(...)) between them (specification 2 and 4).</summary>
public sealed class FeedForwardLayers : Layer
{
    private readonly double dropout;
    private readonly Generator noise;
    private readonly NamedLinear first;
    private readonly Linear second;

    /// <summary>Creates the layers.</summary>
    /// <param name="inputs">Width in.</param>
    /// <param name="inner">Width between.</param>
    /// <param name="outputs">Width out.</param>
    /// <param name="dropout">Probability of zero between the layers, in training.</param>
    /// <param name="random">Initial values and masks.</param>
    public FeedForwardLayers(int inputs, int inner, int outputs, double dropout, NetworkRandom random)
    {
        this.dropout = dropout;
        noise = random.Noise;
        first = AddPart("fc", new NamedLinear(inputs, inner, random));
        second = AddPart("linear", new Linear(inner, outputs, random.Initial));
    }

    /// <summary>What <see cref="ForwardWithoutLastBias"/> leaves out.</summary>
    internal Tensor? LastBias => second.Bias;

    /// <summary>[..., inputs] to [..., outputs].</summary>
    public override Tensor Forward(Tensor input) => second.Forward(Between(input));

    /// <summary>The same for those who add the last bias themselves.</summary>
    internal Tensor ForwardWithoutLastBias(Tensor input) => Between(input).Linear(second.Weight);

    private Tensor Between(Tensor input) => ReluDropout.Apply(first.Inner, input, new NoiseLevel(Training ? dropout : 0, noise));
}
