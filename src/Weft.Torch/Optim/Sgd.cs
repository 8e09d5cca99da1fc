namespace Weft.Torch.Optim;

/// <summary>Stochastic gradient descent with momentum, Nesterov's or the plain one. The decay is added to the gradient.</summary>
/// <remarks>
/// Written over libtorch's list operators in the order of PyTorch's list form, so that traces agree. A parameter's momentum begins
/// as its first gradient, undampened.
/// </remarks>
public sealed class Sgd : Optimizer
{
    private static readonly Operator AddList = new("aten::_foreach_add", "List");
    private static readonly Operator AddListInPlace = new("aten::_foreach_add_", "List");
    private static readonly Operator MulScalarInPlace = new("aten::_foreach_mul_", "Scalar");

    private readonly double momentum;
    private readonly double dampening;
    private readonly bool nesterov;
    private readonly Slot[][] slots;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="groups">What it changes.</param>
    /// <param name="momentum">The part of the last direction that is kept; 0 for none.</param>
    /// <param name="dampening">What is taken off each gradient's weight in the momentum; 0.</param>
    /// <param name="nesterov">Look ahead along the momentum; false by default.</param>
    /// <exception cref="UsageException">A setting is out of range, or Nesterov's form is asked for without momentum.</exception>
    public Sgd(IReadOnlyList<ParameterGroup> groups, double momentum = 0, double dampening = 0, bool nesterov = false)
        : base(groups)
    {
        if (momentum is not (>= 0 and < 1))
        {
            throw new UsageException($"SGD's momentum is at least 0 and below 1, not {momentum}.");
        }

        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw new UsageException("Nesterov's form of SGD needs a momentum above 0 and a dampening of 0.");
        }

        this.momentum = momentum;
        this.dampening = dampening;
        this.nesterov = nesterov;
        slots = [.. groups.Select(g => g.Parameters.Select(p => new Slot(p, momentum != 0)).ToArray())];
    }

    /// <inheritdoc/>
    public override void Step()
    {
        using var noGrad = Autograd.NoGrad();
        for (var g = 0; g < slots.Length; g++)
        {
            using var scope = new TensorScope();
            var chosen = new List<Slot>();
            var gradients = new List<Tensor>();
            foreach (var slot in slots[g])
            {
                if (slot.Parameter.Grad is { } gradient)
                {
                    chosen.Add(slot);
                    gradients.Add(gradient);
                }
            }

            if (chosen.Count > 0)
            {
                Update([.. chosen], [.. gradients], Groups[g]);
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (var g = 0; g < slots.Length; g++)
        {
            for (var i = 0; i < slots[g].Length; i++)
            {
                if (slots[g][i].Momentum is { } buffer)
                {
                    state[Key(g, i, "momentum")] = buffer;
                    state[Key(g, i, "steps")] = slots[g][i].Steps.Tensor;
                }
            }
        }

        return state;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var slot in slots.SelectMany(s => s))
        {
            slot.Momentum?.Dispose();
            slot.Steps.Dispose();
        }
    }

    private void Update(Slot[] chosen, Tensor[] gradients, ParameterGroup group)
    {
        var parameters = Array.ConvertAll(chosen, s => s.Parameter);
        if (group.WeightDecay != 0)
        {
            gradients = AddList.CallMany(gradients, parameters, group.WeightDecay);
        }

        if (momentum != 0)
        {
            var buffers = MixIn(chosen, gradients);
            gradients = nesterov ? AddList.CallMany(gradients, buffers, momentum) : buffers;
        }

        AddListInPlace.CallInPlace(parameters, gradients, -group.LearningRate);
    }

    private Tensor[] MixIn(Slot[] chosen, Tensor[] gradients)
    {
        var running = new List<Tensor>();
        var runningGradients = new List<Tensor>();
        for (var i = 0; i < chosen.Length; i++)
        {
            if (chosen[i].Steps.Value++ == 0)
            {
                chosen[i].Momentum!.CopyFrom(gradients[i]);
                continue;
            }

            running.Add(chosen[i].Momentum!);
            runningGradients.Add(gradients[i]);
        }

        if (running.Count > 0)
        {
            Tensor[] buffers = [.. running];
            MulScalarInPlace.CallInPlace(buffers, momentum);
            AddListInPlace.CallInPlace(buffers, runningGradients.ToArray(), 1 - dampening);
        }

        return Array.ConvertAll(chosen, s => s.Momentum!);
    }

    private sealed class Slot(Tensor parameter, bool withMomentum)
    {
        public Tensor Parameter { get; } = parameter;

        public Tensor? Momentum { get; } =
            withMomentum ? Tensor.Zeros(parameter.Shape, parameter.DType, parameter.Device).Unscoped() : null;

        public StepCount Steps { get; } = new();
    }
}
