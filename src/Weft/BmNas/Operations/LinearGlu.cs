using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas.Operations;

/// <summary>
/// Gated linear unit: linear over [x; y] to 2C channels, batch norm, first half times the logistic function of the second, dropout.
/// The published code mixes both inputs into both halves, unlike the paper's formula; this is the code's form.
/// </summary>
[FusionOperation("LinearGLU")]
public sealed class LinearGlu : FusionOperation
{
    private readonly PointwiseLinear linear;
    private readonly BatchNorm norm;
    private readonly Dropout dropout;

    /// <summary>Creates the operation.</summary>
    public LinearGlu(BmNasShape shape, NetworkRandom random)
    {
        linear = AddPart("conv", new PointwiseLinear(2 * shape.Channels, 2 * shape.Channels, random.Initial));
        norm = AddPart("bn", new BatchNorm(2 * shape.Channels));
        dropout = AddPart("dropout", new Dropout(shape.Dropout, random.Noise));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Tensor y) => Gate(linear.Forward(Tensor.Cat([x, y], -1)));

    /// <inheritdoc/>
    public override Tensor ForwardSame(Tensor state) => Gate(linear.ForwardDoubled(state));

    private Tensor Gate(Tensor mixed) => dropout.Forward(norm.Apply(mixed).Glu(-1));
}
