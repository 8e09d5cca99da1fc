using Shouldly;

namespace Weft.Torch.Tests;

/// <summary>What tests ask of tensors.</summary>
internal static class Expect
{
    /// <summary>The elements in C order, within an absolute and relative tolerance.</summary>
    internal static void ShouldHold(this Tensor? actual, double[] expected, double tolerance = 2e-6)
    {
        var values = actual.ShouldNotBeNull().Detach().To(DType.Float64).ToArray<double>();
        values.Length.ShouldBe(expected.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Math.Abs(values[i] - expected[i]).ShouldBeLessThanOrEqualTo(
                tolerance * Math.Max(1, Math.Abs(expected[i])), $"element {i}: {values[i]} instead of {expected[i]}");
        }
    }

    internal static void ShouldHaveShape(this Tensor actual, params long[] shape) => actual.Shape.ShouldBe(shape);

    /// <summary>Fills a parameter in place with numbers a reference can repeat.</summary>
    internal static void Set(this Tensor parameter, Tensor values)
    {
        using var noGrad = Autograd.NoGrad();
        parameter.CopyFrom(values);
    }
}
