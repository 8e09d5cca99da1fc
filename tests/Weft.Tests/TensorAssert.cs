using Shouldly;
using Weft.Torch;

namespace Weft.Tests;

public static class TensorAssert
{
    /// <summary>|a - b| is at most absolute + relative * |b| everywhere, and the shapes are equal.</summary>
    public static void Close(Tensor actual, Tensor expected, double relative, double absolute, string what)
    {
        using var scope = new TensorScope();
        actual.Shape.ShouldBe(expected.Shape, what);
        var a = actual.Detach().To(DType.Float64).ToArray<double>();
        var b = expected.To(DType.Float64).ToArray<double>();
        for (var i = 0; i < a.Length; i++)
        {
            (Math.Abs(a[i] - b[i]) <= absolute + (relative * Math.Abs(b[i]))).ShouldBeTrue($"{what}[{i}] is {a[i]:R}, expected {b[i]:R}");
        }
    }
}
