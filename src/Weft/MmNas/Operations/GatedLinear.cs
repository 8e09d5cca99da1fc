using Weft.MmNas.Fused;
using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>A linear layer to twice the width, one half gating the other. In the published pool but in no published space.</summary>
[BlockOperation("gated_linear_1")]
public sealed class GatedLinear : ResidualBlock
{
    private readonly NamedLinear unit;

    /// <summary>Creates the operation.</summary>
    public GatedLinear(BlockSettings settings, NetworkRandom random)
        : base(settings, random) =>
        unit = AddPart("unit", new NamedLinear(settings.Sizes.Hidden, 2 * settings.Sizes.Hidden, random));

    /// <inheritdoc/>
    public override bool TakesPacked => true;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input) => unit.Forward(input.Own).Glu(-1);
}

/// <summary>Two gated linear layers, to twice the width and back. In the published pool but in no published space.</summary>
[BlockOperation("gated_linear_2")]
public sealed class DoubleGatedLinear : ResidualBlock
{
    private readonly NamedLinear widen;
    private readonly NamedLinear narrow;

    /// <summary>Creates the operation.</summary>
    public DoubleGatedLinear(BlockSettings settings, NetworkRandom random)
        : base(settings, random)
    {
        var hidden = settings.Sizes.Hidden;
        widen = AddPart("unit_0", new NamedLinear(hidden, 4 * hidden, random));
        narrow = AddPart("unit_1", new NamedLinear(2 * hidden, 2 * hidden, random));
    }

    /// <inheritdoc/>
    public override bool TakesPacked => true;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input) =>
        narrow.Forward(ReluDropout.Apply(widen.Forward(input.Own).Glu(-1), Noise)).Glu(-1);
}
