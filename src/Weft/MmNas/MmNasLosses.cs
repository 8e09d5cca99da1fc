using Weft.Torch;

namespace Weft.MmNas;

/// <summary>How matching is judged.</summary>
public enum MatchingRule
{
    /// <summary>
    /// Binary cross entropy of probabilities, logarithms not below -100: the published one. Its gradient dies where it saturates.
    /// </summary>
    Probabilities,

    /// <summary>Binary cross entropy of logits: the same value, with a gradient everywhere.</summary>
    Logits,

    /// <summary>Each negative's probability is to stay a margin of 0.2 below the positive's.</summary>
    Margin,
}

/// <summary>The losses of answers and of matching (specification 4.1 and 4.3). All are sums: parts of a batch add up exactly.</summary>
public static class MmNasLosses
{
    private const double MatchingMargin = 0.2;

    private static readonly Operator CrossEntropyOfProbabilities = new("aten::binary_cross_entropy");

    /// <summary>Answers: binary cross entropy with soft targets, summed over batch and answers.</summary>
    /// <param name="logits">[batch, answers].</param>
    /// <param name="targets">[batch, answers], 0 to 1.</param>
    public static Tensor Answers(Tensor logits, Tensor targets) =>
        logits.BinaryCrossEntropyWithLogits(targets, reduction: Tensor.Reduction.Sum);

    /// <summary>Matching, from logits.</summary>
    /// <param name="positive">Pairs that belong together, [batch].</param>
    /// <param name="negativeCaption">The images with other captions, [batch].</param>
    /// <param name="negativeImage">Other images with the captions, [batch].</param>
    /// <param name="rule">How they are judged.</param>
    /// <param name="positiveWeight">How often the positive pairs count in cross entropy; 2, as published.</param>
    public static Tensor Matching(
        Tensor positive, Tensor negativeCaption, Tensor negativeImage, MatchingRule rule, double positiveWeight = 2) =>
        rule switch
        {
            MatchingRule.Logits => Weighted(Answers, positive, negativeCaption, negativeImage, positiveWeight),
            _ => MatchingOfProbabilities(positive.Sigmoid(), negativeCaption.Sigmoid(), negativeImage.Sigmoid(), rule, positiveWeight),
        };

    /// <summary>Matching, from probabilities in 0..1; not for <see cref="MatchingRule.Logits"/>.</summary>
    /// <inheritdoc cref="Matching"/>
    internal static Tensor MatchingOfProbabilities(
        Tensor positive, Tensor negativeCaption, Tensor negativeImage, MatchingRule rule, double positiveWeight = 2) =>
        rule == MatchingRule.Margin
            ? (negativeCaption - positive + MatchingMargin).Relu().Sum() + (negativeImage - positive + MatchingMargin).Relu().Sum()
            : Weighted(
                (p, target) => CrossEntropyOfProbabilities.Call(p, target, Arg.None, (int)Tensor.Reduction.Sum),
                positive,
                negativeCaption,
                negativeImage,
                positiveWeight);

    private static Tensor Weighted(
        Func<Tensor, Tensor, Tensor> loss, Tensor positive, Tensor negativeCaption, Tensor negativeImage, double positiveWeight) =>
        (loss(positive, positive.OnesLike()) * positiveWeight)
        + loss(negativeCaption, negativeCaption.ZerosLike())
        + loss(negativeImage, negativeImage.ZerosLike());
}
