using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>
/// How much likelier a sample's features are in the target than in the source, from a logistic regression that tells the domains apart
/// (Bickel et al., ICML 2007): w(f) = (n_s / n_t) · p(target | f) / p(source | f). Nothing is random: the problem is convex, and the
/// regression begins at zero.
/// </summary>
public sealed class DensityRatio
{
    /// <summary>The L2 decay of the regression's weights, of standardised features; 0.01.</summary>
    public const double DefaultDecay = 0.01;

    private const int MostSteps = 2000;
    private const double Flat = 1e-7;

    // A ratio beyond e^16 says no more than that, and its square must still be added to others.
    private const double LargestLogit = 16;

    private readonly double[] means;
    private readonly double[] scales;
    private readonly double[] weights;
    private readonly double shift;

    private DensityRatio(double[] means, double[] scales, double[] weights, double shift) =>
        (this.means, this.scales, this.weights, this.shift) = (means, scales, weights, shift);

    /// <summary>Learns to tell the domains apart.</summary>
    /// <param name="source">Features of the source that networks were trained on.</param>
    /// <param name="target">Features of the target, with as many columns.</param>
    /// <param name="decay">L2 decay; above 0.</param>
    /// <exception cref="ArgumentException">A domain has no sample, or the columns differ.</exception>
    public static DensityRatio Fit(FeatureRows source, FeatureRows target, double decay = DefaultDecay)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decay);
        if (source.Rows == 0 || target.Rows == 0)
        {
            throw new ArgumentException("Domains are told apart by samples of both, but one has none.", nameof(target));
        }

        var all = source.Then(target);
        var (middle, deviation) = Standard(all);
        var fitted = Descend(Standardised(all, middle, deviation), source.Rows, all.Rows, all.Columns, decay);
        return new DensityRatio(middle, deviation, fitted[..^1], fitted[^1] + Math.Log((double)source.Rows / target.Rows));
    }

    /// <summary>The ratio of each row; above 0 and finite.</summary>
    /// <param name="rows">Features with as many columns.</param>
    public double[] Of(FeatureRows rows)
    {
        if (rows.Columns != weights.Length)
        {
            throw new ArgumentException($"The ratio is of {weights.Length} numbers a sample, not of {rows.Columns}.", nameof(rows));
        }

        var ratios = new double[rows.Rows];
        for (var i = 0; i < ratios.Length; i++)
        {
            var logit = shift;
            var row = rows.Row(i);
            for (var j = 0; j < weights.Length; j++)
            {
                logit += weights[j] * ((row[j] - means[j]) / scales[j]);
            }

            ratios[i] = Math.Exp(Math.Clamp(logit, -LargestLogit, LargestLogit));
        }

        return ratios;
    }

    private static (double[] Means, double[] Scales) Standard(FeatureRows rows)
    {
        var middle = rows.Mean();
        var squares = new double[rows.Columns];
        for (var i = 0; i < rows.Rows; i++)
        {
            var row = rows.Row(i);
            for (var j = 0; j < squares.Length; j++)
            {
                squares[j] += (row[j] - middle[j]) * (row[j] - middle[j]);
            }
        }

        // A column that never changes says nothing.
        return (middle, Array.ConvertAll(squares, sum => sum > 0 ? Math.Sqrt(sum / rows.Rows) : 1));
    }

    /// <summary>[rows, columns + 1]: the features and a one.</summary>
    private static double[] Standardised(FeatureRows rows, double[] means, double[] scales)
    {
        var width = rows.Columns + 1;
        var values = new double[(long)rows.Rows * width];
        for (var i = 0; i < rows.Rows; i++)
        {
            var row = rows.Row(i);
            for (var j = 0; j < row.Length; j++)
            {
                values[((long)i * width) + j] = (row[j] - means[j]) / scales[j];
            }

            values[((long)i * width) + row.Length] = 1;
        }

        return values;
    }

    /// <summary>Accelerated gradient descent (Nesterov, 1983) with restarts, by steps that cannot overshoot.</summary>
    private static double[] Descend(double[] values, int sources, int rows, int columns, double decay)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var x = Tensor.From(values, rows, columns + 1);
        var across = x.Transpose(0, 1).Contiguous();
        var truth = Tensor.Cat([Tensor.Zeros([sources, 1], DType.Float64), Tensor.Ones([rows - sources, 1], DType.Float64)], 0);

        // No eigenvalue is above the largest sum of a row's absolute values.
        var steepest = (across.MatMul(x).Abs().Sum([1]).Amax([0]).Item() / (4.0 * rows)) + decay;
        var fitted = new double[columns + 1];
        var ahead = new double[columns + 1];
        var momentum = 1.0;
        for (var step = 0; step < MostSteps; step++)
        {
            var slope = Slope(x, across, truth, ahead, decay);
            if (slope.Max(s => Math.Abs(s)) < Flat)
            {
                break;
            }

            var next = new double[fitted.Length];
            var uphill = 0.0;
            for (var j = 0; j < next.Length; j++)
            {
                next[j] = ahead[j] - (slope[j] / steepest);
                uphill += slope[j] * (next[j] - fitted[j]);
            }

            var following = uphill > 0 ? 1 : (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            var carried = uphill > 0 ? 0 : (momentum - 1) / following;
            for (var j = 0; j < next.Length; j++)
            {
                ahead[j] = next[j] + (carried * (next[j] - fitted[j]));
            }

            (fitted, momentum) = (next, following);
        }

        return fitted;
    }

    /// <summary>The gradient of the mean cross-entropy and of the decay, which spares the constant.</summary>
    private static double[] Slope(Tensor x, Tensor across, Tensor truth, double[] weights, double decay)
    {
        using var scope = new TensorScope();
        var predicted = x.MatMul(Tensor.From(weights, weights.Length, 1)).Sigmoid();
        var slope = (across.MatMul(predicted - truth) * (1.0 / truth.Size(0))).ToArray<double>();
        for (var j = 0; j + 1 < slope.Length; j++)
        {
            slope[j] += decay * weights[j];
        }

        return slope;
    }
}
