using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas.Operations;

/// <summary>The product of the two states, element by element, then linear, batch norm, ReLU, dropout.</summary>
[FusionOperation("HadamardFC")]
public sealed class HadamardFc : FusionOperation
{
    private readonly PointwiseLinear linear;
    private readonly BatchNorm norm;
    private readonly Dropout dropout;

    /// <summary>Creates the operation.</summary>
    public HadamardFc(BmNasShape shape, NetworkRandom random)
    {
        linear = AddPart("conv", new PointwiseLinear(shape.Channels, shape.Channels, random.Initial));
        norm = AddPart("bn", new BatchNorm(shape.Channels));
        dropout = AddPart("dropout", new Dropout(shape.Dropout, random.Noise));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Tensor y) => dropout.Forward(norm.Apply(linear.Forward(x * y)).Relu());
}
