using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>SA: every token looks at all of its own sequence.</summary>
[BlockOperation("self_att_16", Size = 16)]
[BlockOperation("self_att_32", Size = 32)]
[BlockOperation("self_att_64", Size = 64)]
[BlockOperation("self_att_128", Size = 128)]
[BlockOperation("self_att_256", Size = 256)]
[BlockOperation("self_att_64_2", Size = 64, Widening = 2)]
public sealed class SelfAttention : ResidualBlock
{
    private readonly MultiHeadAttention attention;

    /// <summary>Creates the operation.</summary>
    public SelfAttention(BlockSettings settings, NetworkRandom random)
        : base(settings, random) =>
        attention = AddPart("mhatt", new MultiHeadAttention(settings.Sizes, settings.Size, random, settings.Widening));

    /// <inheritdoc/>
    public override bool TakesPacked => true;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input) =>
        input.OwnPacking is { } packing
            ? attention.ForwardPacked(input.Own, null, packing.SpansTo(packing))
            : attention.Forward(input.Own, input.Own, input.OwnMask);
}
