using Shouldly;

namespace Weft.Torch.Tests;

/// <summary>Kernels against the plain operators that they stand for.</summary>
public abstract class FusedTest : TorchTest
{
    private readonly Generator numbers = new(5);

    /// <summary>Draws dropout.</summary>
    protected Generator Noise { get; } = new(7);

    protected override void Dispose(bool disposing)
    {
        numbers.Dispose();
        Noise.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Normal numbers of double precision that record gradients.</summary>
    protected Tensor Draw(params long[] shape)
    {
        var tensor = Tensor.RandomNormal(shape, numbers, dtype: DType.Float64);
        tensor.RequiresGrad = true;
        return tensor;
    }

    /// <summary>The outputs and the gradients of all inputs are the same on both ways.</summary>
    protected static void ShouldAgree(Func<Tensor> fused, Func<Tensor> composed, params Tensor[] inputs)
    {
        var (actual, expected) = (fused(), composed());
        actual.ShouldHaveShape(expected.Shape);
        actual.ShouldHold(expected.Detach().ToArray<double>(), 1e-12);
        var weights = Pattern(3, expected.Shape).To(DType.Float64);
        var gradients = Autograd.Gradients((actual * weights).Sum(), inputs);
        var wanted = Autograd.Gradients((expected * weights).Sum(), inputs);
        for (var i = 0; i < inputs.Length; i++)
        {
            gradients[i]!.ShouldHold(wanted[i]!.ToArray<double>(), 1e-11);
        }
    }

    /// <summary>Gradients are what small steps of single elements say; the function must draw the same dropout at every call.</summary>
    protected static void ShouldHaveSlope(Func<Tensor> function, params Tensor[] inputs)
    {
        const double step = 1e-6;
        double Value() => (function() * Pattern(2, function().Shape).To(DType.Float64)).Sum().Item();
        var gradients = Autograd.Gradients((function() * Pattern(2, function().Shape).To(DType.Float64)).Sum(), inputs);
        using var noGrad = Autograd.NoGrad();
        for (var i = 0; i < inputs.Length; i++)
        {
            var slope = gradients[i]!.ToArray<double>();
            for (var j = 0; j < slope.Length; j++)
            {
                var flat = inputs[i].AsSpan<double>();
                var here = flat[j];
                flat[j] = here + step;
                var up = Value();
                flat[j] = here - step;
                var down = Value();
                flat[j] = here;
                ((up - down) / (2 * step)).ShouldBe(slope[j], 1e-6 * Math.Max(1, Math.Abs(slope[j])), $"input {i}, element {j}");
            }
        }
    }

    /// <summary>Sets the noise back, so that the same dropout is drawn again.</summary>
    protected Func<Tensor> Repeatedly(Func<Tensor> function) => () =>
    {
        Noise.Seed(7);
        return function();
    };
}
