namespace Weft.Torch.Optim;

/// <summary>Parameters that share settings.</summary>
/// <param name="name">For messages and saved state.</param>
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

/// <summary>Changes parameters by their gradients; its whole state can be saved and restored.</summary>
public abstract class Optimizer : IDisposable
{
    /// <summary>Creates an optimizer over groups of parameters.</summary>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups)
    {
        if (groups.Sum(g => g.Parameters.Count) == 0)
        {
            throw new UsageException("An optimizer needs at least one parameter.");
        }

        Groups = groups;
    }

    /// <summary>The groups, whose rates may be set between steps.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Sets every group's learning rate.</summary>
    public double LearningRate
    {
        get => Groups[0].LearningRate;
        set
        {
            foreach (var group in Groups)
            {
                group.LearningRate = value;
            }
        }
    }

    /// <summary>Clears the gradients of all parameters.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in Groups.SelectMany(g => g.Parameters))
        {
            parameter.Grad = null;
        }
    }

    /// <summary>One step. Parameters without a gradient stay as they are.</summary>
    public abstract void Step();

    /// <summary>The state as named tensors (the optimizer's own, not copies): moments and step counts.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> State();

    /// <summary>Restores what <see cref="State"/> gave; the parameters must be the same in number and shape.</summary>
    /// <exception cref="WeftException">The state is another optimizer's.</exception>
    public abstract void LoadState(IReadOnlyDictionary<string, Tensor> state);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the state's tensors.</summary>
    protected abstract void Dispose(bool disposing);
}
