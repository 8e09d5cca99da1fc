using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>What a network is asked for.</summary>
public enum MmNasHead
{
    /// <summary>An answer to a question about a picture (VQA).</summary>
    Answers,

    /// <summary>The region that an expression means (visual grounding).</summary>
    Boxes,

    /// <summary>Whether a caption belongs to a picture (image-text matching).</summary>
    Matching,
}

/// <summary>The end of a network, after the text was pooled (specification 4).</summary>
public abstract class OutputHead : Module
{
    /// <summary>Computes the scores.</summary>
    /// <param name="text">The pooled text, [batch, pool output].</param>
    /// <param name="regions">The decoder's output, [batch, regions, hidden].</param>
    /// <param name="mask">[batch, regions], true where there is padding.</param>
    /// <param name="packing">If set, the decoder's output is packed, [rows, hidden].</param>
    public abstract MmNasOutput Forward(Tensor text, Tensor regions, Tensor mask, Packing? packing = null);
}

/// <summary>Answers and matching: the regions are pooled too, both vectors added, normalised and projected.</summary>
public sealed class PooledHead : OutputHead
{
    private readonly bool single;
    private readonly AttentionPooling pooling;
    private readonly UnbiasedLayerNorm norm;
    private readonly Linear projection;

    /// <summary>Creates the head.</summary>
    /// <param name="sizes">Widths.</param>
    /// <param name="answers">Number of logits; null for one without a dimension of its own.</param>
    /// <param name="random">Initial values and masks.</param>
    public PooledHead(MmNasSizes sizes, int? answers, NetworkRandom random)
    {
        single = answers is null;
        pooling = AddPart("attflat_y", new AttentionPooling(sizes, random));
        norm = AddPart("proj_norm", new UnbiasedLayerNorm(sizes.PoolOutput));
        projection = AddPart("proj", new Linear(sizes.PoolOutput, answers ?? 1, random.Initial));
    }

    /// <inheritdoc/>
    public override MmNasOutput Forward(Tensor text, Tensor regions, Tensor mask, Packing? packing = null)
    {
        var logits = projection.Forward(norm.Forward(text + pooling.Forward(regions, mask, packing)));
        return new MmNasOutput(single ? logits.Squeeze(-1) : logits);
    }
}

/// <summary>Grounding: each region is projected, the text added, normalised; a score and four offsets for each.</summary>
public sealed class BoxHead : OutputHead
{
    private readonly Linear widen;
    private readonly UnbiasedLayerNorm norm;
    private readonly Linear scores;
    private readonly Linear offsets;

    /// <summary>Creates the head.</summary>
    /// <param name="sizes">Widths.</param>
    /// <param name="random">Initial values.</param>
    public BoxHead(MmNasSizes sizes, NetworkRandom random)
    {
        widen = AddPart("attfc_y", new Linear(sizes.Hidden, sizes.PoolOutput, random.Initial));
        norm = AddPart("proj_norm", new UnbiasedLayerNorm(sizes.PoolOutput));
        scores = AddPart("proj_scores", new Linear(sizes.PoolOutput, 1, random.Initial));
        offsets = AddPart("proj_reg", new Linear(sizes.PoolOutput, 4, random.Initial));
    }

    /// <inheritdoc/>
    public override MmNasOutput Forward(Tensor text, Tensor regions, Tensor mask, Packing? packing = null)
    {
        var joined = norm.Forward(text.Unsqueeze(1) + (packing?.Unpack(widen.Forward(regions)) ?? widen.Forward(regions)));
        return new MmNasOutput(scores.Forward(joined).Squeeze(-1), offsets.Forward(joined));
    }
}
