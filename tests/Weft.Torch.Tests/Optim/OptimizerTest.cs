using Weft.Torch.Optim;

namespace Weft.Torch.Tests.Optim;

/// <summary>
/// A small problem that optimizers of PyTorch were run on for five steps; one parameter has no gradient in every second step.
/// </summary>
public abstract class OptimizerTest : TorchTest
{
    protected OptimizerTest()
    {
        A = Leaf(1, 3);
        B = Leaf(4, 2, 2);
        C = Leaf(7, 2);
    }

    protected Tensor A { get; }

    protected Tensor B { get; }

    protected Tensor C { get; }

    /// <summary>Two groups of different rates and decays.</summary>
    protected ParameterGroup[] Groups() => [new("main", [A, B], 0.01, 0.1), new("other", [C], 0.05)];

    /// <summary>The gradients of one step.</summary>
    protected void Backward(int step)
    {
        using var scope = new TensorScope();
        var loss = (A * Pattern(step, 3)).Sum().Square() + (B * B * Pattern(step + 2, 2, 2)).Sum();
        if (step % 2 == 0)
        {
            loss += (C * Pattern(step + 5, 2)).Sum().Exp();
        }

        loss.Backward();
    }

    protected void Run(Optimizer optimizer, int from = 0, int to = 5)
    {
        for (var step = from; step < to; step++)
        {
            optimizer.ZeroGradients();
            Backward(step);
            optimizer.Step();
        }
    }
}
