using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas.Operations;

/// <summary>RSA: as SA, and where regions lie to each other takes part in the scores.</summary>
[BlockOperation("rel_self_att_16", Size = 16, ReadsRelations = true)]
[BlockOperation("rel_self_att_32", Size = 32, ReadsRelations = true)]
[BlockOperation("rel_self_att_64", Size = 64, ReadsRelations = true)]
[BlockOperation("rel_self_att_128", Size = 128, ReadsRelations = true)]
[BlockOperation("rel_self_att_256", Size = 256, ReadsRelations = true)]
[BlockOperation("rel_self_att_64_2", Size = 64, Widening = 2, ReadsRelations = true)]
public sealed class RelationSelfAttention : ResidualBlock
{
    private readonly string name;
    private readonly MultiHeadAttention attention;

    /// <summary>Creates the operation.</summary>
    public RelationSelfAttention(BlockSettings settings, NetworkRandom random)
        : base(settings, random)
    {
        name = settings.Name;
        attention = AddPart("mhatt", new MultiHeadAttention(settings.Sizes, settings.Size, random, settings.Widening, related: true));
    }

    /// <inheritdoc/>
    public override IEnumerable<Linear> RelationReaders => [attention.Relation!];

    /// <inheritdoc/>
    public override bool TakesPacked => true;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input)
    {
        var relations = input.Relations
            ?? throw new UsageException($"'{name}' needs the geometry of the regions' boxes, and this input has none.");
        var bias = relations.Of(attention.Relation!);
        return input.OwnPacking is { } packing
            ? attention.ForwardPacked(input.Own, null, packing.SpansTo(packing), bias)
            : attention.Forward(input.Own, input.Own, input.OwnMask, bias);
    }
}
