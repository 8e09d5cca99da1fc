using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>A feed-forward operation whose inner numbers are gated: W3 (gelu(W1 x) * W2 x), each token alone.</summary>
[BlockOperation("gated_feed_forward", Size = 2)]
[BlockOperation("gated_feed_forward_4", Size = 4)]
public sealed class GatedFeedForward : ResidualBlock
{
    private readonly NamedLinear gate;
    private readonly NamedLinear widen;
    private readonly NamedLinear narrow;

    /// <summary>Creates the operation.</summary>
    public GatedFeedForward(BlockSettings settings, NetworkRandom random)
        : base(settings, random)
    {
        var hidden = settings.Sizes.Hidden;
        var inner = settings.Size * hidden;
        gate = AddPart("gate", new NamedLinear(hidden, inner, random));
        widen = AddPart("widen", new NamedLinear(hidden, inner, random));
        narrow = AddPart("narrow", new NamedLinear(inner, hidden, random));
    }

    /// <inheritdoc/>
    public override bool TakesPacked => true;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input) =>
        narrow.Forward(gate.Forward(input.Own).Gelu() * widen.Forward(input.Own));
}
