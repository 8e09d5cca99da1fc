using Weft.MmNas.Fused;
using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>Three linear layers on each token alone, twice as wide between them. In the published pool but in no published space.</summary>
[BlockOperation("feed_forward_deep", Size = 2)]
public sealed class DeepFeedForward : ResidualBlock
{
    private readonly NamedLinear first;
    private readonly FeedForwardLayers rest;

    /// <summary>Creates the operation.</summary>
    public DeepFeedForward(BlockSettings settings, NetworkRandom random)
        : base(settings, random)
    {
        var hidden = settings.Sizes.Hidden;
        var inner = settings.Size * hidden;
        first = AddPart("fc", new NamedLinear(hidden, inner, random));
        rest = AddPart("mlp", new FeedForwardLayers(inner, inner, hidden, settings.Sizes.Dropout, random));
    }

    /// <inheritdoc/>
    public override bool TakesPacked => true;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input) => rest.Forward(ReluDropout.Apply(first.Inner, input.Own, Noise));
}
