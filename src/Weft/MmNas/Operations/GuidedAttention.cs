using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>GA: every token looks at the other sequence.</summary>
[BlockOperation("guided_att_16", Size = 16, ReadsOther = true)]
[BlockOperation("guided_att_32", Size = 32, ReadsOther = true)]
[BlockOperation("guided_att_64", Size = 64, ReadsOther = true)]
[BlockOperation("guided_att_128", Size = 128, ReadsOther = true)]
[BlockOperation("guided_att_256", Size = 256, ReadsOther = true)]
[BlockOperation("guided_att_64_2", Size = 64, Widening = 2, ReadsOther = true)]
public sealed class GuidedAttention : ResidualBlock
{
    private readonly string name;
    private readonly MultiHeadAttention attention;

    /// <summary>Creates the operation.</summary>
    public GuidedAttention(BlockSettings settings, NetworkRandom random)
        : base(settings, random)
    {
        name = settings.Name;
        attention = AddPart("mhatt", new MultiHeadAttention(settings.Sizes, settings.Size, random, settings.Widening));
    }

    /// <inheritdoc/>
    public override bool ReadsOther => true;

    /// <inheritdoc/>
    public override bool TakesPacked => true;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input)
    {
        var other = input.Other ?? throw new UsageException($"'{name}' needs another sequence to look at: only the decoder can have it.");
        if (input.Guides is { } guides)
        {
            return Guided(input.Own, input.OwnPacking, guides);
        }

        return input.OwnPacking is { } packing
            ? attention.ForwardPacked(input.Own, other, packing.SpansTo(input.OtherPacking!))
            : attention.Forward(input.Own, other, input.OtherMask);
    }

    // All tokens that look at one text make one matrix, padding with them where there is some.
    private Tensor Guided(Tensor own, Packing? packing, TextGuides guides)
    {
        var samples = packing?.Unpack(own) ?? own;
        var asking = samples.Reshape(guides.Count, -1, samples.Size(-1));
        var update = attention.Forward(asking, guides.Of(attention)).Reshape([.. samples.Shape]);
        return packing?.Pack(update) ?? update;
    }
}
