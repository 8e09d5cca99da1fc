namespace Weft.Torch.Optim;

/// <summary>Changes parameters by their gradients; its whole state can be saved and restored.</summary>
public abstract class Optimizer : IDisposable
{
    /// <summary>Creates an optimizer over groups of parameters.</summary>
    /// <exception cref="UsageException">There are no parameters, or groups share a name or a parameter.</exception>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups)
    {
        if (groups.Sum(g => g.Parameters.Count) == 0)
        {
            throw new UsageException("An optimizer needs at least one parameter.");
        }

        if (groups.Select(g => g.Name).Distinct(StringComparer.Ordinal).Count() != groups.Count)
        {
            throw new UsageException("An optimizer's groups need different names: its saved state goes by them.");
        }

        var parameters = groups.SelectMany(g => g.Parameters).ToList();
        if (parameters.Distinct().Count() != parameters.Count)
        {
            throw new UsageException("A parameter is in an optimizer twice and would be changed twice in a step.");
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

    /// <summary>
    /// The state as named tensors: moments and step counts. They are the optimizer's own, not copies: they change with the next step
    /// and are freed with the optimizer.
    /// </summary>
    public abstract IReadOnlyDictionary<string, Tensor> State();

    /// <summary>Restores what <see cref="State"/> gave; the parameters must be the same in number and shape.</summary>
    /// <exception cref="WeftException">The state is another optimizer's; nothing was restored then.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        var own = State();
        var problem = own.Keys.Except(state.Keys, StringComparer.Ordinal).Select(k => $"'{k}' is missing")
            .Concat(state.Keys.Except(own.Keys, StringComparer.Ordinal).Select(k => $"'{k}' is unexpected"))
            .Concat(own.Where(o => state.TryGetValue(o.Key, out var t) && !t.Shape.AsSpan().SequenceEqual(o.Value.Shape))
                .Select(o => $"'{o.Key}' has another shape"))
            .FirstOrDefault();
        if (problem is not null)
        {
            throw new WeftException($"The saved state does not fit this optimizer: {problem}.");
        }

        using var noGrad = Autograd.NoGrad();
        foreach (var (key, tensor) in own)
        {
            tensor.CopyFrom(state[key]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The name of one tensor of the state.</summary>
    private protected string Key(int group, int parameter, string what) => $"{Groups[group].Name}.{parameter}.{what}";

    /// <summary>Frees the state's tensors.</summary>
    protected abstract void Dispose(bool disposing);
}
