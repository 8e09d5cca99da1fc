using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorArithmeticTests : TorchTest
{
    private readonly Tensor a = Tensor.From([1f, -2f, 3f, -4f], 2, 2);
    private readonly Tensor b = Tensor.From([2f, 4f, 8f, -16f], 2, 2);

    [Fact]
    public void OperatorsOfTwoTensors()
    {
        (a + b).ShouldHold([3, 2, 11, -20]);
        (a - b).ShouldHold([-1, -6, -5, 12]);
        (a * b).ShouldHold([2, -8, 24, 64]);
        (a / b).ShouldHold([0.5, -0.5, 0.375, 0.25]);
        (-a).ShouldHold([-1, 2, -3, 4]);
        a.Add(b, 0.5).ShouldHold([2, 0, 7, -12]);
        a.Maximum(b).ShouldHold([2, 4, 8, -4]);
        a.Minimum(b).ShouldHold([1, -2, 3, -16]);
        (a + Tensor.From([10f, 20f])).ShouldHold([11, 18, 13, 16]);
    }

    [Fact]
    public void OperatorsWithANumber()
    {
        (a + 0.5).ShouldHold([1.5, -1.5, 3.5, -3.5]);
        (0.5 + a).ShouldHold([1.5, -1.5, 3.5, -3.5]);
        (a - 0.5).ShouldHold([0.5, -2.5, 2.5, -4.5]);
        (0.5 - a).ShouldHold([-0.5, 2.5, -2.5, 4.5]);
        (a * 0.5).ShouldHold([0.5, -1, 1.5, -2]);
        (0.5 * a).ShouldHold([0.5, -1, 1.5, -2]);
        (a / 0.5).ShouldHold([2, -4, 6, -8]);
    }

    [Fact]
    public void IntegersStayIntegersWithWholeNumbers()
    {
        var x = Tensor.From([1L, 2L]);
        (x + 1).ToArray<long>().ShouldBe([2, 3]);
        (1 + x).ToArray<long>().ShouldBe([2, 3]);
        (x - 1).ToArray<long>().ShouldBe([0, 1]);
        (1 - x).ToArray<long>().ShouldBe([0, -1]);
        (x * 3).ToArray<long>().ShouldBe([3, 6]);
        (3 * x).ToArray<long>().ShouldBe([3, 6]);
        x.AddInPlace(5);
        x.ToArray<long>().ShouldBe([6, 7]);
        (x * 0.5).DType.ShouldBe(DType.Float32);
        Should.Throw<TorchException>(() => x.AddInPlace(0.5)).Operation.ShouldBe("aten::add_.Scalar");
        Tensor.From([16777217L]).Eq(16777216).ToArray<bool>().ShouldBe([false]);
    }

    [Fact]
    public void ElementWiseFunctionsAreTheMathLibrarys()
    {
        double[] positive = [0.1, 0.5, 1.5, 2.5, 7.25];
        double[] any = [-2.5, -1.5, -0.5, 0, 0.5, 1.5, 3.75];
        void Same(Func<Tensor, Tensor> function, Func<double, double> expected, double[] at) =>
            function(Tensor.From(at)).ShouldHold([.. at.Select(expected)], 1e-14);

        Same(x => x.Exp(), Math.Exp, any);
        Same(x => x.Log(), Math.Log, positive);
        Same(x => x.Log1p(), x => Math.Log(1 + x), positive);
        Same(x => x.Sqrt(), Math.Sqrt, positive);
        Same(x => x.Rsqrt(), x => 1 / Math.Sqrt(x), positive);
        Same(x => x.Reciprocal(), x => 1 / x, positive);
        Same(x => x.Abs(), Math.Abs, any);
        Same(x => x.Sign(), x => Math.Sign(x), any);
        Same(x => x.Floor(), Math.Floor, any);
        Same(x => x.Ceil(), Math.Ceiling, any);
        Same(x => x.Round(), x => Math.Round(x, MidpointRounding.ToEven), any);
        Same(x => x.Sin(), Math.Sin, any);
        Same(x => x.Cos(), Math.Cos, any);
        Same(x => x.Pow(2.5), x => Math.Pow(x, 2.5), positive);
        Same(x => x.Square(), x => x * x, any);
        Same(x => x.Clamp(-1, 1), x => Math.Clamp(x, -1, 1), any);
        Same(x => x.Clamp(min: 0), x => Math.Max(x, 0), any);
        Same(x => x.Clamp(max: 0), x => Math.Min(x, 0), any);
    }

    [Fact]
    public void MatrixProducts()
    {
        double[] product = [-14, 36, -26, 76];
        a.Mm(b).ShouldHold(product);
        a.MatMul(b).ShouldHold(product);
        a.Unsqueeze(0).Bmm(b.Unsqueeze(0)).ShouldHold(product);
        Tensor.Ones([2, 2]).AddMm(a, b, beta: 2, alpha: 0.5).ShouldHold([-5, 20, -11, 40]);
        Tensor.Ones([1, 2, 2]).BAddBmm(a.Unsqueeze(0), b.Unsqueeze(0)).ShouldHold([-13, 37, -25, 77]);
        Tensor.Einsum("ij,jk->ik", a, b).ShouldHold(product);
        Tensor.Einsum("ii", a).ShouldHold([-3]);
    }

    [Fact]
    public void ComparisonsGiveTruthValues()
    {
        void Truth(Tensor actual, params bool[] expected) => actual.ToArray<bool>().ShouldBe(expected);
        Truth(a.Eq(a), true, true, true, true);
        Truth(a.Eq(3), false, false, true, false);
        Truth(a.Eq(3.0), false, false, true, false);
        Truth(a.Gt(b), false, false, false, true);
        Truth(a.Gt(1), false, false, true, false);
        Truth(a.Ge(1), true, false, true, false);
        Truth(a.Lt(b), true, true, true, false);
        Truth(a.Lt(1), false, true, false, true);
        Truth(a.Le(1), true, true, false, true);
        Truth(a.Gt(0).Not(), false, true, false, true);
        Truth(a.Gt(0).And(b.Gt(4)), false, false, true, false);
        Truth(a.Gt(0).Or(b.Gt(3)), true, true, true, false);
    }

    [Fact]
    public void ChangesInPlace()
    {
        a.AddInPlace(b, 0.5);
        a.ShouldHold([2, 0, 7, -12]);
        a.AddInPlace(0.5);
        a.ShouldHold([2.5, 0.5, 7.5, -11.5]);
        a.MulInPlace(b);
        a.ShouldHold([5, 2, 60, 184]);
        a.MulInPlace(0.5);
        a.ShouldHold([2.5, 1, 30, 92]);
    }
}
