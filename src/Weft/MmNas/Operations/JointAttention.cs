using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>Every token looks at both sequences in a row. In the published pool but in no published space; it masks nothing.</summary>
[BlockOperation("uniimg_att_32", Size = 32, ReadsOther = true, ReadsPadding = true)]
[BlockOperation("uniimg_att_64", Size = 64, ReadsOther = true, ReadsPadding = true)]
[BlockOperation("uniimg_att_128", Size = 128, ReadsOther = true, ReadsPadding = true)]
public sealed class JointAttention : ResidualBlock
{
    private readonly string name;
    private readonly MultiHeadAttention attention;

    /// <summary>Creates the operation.</summary>
    public JointAttention(BlockSettings settings, NetworkRandom random)
        : base(settings, random)
    {
        name = settings.Name;
        attention = AddPart("mhatt", new MultiHeadAttention(settings.Sizes, settings.Size, random));
    }

    /// <inheritdoc/>
    public override bool ReadsOther => true;

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input)
    {
        var other = input.Other ?? throw new UsageException($"'{name}' needs another sequence to look at: only the decoder can have it.");
        return attention.Forward(input.Own, Tensor.Cat([input.Own, other], 1));
    }
}
