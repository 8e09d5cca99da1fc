using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>FFN: two linear layers on each token alone, four times as wide between them unless the name says otherwise.</summary>
[BlockOperation("feed_forward", Size = 4)]
[BlockOperation("feed_forward_2", Size = 2)]
[BlockOperation("feed_forward_8", Size = 8)]
[BlockOperation("feed_forward_16", Size = 16)]
[BlockOperation("feed_forward_32", Size = 32)]
public sealed class FeedForward : ResidualBlock
{
    private readonly FeedForwardLayers layers;

    /// <summary>Creates the operation.</summary>
    public FeedForward(BlockSettings settings, NetworkRandom random)
        : base(settings, random)
    {
        var hidden = settings.Sizes.Hidden;
        layers = AddPart("mlp", new FeedForwardLayers(hidden, settings.Size * hidden, hidden, settings.Sizes.Dropout, random));
    }

    /// <inheritdoc/>
    public override bool TakesPacked => true;

    /// <inheritdoc/>
    private protected override Tensor? UpdateBias => layers.LastBias;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input) => layers.ForwardWithoutLastBias(input.Own);
}
