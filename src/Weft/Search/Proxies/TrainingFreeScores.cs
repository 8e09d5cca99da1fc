using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Weft.Data.Loading;
using Weft.Search.Strategies;
using Weft.Tasks;
using Weft.Torch;
using Weft.Training;

namespace Weft.Search.Proxies;

/// <summary>
/// Scores of networks that were never trained, from one batch of cached taps. They cost milliseconds; what they are worth on a task is
/// measured, never assumed (their rank correlation with trained scores stands in the report).
/// </summary>
public static class TrainingFreeScores
{
    private const double Stabiliser = 1e-5;

    /// <summary>All kinds with their names in reports.</summary>
    public static IReadOnlyList<(ProxyKind Kind, string Name)> All { get; } =
        [(ProxyKind.GradientNorm, "gradient norm"), (ProxyKind.JacobianCovariance, "Jacobian covariance")];

    /// <summary>One score; higher promises more.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="task">The loss.</param>
    /// <param name="network">A network with its initial weights; in evaluation mode afterwards, without gradients.</param>
    /// <param name="batch">Taps and labels.</param>
    /// <returns>Null where it is not defined for this network and batch.</returns>
    public static double? Compute(ProxyKind kind, ITask task, FusionNetwork network, Batch batch)
    {
        using var scope = new TensorScope();
        network.Eval();
        var score = kind switch
        {
            ProxyKind.GradientNorm => GradientNorm(task, network, batch),
            ProxyKind.JacobianCovariance => JacobianCovariance(network, batch),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such score."),
        };
        network.ZeroGradients();
        return double.IsFinite(score) ? score : null;
    }

    /// <summary>The Euclidean norm of the loss's gradient with regard to all weights (Abdelfattah and others, ICLR 2021, grad_norm).</summary>
    private static double GradientNorm(ITask task, FusionNetwork network, Batch batch)
    {
        network.ZeroGradients();
        task.Loss(network.Forward(batch.Inputs), batch.Labels).Backward();
        return Math.Sqrt(network.Parameters().Where(p => p.Grad is not null).Sum(p => p.Grad!.Square().Sum().Item()));
    }

    /// <summary>
    /// How little the network's answers to different samples are alike: from the eigenvalues of the correlations between the gradients
    /// that the summed logits have with regard to each sample's taps (Mellor and others, 2020, first version).
    /// </summary>
    private static double JacobianCovariance(FusionNetwork network, Batch batch)
    {
        Tensor[] taps = [.. batch.Inputs.Select(t => t.Detach().Clone())];
        foreach (var tap in taps)
        {
            tap.RequiresGrad = true;
        }

        network.Forward(taps).Sum().Backward();
        Tensor[] gradients = [.. taps.Where(t => t.Grad is not null).Select(t => t.Grad!.Flatten(1))];
        if (gradients.Length == 0)
        {
            return double.NaN;
        }

        var joined = Tensor.Cat(gradients, 1).To(DType.Float64);
        var centred = joined - joined.Mean([1], keepDim: true);
        var scaled = centred / (centred.Norm([1], keepDim: true) + 1e-12);
        var correlations = scaled.MatMul(scaled.Transpose(0, 1)).To(Device.Cpu).Contiguous().ToArray<double>();
        var matrix = DenseMatrix.OfColumnMajor(batch.Size, batch.Size, correlations);
        var eigenvalues = matrix.Evd(Symmetricity.Symmetric).EigenValues;
        return -eigenvalues.Sum(e => Math.Log(Math.Max(e.Real, 0) + Stabiliser) + (1 / (Math.Max(e.Real, 0) + Stabiliser)));
    }
}
