using Weft.Cdar.Evaluation;
using Weft.Torch;

namespace Weft.Runs.Embedding;

/// <summary>How much two samples are neighbours: t-SNE's joint probabilities of pairs.</summary>
internal static class NeighbourOdds
{
    private const int MostHalvings = 64;

    /// <summary>Computes them.</summary>
    /// <param name="samples">At least one.</param>
    /// <param name="perplexity">About how many neighbours a sample has; less where there are few samples.</param>
    /// <returns>[rows, rows], symmetric, with zeros on the diagonal and 1 in sum (0 for a single sample).</returns>
    public static float[] Of(FeatureRows samples, double perplexity)
    {
        var rows = samples.Rows;
        var squared = SquaredDistances(samples);
        var odds = new double[rows];
        var joint = new float[rows * rows];
        var entropy = Math.Log(Math.Max(1, Math.Min(perplexity, (rows - 1) / 3.0)));
        for (var i = 0; i < rows; i++)
        {
            Conditional(squared.AsSpan(i * rows, rows), i, entropy, odds);
            for (var j = 0; j < rows; j++)
            {
                var half = (float)(odds[j] / (2.0 * rows));
                joint[(i * rows) + j] += half;
                joint[(j * rows) + i] += half;
            }
        }

        return joint;
    }

    /// <summary>The neighbours of one sample: as wide a bell curve as gives them the wanted entropy.</summary>
    private static void Conditional(ReadOnlySpan<float> squared, int self, double entropy, double[] odds)
    {
        var nearest = double.PositiveInfinity;
        var sum = 0.0;
        for (var j = 0; j < squared.Length; j++)
        {
            nearest = j == self ? nearest : Math.Min(nearest, squared[j]);
            sum += squared[j];
        }

        var (low, high) = (0.0, double.PositiveInfinity);
        var sharpness = squared.Length / Math.Max(sum, 1e-30);
        for (var n = 0; n < MostHalvings; n++)
        {
            var (total, weighted) = (0.0, 0.0);
            for (var j = 0; j < odds.Length; j++)
            {
                // Measured from the nearest, so that nothing underflows for far samples.
                var distance = squared[j] - nearest;
                odds[j] = j == self ? 0 : Math.Exp(-sharpness * distance);
                total += odds[j];
                weighted += odds[j] * (j == self ? 0 : distance);
            }

            if (total <= 0)
            {
                return;
            }

            for (var j = 0; j < odds.Length; j++)
            {
                odds[j] /= total;
            }

            var difference = Math.Log(total) + (sharpness * weighted / total) - entropy;
            if (Math.Abs(difference) < 1e-5)
            {
                return;
            }

            (low, high) = difference > 0 ? (sharpness, high) : (low, sharpness);
            sharpness = double.IsPositiveInfinity(high) ? 2 * sharpness : (low + high) / 2;
        }
    }

    private static float[] SquaredDistances(FeatureRows samples)
    {
        using var scope = new TensorScope();
        var rows = Tensor.From(samples.Values, samples.Rows, samples.Columns).To(DType.Float64);
        rows -= rows.Mean([0], keepDim: true);
        var lengths = rows.Square().Sum([1], keepDim: true);
        var squared = lengths + lengths.Transpose(0, 1) - (2.0 * rows.MatMul(rows.Transpose(0, 1)));
        return squared.Clamp(min: 0).To(DType.Float32).Contiguous().ToArray<float>();
    }
}
