using Weft.Torch;

namespace Weft.MmNas.Fused;

/// <summary>The end of nearly every operation: norm(x + dropout(update)), and the norm alone.</summary>
internal static class ResidualNorm
{
    private static readonly Operator Deviation = new("aten::std", "correction");

    /// <summary>norm(own + dropout(update + updateBias)).</summary>
    /// <param name="own">[..., width].</param>
    /// <param name="update">[..., width].</param>
    /// <param name="updateBias">[width], or null.</param>
    /// <param name="noise">What zeroes elements of the update.</param>
    /// <param name="weight">a_2, [width].</param>
    /// <param name="bias">b_2, [width].</param>
    /// <param name="eps">Added to the deviation.</param>
    internal static Tensor Apply(
        Tensor own, Tensor update, Tensor? updateBias, in NoiseLevel noise, Tensor weight, Tensor bias, double eps) =>
        own.ResidualNorm(update, updateBias, weight, bias, eps, noise.Probability, noise.Generator);

    /// <summary>a_2 (x - mean) / (unbiased deviation + eps) + b_2 over the last dimension.</summary>
    internal static Tensor Normalise(Tensor input, Tensor weight, Tensor bias, double eps)
    {
        // libtorch's own deviation has a finite gradient where all elements are equal; a root of the variance has none.
        var deviation = Deviation.Call(input, new[] { -1L }, 1, true) + eps;
        return ((input - input.Mean([-1], keepDim: true)) / deviation * weight) + bias;
    }
}
