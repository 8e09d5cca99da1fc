using Weft.Cdar.Evaluation;
using Weft.Torch;

namespace Weft.Runs.Embedding;

/// <summary>Principal components: the directions in which samples differ most.</summary>
public static class Pca
{
    private static readonly Operator OpEigen = new("aten::linalg_eigh");

    /// <summary>Describes samples by few numbers: where they lie along the directions of most variance, most first.</summary>
    /// <param name="samples">At least one row.</param>
    /// <param name="components">How many numbers; where samples differ in fewer directions the rest are 0.</param>
    /// <returns>
    /// [rows, <paramref name="components"/>] in C order. A direction's sign is such that its largest coefficient is positive.
    /// </returns>
    /// <exception cref="ArgumentException">There is no row, or fewer than one component is asked for.</exception>
    public static float[] Project(FeatureRows samples, int components)
    {
        if (samples.Rows < 1 || components < 1)
        {
            throw new ArgumentException($"{samples.Rows} samples cannot be described by {components} components.", nameof(components));
        }

        using var scope = new TensorScope();
        var original = Tensor.From(samples.Values, samples.Rows, samples.Columns).To(DType.Float64);
        var centred = original - original.Mean([0], keepDim: true);

        // The smaller of covariance and Gram matrix: both have the same eigenvalues above 0.
        var gram = samples.Rows < samples.Columns;
        var turned = centred.Transpose(0, 1);
        var pair = OpEigen.CallMany((gram ? centred.MatMul(turned) : turned.MatMul(centred)).Contiguous());
        var (values, vectors) = (pair[0].ToArray<double>(), pair[1]);
        var found = Math.Min(components, values.Length);
        var projected = new float[samples.Rows * components];
        for (var c = 0; c < found; c++)
        {
            var at = values.Length - 1 - c;
            if (values[at] <= 1e-12 * values[^1])
            {
                break;
            }

            var vector = vectors.Narrow(1, at, 1);
            var direction = gram ? turned.MatMul(vector) / Math.Sqrt(values[at]) : vector;
            var coefficients = direction.Contiguous().ToArray<double>();
            var sign = coefficients.MaxBy(Math.Abs) < 0 ? -1.0 : 1.0;
            var along = centred.MatMul(direction).Contiguous().ToArray<double>();
            for (var i = 0; i < along.Length; i++)
            {
                projected[(i * components) + c] = (float)(sign * along[i]);
            }
        }

        return projected;
    }
}
