using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas.Operations;

/// <summary>Linear over [x; y] to C channels, batch norm, activation, dropout: the common shape of ConcatFC and CatConvMish.</summary>
public abstract class ConcatLinear : FusionOperation
{
    private readonly PointwiseLinear linear;
    private readonly BatchNorm norm;
    private readonly Dropout dropout;

    /// <summary>Creates the operation.</summary>
    protected ConcatLinear(BmNasShape shape, NetworkRandom random)
    {
        linear = AddPart("conv", new PointwiseLinear(2 * shape.Channels, shape.Channels, random.Initial));
        norm = AddPart("bn", new BatchNorm(shape.Channels));
        dropout = AddPart("dropout", new Dropout(shape.Dropout, random.Noise));
    }

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x, Tensor y) => Finish(linear.Forward(Tensor.Cat([x, y], -1)));

    /// <inheritdoc/>
    public sealed override Tensor ForwardSame(Tensor state) => Finish(linear.ForwardDoubled(state));

    /// <summary>The activation.</summary>
    protected abstract Tensor Activate(Tensor value);

    private Tensor Finish(Tensor mixed) => dropout.Forward(Activate(norm.Apply(mixed)));
}

/// <summary>The paper's ConcatFC: the activation is ReLU.</summary>
[FusionOperation("ConcatFC")]
public sealed class ConcatFc(BmNasShape shape, NetworkRandom random) : ConcatLinear(shape, random)
{
    /// <inheritdoc/>
    protected override Tensor Activate(Tensor value) => value.Relu();
}

/// <summary>In the published code's table but not searched by default: the activation is Mish.</summary>
[FusionOperation("CatConvMish")]
public sealed class CatConvMish(BmNasShape shape, NetworkRandom random) : ConcatLinear(shape, random)
{
    /// <inheritdoc/>
    protected override Tensor Activate(Tensor value) => value.Mish();
}
