using Weft.Torch;

namespace Weft.Mfas;

/// <summary>
/// Learning by the fused logits and each encoder's own at once (specification 2): the losses are added with equal weights, and the
/// prediction is of the sum of the logits. For any number of modalities.
/// </summary>
public static class Multitask
{
    /// <summary>The sum of the losses.</summary>
    /// <param name="loss">The loss of one set of logits, such as their cross entropy with the labels.</param>
    /// <param name="fused">The fused logits, [batch, classes].</param>
    /// <param name="modalities">Each encoder's logits, of the same shape.</param>
    /// <returns>One number.</returns>
    public static Tensor Loss(Func<Tensor, Tensor> loss, Tensor fused, IReadOnlyList<Tensor> modalities) =>
        modalities.Aggregate(loss(fused), (sum, logits) => sum + loss(logits));

    /// <summary>What predictions are read from: the sum of the logits.</summary>
    /// <param name="fused">The fused logits, [batch, classes].</param>
    /// <param name="modalities">Each encoder's logits, of the same shape.</param>
    /// <returns>[batch, classes].</returns>
    public static Tensor Scores(Tensor fused, IReadOnlyList<Tensor> modalities) =>
        modalities.Aggregate(fused, (sum, logits) => sum + logits);
}
