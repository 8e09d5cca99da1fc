using Weft.Torch;

namespace Weft.MmNas;

/// <summary>How grounding scores are judged (specification 4.2, SCORES_LOSS).</summary>
public enum GroundingRule
{
    /// <summary>Divergence of the softmax over regions from the target distribution.</summary>
    Kld,

    /// <summary>Binary cross entropy of each region alone.</summary>
    Bce,
}

/// <summary>What is fixed of a grounding loss.</summary>
/// <param name="Rule">How scores are judged; kld as published.</param>
/// <param name="OffsetWeight">What the offsets' part is multiplied by (LOSS_LAMBDA); 0.5.</param>
/// <param name="PaddingCompetes">
/// Whether padding takes part in the softmax and among the single regions, as in the published code, and a batch without any positive
/// gives NaN as there. By default padding is left out, and such a batch gives zero.
/// </param>
public sealed record GroundingRules(GroundingRule Rule = GroundingRule.Kld, double OffsetWeight = 0.5, bool PaddingCompetes = false);

/// <summary>What a batch should give.</summary>
/// <param name="Scores">[batch, regions]: a distribution over regions (kld), or a number in 0..1 for each (bce).</param>
/// <param name="SampleMask">[batch, 1]: 1 where any region is a positive.</param>
/// <param name="Offsets">[batch, regions, 4].</param>
/// <param name="BoxMask">[batch, regions, 1]: 1 where a region is a positive.</param>
public sealed record GroundingTargets(Tensor Scores, Tensor SampleMask, Tensor Offsets, Tensor BoxMask);

/// <summary>What sums are divided by: of the whole batch, so that its parts add up exactly.</summary>
/// <param name="Samples">Samples with a positive (kld).</param>
/// <param name="Boxes">Positives.</param>
/// <param name="Batch">Samples (bce).</param>
public sealed record GroundingCounts(double Samples, double Boxes, double Batch)
{
    /// <summary>Those of a whole batch.</summary>
    public static GroundingCounts Of(GroundingTargets targets)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        return new(targets.SampleMask.Sum().Item(), targets.BoxMask.Sum().Item(), targets.Scores.Size(0));
    }
}

/// <summary>A grounding loss and its parts.</summary>
/// <param name="Total">Scores + weight * offsets.</param>
/// <param name="Scores">The scores' part.</param>
/// <param name="Offsets">The offsets' part, not weighted.</param>
public sealed record GroundingLosses(Tensor Total, Tensor Scores, Tensor Offsets);

/// <summary>The loss of visual grounding (specification 4.2).</summary>
public static class GroundingLoss
{
    private const double Masked = -1e9;

    private static readonly Operator SmoothL1 = new("aten::smooth_l1_loss");

    /// <summary>Computes the loss.</summary>
    /// <param name="output">Scores and offsets.</param>
    /// <param name="targets">What they should be.</param>
    /// <param name="mask">[batch, regions], true where there is padding (<see cref="RegionState.Mask"/>).</param>
    /// <param name="rules">What is fixed.</param>
    /// <param name="counts">What sums are divided by; null for those of these targets.</param>
    /// <param name="cutRows">
    /// Where padding competes: how many of its rows were trimmed. The last row must then be padding in every sample that had more
    /// (<see cref="BatchTrimming"/>): all padding rows of a sample have one score, so that it stands for those cut.
    /// </param>
    public static GroundingLosses Of(
        MmNasOutput output, GroundingTargets targets, Tensor mask, GroundingRules rules, GroundingCounts? counts = null, long cutRows = 0)
    {
        counts ??= GroundingCounts.Of(targets);
        var scores = rules.Rule == GroundingRule.Kld
            ? Divide(Divergence(output.Scores, targets, mask, rules, cutRows), counts.Samples, rules)
            : Divide(CrossEntropy(output.Scores, targets, mask, rules, cutRows), counts.Batch, rules);
        var offsets = Divide(
            SmoothL1.Call(output.Offsets! * targets.BoxMask, targets.Offsets * targets.BoxMask, (int)Tensor.Reduction.Sum, 1.0),
            counts.Boxes,
            rules);
        return new GroundingLosses(scores + (offsets * rules.OffsetWeight), scores, offsets);
    }

    /// <summary>The logarithms of the regions' probabilities.</summary>
    /// <param name="scores">[batch, regions].</param>
    /// <param name="mask">[batch, regions], true where there is padding.</param>
    /// <param name="rules">Whether padding competes.</param>
    /// <param name="cutRows">How many padding rows were trimmed.</param>
    /// <returns>[batch, regions].</returns>
    public static Tensor LogProbabilities(Tensor scores, Tensor mask, GroundingRules rules, long cutRows = 0)
    {
        if (!rules.PaddingCompetes)
        {
            return scores.MaskedFill(mask, Masked).LogSoftmax(-1);
        }

        if (cutRows == 0)
        {
            return scores.LogSoftmax(-1);
        }

        // So many equal scores s weigh as one score s + log(count).
        var regions = scores.Size(1);
        var cut = scores.Narrow(1, regions - 1, 1) + Math.Log(cutRows);
        return Tensor.Cat([scores, cut], 1).LogSoftmax(-1).Narrow(1, 0, regions);
    }

    private static Tensor Divergence(Tensor scores, GroundingTargets targets, Tensor mask, GroundingRules rules, long cutRows) =>
        (LogProbabilities(scores, mask, rules, cutRows) * targets.SampleMask)
            .KlDivergence(targets.Scores * targets.SampleMask, Tensor.Reduction.Sum);

    private static Tensor CrossEntropy(Tensor scores, GroundingTargets targets, Tensor mask, GroundingRules rules, long cutRows)
    {
        var each = scores.BinaryCrossEntropyWithLogits(targets.Scores, reduction: Tensor.Reduction.None);
        if (!rules.PaddingCompetes)
        {
            return each.MaskedFill(mask, 0).Sum();
        }

        return cutRows == 0 ? each.Sum() : each.Sum() + (each.Narrow(1, each.Size(1) - 1, 1).Sum() * cutRows);
    }

    private static Tensor Divide(Tensor sum, double count, GroundingRules rules) =>
        count == 0 && !rules.PaddingCompetes ? sum * 0.0 : sum / count;
}
