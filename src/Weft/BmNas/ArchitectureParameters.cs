using Weft.Torch;

namespace Weft.BmNas;

/// <summary>The architecture parameters α, β and γ of a hypernet (specification 1.8): leaves, apart from the weights.</summary>
public sealed class ArchitectureParameters : IDisposable
{
    private const double InitialScale = 1e-3;

    /// <summary>Draws them: 1e-3 times standard normal numbers.</summary>
    /// <param name="inputs">Number of taps.</param>
    /// <param name="shape">The fusion part's size.</param>
    /// <param name="operations">Number of operations.</param>
    /// <param name="generator">Draws the values.</param>
    public ArchitectureParameters(int inputs, BmNasShape shape, int operations, Generator generator)
    {
        var rows = Enumerable.Range(0, shape.Cells).Sum(i => inputs + i);
        var innerRows = Enumerable.Range(0, shape.Steps).Sum(s => 2 + s);
        Alpha = Leaf([rows, 2], generator);
        Beta = new Tensor[shape.Cells];
        Gamma = new Tensor[shape.Cells];
        for (var i = 0; i < shape.Cells; i++)
        {
            Beta[i] = Leaf([innerRows, 2], generator);
            Gamma[i] = Leaf([shape.Steps, operations], generator);
        }
    }

    /// <summary>Upper edges: [Σ (inputs + cell), 2], logits of (none, skip).</summary>
    public Tensor Alpha { get; }

    /// <summary>Lower edges of each cell: [Σ (2 + step), 2].</summary>
    public Tensor[] Beta { get; }

    /// <summary>Operations of each cell: [steps, operations].</summary>
    public Tensor[] Gamma { get; }

    /// <summary>All of them by name, in the order of the published optimizer: α, then β and γ of each cell.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Named =>
        [("alphas", Alpha), .. Beta.SelectMany((beta, i) => new[] { ($"betas{i}", beta), ($"gammas{i}", Gamma[i]) })];

    /// <summary>Moves them to a device.</summary>
    public void MoveTo(Device device)
    {
        foreach (var (_, tensor) in Named)
        {
            tensor.MoveTo(device);
        }
    }

    /// <summary>The probabilities they stand for now, on the host.</summary>
    public ArchitectureStrengths Strengths()
    {
        using var noGrad = Autograd.NoGrad();
        return new ArchitectureStrengths(Skip(Alpha), Array.ConvertAll(Beta, Skip), Array.ConvertAll(Gamma, Rows));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in Named)
        {
            tensor.Dispose();
        }
    }

    private static Tensor Leaf(long[] shape, Generator generator)
    {
        using var scope = new TensorScope();
        var leaf = (Tensor.RandomNormal(shape, generator) * InitialScale).Unscoped();
        leaf.RequiresGrad = true;
        return leaf;
    }

    private static float[] Skip(Tensor logits)
    {
        using var scope = new TensorScope();
        return logits.Softmax(-1).Select(1, 1).ToArray<float>();
    }

    private static float[][] Rows(Tensor logits)
    {
        using var scope = new TensorScope();
        var all = logits.Softmax(-1).ToArray<float>();
        return [.. all.Chunk((int)logits.Size(1))];
    }
}
