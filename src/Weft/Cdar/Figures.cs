using Weft.Torch;

namespace Weft.Cdar;

/// <summary>Figures for the log: no gradients flow through them.</summary>
internal static class Figures
{
    /// <summary>The part of rows whose highest score is that of their label: a scalar.</summary>
    /// <param name="scores">[rows, classes].</param>
    /// <param name="labels">[rows] Int64; labels without a score are never found.</param>
    public static Tensor Accuracy(Tensor scores, Tensor labels) =>
        TensorScope.Run(() => scores.Detach().ArgMax(1).Eq(labels).To(DType.Float32).Mean());
}
