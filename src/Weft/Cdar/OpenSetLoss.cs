using Weft.Torch;

namespace Weft.Cdar;

/// <summary>The losses of open set domain adaptation by backpropagation (CDAR specification 2.4).</summary>
public static class OpenSetLoss
{
    /// <summary>Teaches the known classes: the cross-entropy of the source's scores without that of the unknown class.</summary>
    /// <param name="scores">[rows, known classes + 1], of the source.</param>
    /// <param name="labels">[rows] Int64.</param>
    public static Tensor Classes(Tensor scores, Tensor labels) =>
        scores.Narrow(1, 0, scores.Size(1) - 1).CrossEntropy(labels);

    /// <summary>
    /// Pulls the target's probability of being unknown to a threshold: twice the mean binary cross-entropy, for being unknown and for being
    /// known.
    /// </summary>
    /// <param name="scores">[rows, known classes + 1], of the target.</param>
    /// <param name="threshold">The threshold, between 0 and 1.</param>
    public static Tensor Adversarial(Tensor scores, double threshold)
    {
        using var scope = new TensorScope();
        var classes = scores.Size(1) - 1;

        // As logarithms of sums of exponentials, neither probability can underflow. Those of the published code are kept above e^-100.
        var all = scores.LogSumExp([1]);
        var unknown = scores.Select(1, classes) - all;
        var known = scores.Narrow(1, 0, classes).LogSumExp([1]) - all;
        return scope.Keep(((unknown * threshold) + (known * (1 - threshold))).Mean() * -2.0);
    }
}
