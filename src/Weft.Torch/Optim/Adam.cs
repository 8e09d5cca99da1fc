using Weft.Torch.Native;

namespace Weft.Torch.Optim;

/// <summary>
/// Adam (Kingma and Ba, 2015), with the weight decay added to the gradient, or decoupled from it as in AdamW (Loshchilov and Hutter, 2019).
/// </summary>
/// <remarks>
/// On the CPU one native pass does a step; elsewhere libtorch's list operators, each of which covers all parameters. Both keep to the
/// order of operations of PyTorch's list form, so that traces agree.
/// </remarks>
public sealed class Adam : Optimizer
{
    private static readonly Operator AddScalarList = new("aten::_foreach_add", "List");
    private static readonly Operator MulScalarInPlace = new("aten::_foreach_mul_", "Scalar");
    private static readonly Operator AddListInPlace = new("aten::_foreach_add_", "List");
    private static readonly Operator AddCMulInPlace = new("aten::_foreach_addcmul_", "Scalar");
    private static readonly Operator Sqrt = new("aten::_foreach_sqrt");
    private static readonly Operator DivScalarInPlace = new("aten::_foreach_div_", "Scalar");
    private static readonly Operator AddScalarInPlace = new("aten::_foreach_add_", "Scalar");
    private static readonly Operator AddCDivInPlace = new("aten::_foreach_addcdiv_", "Scalar");

    private readonly double beta1;
    private readonly double beta2;
    private readonly double eps;
    private readonly bool decoupled;
    private readonly bool fused;
    private readonly Slot[][] slots;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="groups">What it changes.</param>
    /// <param name="beta1">Decay of the first moment; 0.9.</param>
    /// <param name="beta2">Decay of the second moment; 0.999.</param>
    /// <param name="eps">Added to the root of the second moment; 1e-8.</param>
    /// <param name="decoupledDecay">AdamW: the decay shrinks the weights directly; false by default.</param>
    /// <param name="fused">Whether to use the native pass where it applies; true by default.</param>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public Adam(
        IReadOnlyList<ParameterGroup> groups,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        bool decoupledDecay = false,
        bool fused = true)
        : base(groups)
    {
        if (beta1 is not (>= 0 and < 1) || beta2 is not (>= 0 and < 1) || eps is not >= 0)
        {
            throw new UsageException($"Adam's betas are at least 0 and below 1, its eps at least 0, not {beta1}, {beta2} and {eps}.");
        }

        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = eps;
        decoupled = decoupledDecay;
        this.fused = fused;
        slots = [.. groups.Select(g => g.Parameters.Select(p => new Slot(p)).ToArray())];
    }

    /// <inheritdoc/>
    public override void Step()
    {
        using var noGrad = Autograd.NoGrad();
        for (var g = 0; g < slots.Length; g++)
        {
            using var scope = new TensorScope();
            var withGradient = new List<(Slot Slot, Tensor Gradient)>();
            foreach (var slot in slots[g])
            {
                if (slot.Parameter.Grad is { } gradient)
                {
                    slot.Steps.Value++;
                    withGradient.Add((slot, gradient));
                }
            }

            // Parameters that missed steps (dead cells) have other bias corrections: one pass for each count.
            foreach (var same in withGradient.GroupBy(x => x.Slot.Steps.Value))
            {
                Update([.. same.Select(x => x.Slot)], [.. same.Select(x => x.Gradient)], same.Key, Groups[g]);
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
                state[Key(g, i, "first")] = slots[g][i].First;
                state[Key(g, i, "second")] = slots[g][i].Second;
                state[Key(g, i, "steps")] = slots[g][i].Steps.Tensor;
            }
        }

        return state;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var slot in slots.SelectMany(s => s))
        {
            slot.First.Dispose();
            slot.Second.Dispose();
            slot.Steps.Dispose();
        }
    }

    private void Update(Slot[] chosen, Tensor[] gradients, long step, ParameterGroup group)
    {
        var parameters = Array.ConvertAll(chosen, s => s.Parameter);
        var first = Array.ConvertAll(chosen, s => s.First);
        var second = Array.ConvertAll(chosen, s => s.Second);
        if (fused && UpdateFused(parameters, gradients, first, second, step, group))
        {
            return;
        }

        if (group.WeightDecay != 0)
        {
            if (decoupled)
            {
                MulScalarInPlace.CallInPlace(parameters, 1 - (group.LearningRate * group.WeightDecay));
            }
            else
            {
                gradients = AddScalarList.CallMany(gradients, parameters, group.WeightDecay);
            }
        }

        MulScalarInPlace.CallInPlace(first, beta1);
        AddListInPlace.CallInPlace(first, gradients, 1 - beta1);
        MulScalarInPlace.CallInPlace(second, beta2);
        AddCMulInPlace.CallInPlace(second, gradients, gradients, 1 - beta2);

        var correction1 = 1 - Math.Pow(beta1, step);
        var correction2 = 1 - Math.Pow(beta2, step);
        var denominator = Sqrt.CallMany((Arg)second);
        DivScalarInPlace.CallInPlace(denominator, Math.Sqrt(correction2));
        AddScalarInPlace.CallInPlace(denominator, eps);
        AddCDivInPlace.CallInPlace(parameters, first, denominator, -group.LearningRate / correction1);
    }

    /// <summary>The native pass, for tensors on the CPU.</summary>
    /// <returns>False where it does not apply; nothing was changed then.</returns>
    private unsafe bool UpdateFused(
        Tensor[] parameters, Tensor[] gradients, Tensor[] first, Tensor[] second, long step, ParameterGroup group)
    {
        var settings = new NativeAdamSettings
        {
            Step = step,
            Rate = group.LearningRate,
            Beta1 = beta1,
            Beta2 = beta2,
            Eps = eps,
            WeightDecay = group.WeightDecay,
            Decoupled = decoupled ? 1 : 0,
        };
        int done;
        fixed (nint* p = Handles(parameters))
        fixed (nint* g = Handles(gradients))
        fixed (nint* m = Handles(first))
        fixed (nint* v = Handles(second))
        {
            NativeMethods.Check(NativeMethods.Adam(&settings, p, g, m, v, parameters.Length, &done), "Adam");
        }

        return done != 0;
    }

    private static nint[] Handles(Tensor[] tensors) => Array.ConvertAll(tensors, t => t.Handle);

    private sealed class Slot(Tensor parameter)
    {
        public Tensor Parameter { get; } = parameter;

        public Tensor First { get; } = Tensor.Zeros(parameter.Shape, parameter.DType, parameter.Device).Unscoped();

        public Tensor Second { get; } = Tensor.Zeros(parameter.Shape, parameter.DType, parameter.Device).Unscoped();

        public StepCount Steps { get; } = new();
    }
}
