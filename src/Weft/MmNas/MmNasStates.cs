using Weft.Torch;

namespace Weft.MmNas;

/// <summary>A batch.</summary>
/// <param name="Tokens">Int64 word ids, [batch, words], 0 for padding behind them.</param>
/// <param name="Regions">Region features, [batch, regions, width]; a row of zeros is padding.</param>
/// <param name="Geometry">
/// How each region (first) sees each other, [batch, regions, regions, 4]; null where no block reads relations.
/// </param>
/// <param name="Boxes">Five numbers of each box, [batch, regions, 5]; null unless the sizes say that they take part.</param>
public sealed record MmNasInput(Tensor Tokens, Tensor Regions, Tensor? Geometry = null, Tensor? Boxes = null);

/// <summary>What a network says.</summary>
/// <param name="Scores">
/// Logits of answers, [batch, answers]; scores of regions, [batch, regions]; or logits of matching, [batch].
/// </param>
/// <param name="Offsets">Grounding alone: the offsets of boxes, [batch, regions, 4].</param>
public sealed record MmNasOutput(Tensor Scores, Tensor? Offsets = null);

/// <summary>Encoded text: it depends on the text alone and may be used for many sets of regions.</summary>
/// <param name="Hidden">The encoder's output, [batch, words, hidden].</param>
/// <param name="Mask">[batch, words], true where there is padding.</param>
/// <param name="Pooled">The output pooled to one vector, [batch, pool output].</param>
public sealed record TextState(Tensor Hidden, Tensor Mask, Tensor Pooled)
{
    /// <summary>Chosen samples.</summary>
    /// <param name="indices">Int64, [chosen]; a sample may be chosen more than once.</param>
    public TextState Rows(Tensor indices) =>
        new(Hidden.IndexSelect(0, indices), Mask.IndexSelect(0, indices), Pooled.IndexSelect(0, indices));

    /// <summary>Each sample several times, one after the other.</summary>
    internal TextState Repeated(long times)
    {
        var indices = Tensor.From([.. Enumerable.Range(0, (int)(Hidden.Size(0) * times)).Select(i => i / times)]);
        return Rows(Hidden.Device.IsCpu ? indices : indices.To(Hidden.Device));
    }
}

/// <summary>Projected regions: they depend on the regions alone and may be used for many texts.</summary>
/// <param name="Hidden">[batch, regions, hidden].</param>
/// <param name="Mask">[batch, regions], true where there is padding.</param>
/// <param name="Relations">What relations add to attention; null without geometry or where no block reads it.</param>
/// <param name="Applied">How many blocks of the decoder the regions have passed already; 0 by default.</param>
public sealed record RegionState(Tensor Hidden, Tensor Mask, RelationBiases? Relations, int Applied = 0)
{
    /// <summary>Chosen samples.</summary>
    /// <param name="indices">Int64, [chosen]; a sample may be chosen more than once.</param>
    public RegionState Rows(Tensor indices) =>
        this with
        {
            Hidden = Hidden.IndexSelect(0, indices),
            Mask = Mask.IndexSelect(0, indices),
            Relations = Relations?.Rows(indices),
        };
}
