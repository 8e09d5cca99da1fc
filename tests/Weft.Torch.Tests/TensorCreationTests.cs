using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorCreationTests : TorchTest
{
    [Fact]
    public void FromCopies()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        var x = Tensor.From(values, 2, 3);
        values[0] = 9;
        x.ShouldHaveShape(2, 3);
        x.ShouldHold([1, 2, 3, 4, 5, 6]);
        Tensor.From([true, false]).DType.ShouldBe(DType.Bool);
        Tensor.From(Array.Empty<long>()).ShouldHaveShape(0);
        Tensor.Scalar(3L).ShouldHaveShape();
        Tensor.Scalar(2.5).Item().ShouldBe(2.5);
    }

    [Fact]
    public void FromRefusesSizesThatDoNotFit()
    {
        var before = TensorScope.LiveTensors;
        Should.Throw<ArgumentException>(() => Tensor.From([1f, 2f], 3)).Message.ShouldStartWith("[3] does not hold 2 values.");
        Should.Throw<ArgumentException>(() => Tensor.From<float>([1f, 2f], 2, 2));
        Should.Throw<TorchException>(() => Tensor.From([1f, 2f, 3f, 4f], -2, -2));
        Should.Throw<OverflowException>(() => Tensor.From([1f], long.MaxValue, 2));
        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public unsafe void OverMemorySharesIt()
    {
        var values = stackalloc float[] { 1, 2, 3, 4 };
        var x = Tensor.OverMemory((nint)values, DType.Float32, 2, 2);
        x.MulInPlace(2);
        values[3].ShouldBe(8);
        values[0] = 7;
        x.ShouldHold([7, 4, 6, 8]);
        x.Dispose();
    }

    [Fact]
    public void FilledTensors()
    {
        Tensor.Zeros([2]).ShouldHold([0, 0]);
        Tensor.Ones([2], DType.Int64).ToArray<long>().ShouldBe([1, 1]);
        Tensor.Full([2], -3, DType.Int16).ToArray<short>().ShouldBe([-3, -3]);
        Tensor.Full([1], 0.1, DType.Float64).ToArray<double>().ShouldBe([0.1]);
        Tensor.Eye(2).ShouldHold([1, 0, 0, 1]);
        Tensor.Arange(1, 8, 3).ToArray<long>().ShouldBe([1, 4, 7]);
        Tensor.Arange(0, 2, dtype: DType.Float32).ToArray<float>().ShouldBe([0, 1]);
        Tensor.Empty([2, 0]).ElementCount.ShouldBe(0);
    }

    [Fact]
    public void LikeTensors()
    {
        var x = Tensor.Full([2, 2], 5, DType.Float64);
        x.ZerosLike().ToArray<double>().ShouldBe([0, 0, 0, 0]);
        x.OnesLike().ToArray<double>().ShouldBe([1, 1, 1, 1]);
        x.EmptyLike().Shape.ShouldBe(x.Shape);
    }

    [Fact]
    public void RandomNumbersFollowTheirDistributions()
    {
        using var generator = new Generator(11);
        var uniform = Tensor.RandomUniform([20_000], generator, -2, 4, DType.Float64);
        uniform.Amin([]).Item().ShouldBeInRange(-2, -1.99);
        uniform.Amax([]).Item().ShouldBeInRange(3.99, 4);
        uniform.Mean().Item().ShouldBe(1, 0.05);
        var normal = Tensor.RandomNormal([20_000], generator, 3, 0.5);
        normal.Mean().Item().ShouldBe(3, 0.02);
        normal.Var([0]).Item().ShouldBe(0.25, 0.01);
        Tensor.RandomPermutation(100, generator).Sort().Values.ToArray<long>().ShouldBe(Enumerable.Range(0, 100).Select(i => (long)i));
    }

    [Fact]
    public void FillsWriteInPlace()
    {
        using var generator = new Generator(11);
        var x = Tensor.Zeros([10_000]);
        x.FillBernoulli(0.3, generator);
        x.Mean().Item().ShouldBe(0.3, 0.02);
        x.Eq(0).Or(x.Eq(1)).All().Item().ShouldBe(1);
        x.FillUniform(5, 6, generator);
        x.Amin([]).Item().ShouldBeGreaterThanOrEqualTo(5);
        x.FillNormal(-9, 0.1, generator);
        x.Mean().Item().ShouldBe(-9, 0.01);
    }
}
