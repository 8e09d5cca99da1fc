using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorReductionsTests : TorchTest
{
    private readonly Tensor x = Tensor.From([3f, 1f, 2f, -5f, 4f, 4f], 2, 3);

    [Fact]
    public void SumsAndMeans()
    {
        x.Sum().ShouldHold([9]);
        x.Sum([0]).ShouldHold([-2, 5, 6]);
        x.Sum([1], keepDim: true).ShouldHaveShape(2, 1);
        x.Mean().ShouldHold([1.5]);
        x.Mean([1]).ShouldHold([2, 1]);
        x.Mean([0, 1], keepDim: true).ShouldHaveShape(1, 1);
        x.CumSum(1).ShouldHold([3, 4, 6, -5, -1, 3]);
    }

    [Fact]
    public void Variances()
    {
        x.Var([1]).ShouldHold([1, 27]);
        x.Var([1], correction: 0).ShouldHold([2.0 / 3, 18]);
        x.Var([1], keepDim: true).ShouldHaveShape(2, 1);
    }

    [Fact]
    public void Extremes()
    {
        x.Amax([0]).ShouldHold([3, 4, 4]);
        x.Amin([0, 1]).ShouldHold([-5]);
        var (values, indices) = x.Max(1, keepDim: true);
        values.ShouldHaveShape(2, 1);
        values.ShouldHold([3, 4]);
        indices.Select(0, 0).Item().ShouldBe(0);
        x.ArgMax(1).ToArray<long>()[0].ShouldBe(0);
        x.ArgMin(1).ToArray<long>().ShouldBe([1, 0]);
        x.ArgMax(0, keepDim: true).ShouldHaveShape(1, 3);
    }

    [Fact]
    public void TheFirstAmongEqualsIsTheLargest() => Tensor.From([1f, 4f, 4f]).ArgMax(0).Item().ShouldBe(1);

    [Fact]
    public void Orders()
    {
        var (top, where) = x.TopK(2, 1);
        top.ShouldHold([3, 2, 4, 4]);
        where.Select(0, 0).ToArray<long>().ShouldBe([0, 2]);
        x.TopK(1, 1, largest: false).Values.ShouldHold([1, -5]);
        var (sorted, from) = x.Sort(1);
        sorted.ShouldHold([1, 2, 3, -5, 4, 4]);
        from.ToArray<long>().ShouldBe([1, 2, 0, 0, 1, 2]);
        x.Sort(1, descending: true).Indices.ToArray<long>().ShouldBe([0, 2, 1, 1, 2, 0]);
    }

    [Fact]
    public void LogSumExpDoesNotOverflow() =>
        Tensor.From([1000.0, 1000.0]).LogSumExp([0]).ShouldHold([1000 + Math.Log(2)]);

    [Fact]
    public void Norms()
    {
        x.Norm().ShouldHold([Math.Sqrt(71)]);
        x.Norm([1]).ShouldHold([Math.Sqrt(14), Math.Sqrt(57)]);
        x.Norm([1], order: 1).ShouldHold([6, 13]);
        x.Norm([1], keepDim: true).ShouldHaveShape(2, 1);
    }

    [Fact]
    public void AllAndAny()
    {
        x.Gt(-6).All().Item().ShouldBe(1);
        x.Gt(0).All().Item().ShouldBe(0);
        x.Gt(3).Any().Item().ShouldBe(1);
        x.Gt(4).Any().Item().ShouldBe(0);
    }
}
