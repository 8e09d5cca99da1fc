namespace Weft.Torch.Optim;

/// <summary>Parameters that share settings.</summary>
/// <param name="name">For messages and saved state; no two groups of an optimizer share it.</param>
/// <param name="parameters">The tensors; they stay the caller's.</param>
/// <param name="learningRate">The step size; schedules set it.</param>
/// <param name="weightDecay">The L2 (or, for AdamW, decoupled) decay.</param>
public sealed class ParameterGroup(string name, IReadOnlyList<Tensor> parameters, double learningRate, double weightDecay = 0)
{
    /// <summary>For messages and saved state.</summary>
    public string Name { get; } = name;

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Tensor> Parameters { get; } = parameters;

    /// <summary>The step size.</summary>
    public double LearningRate { get; set; } = learningRate;

    /// <summary>The decay.</summary>
    public double WeightDecay { get; set; } = weightDecay;
}
