namespace Weft.Torch.Optim;

/// <summary>Keeps gradients small between the backward pass and the optimizer's step. Parameters without a gradient are left out.</summary>
public static class GradientClipping
{
    // PyTorch's own guard against a division by zero; part of the coefficient, so traces agree only with the same one.
    private const double Guard = 1e-6;

    private static readonly Operator Norms = new("aten::_foreach_norm", "Scalar");
    private static readonly Operator ClampInPlace = new("aten::clamp_");

    /// <summary>Scales all gradients by one factor so that their common Euclidean norm is at most a bound.</summary>
    /// <param name="parameters">The tensors whose gradients count; all on one device.</param>
    /// <param name="maximum">The largest norm.</param>
    /// <returns>The norm before scaling; 0 without gradients, not finite if a gradient is not (they then are not usable).</returns>
    public static double ByNorm(IEnumerable<Tensor> parameters, double maximum)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var gradients = Gradients(parameters);
        if (gradients.Length == 0)
        {
            return 0;
        }

        var norm = Tensor.Stack(Norms.CallMany(gradients, 2.0)).Norm();
        var factor = ((norm + Guard).Reciprocal() * maximum).Clamp(max: 1);
        foreach (var gradient in gradients)
        {
            gradient.MulInPlace(factor);
        }

        return norm.Item();
    }

    /// <summary>Moves every element of every gradient into [-maximum, maximum].</summary>
    /// <param name="parameters">The tensors whose gradients count.</param>
    /// <param name="maximum">The largest absolute value.</param>
    public static void ByValue(IEnumerable<Tensor> parameters, double maximum)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        foreach (var gradient in Gradients(parameters))
        {
            ClampInPlace.CallInPlace(gradient, -maximum, maximum);
        }
    }

    private static Tensor[] Gradients(IEnumerable<Tensor> parameters) => [.. parameters.Select(p => p.Grad).OfType<Tensor>()];
}
