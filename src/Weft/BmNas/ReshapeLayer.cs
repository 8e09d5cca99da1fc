using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas;

/// <summary>
/// Brings one pooled tap to the common number of channels: linear, batch norm, ReLU, dropout (specification 1.3). The pooling that
/// comes before it has no weights and is <see cref="Data.Features.TapPooling"/>'s, so that pooled taps can be cached.
/// </summary>
public sealed class ReshapeLayer : Layer
{
    private readonly PointwiseLinear linear;
    private readonly BatchNorm norm;
    private readonly Dropout dropout;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">The tap's channels.</param>
    /// <param name="shape">The fusion part's size.</param>
    /// <param name="random">Initial values and masks.</param>
    public ReshapeLayer(int inputs, BmNasShape shape, Search.NetworkRandom random)
    {
        linear = AddPart("conv", new PointwiseLinear(inputs, shape.Channels, random.Initial));
        norm = AddPart("bn", new BatchNorm(shape.Channels));
        dropout = AddPart("dropout", new Dropout(shape.Dropout, random.Noise));
    }

    /// <summary>[batch, length, inputs] to [batch, length, channels].</summary>
    public override Tensor Forward(Tensor input) => dropout.Forward(norm.Apply(linear.Forward(input)).Relu());
}
