using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorDataTests : TorchTest
{
    [Fact]
    public void SpansWriteThrough()
    {
        var x = Tensor.Zeros([3]);
        x.AsSpan<float>()[1] = 5;
        x.ShouldHold([0, 5, 0]);
        x.AsBytes().Length.ShouldBe(12);
    }

    [Fact]
    public void SpansRefuseOtherTypesAndViewsWithGaps()
    {
        var x = Tensor.Zeros([2, 3]);
        Should.Throw<InvalidOperationException>(() => x.AsSpan<double>()).Message.ShouldBe("This tensor holds Float32, not Double.");
        Should.Throw<InvalidOperationException>(() => x.Transpose(0, 1).AsSpan<float>());
        Should.Throw<InvalidOperationException>(() => x.Transpose(0, 1).AsBytes());
    }

    [Fact]
    public void ArraysComeInCOrderFromAnyView()
    {
        var x = Tensor.Arange(0, 6).Reshape(2, 3);
        x.Transpose(0, 1).ToArray<long>().ShouldBe([0, 3, 1, 4, 2, 5]);
        var leaf = Leaf(0, 2);
        leaf.ToArray<float>().Length.ShouldBe(2);
    }

    [Fact]
    public void ItemConverts()
    {
        Tensor.Scalar(true).Item().ShouldBe(1);
        Tensor.Full([1, 1], 0.5, DType.BFloat16).Item().ShouldBe(0.5);
        Should.Throw<InvalidOperationException>(() => Tensor.Zeros([2]).Item())
            .Message.ShouldBe("A tensor of shape [2] is not one number.");
    }

    [Fact]
    public void ConversionsKeepWhatFits()
    {
        var x = Tensor.From([1.75, -2.5]);
        x.To(DType.Int32).ToArray<int>().ShouldBe([1, -2]);
        x.To(DType.Float16).ToArray<Half>().ShouldBe([(Half)1.75, (Half)(-2.5)]);
        x.To(Device.Cpu).ShouldHold([1.75, -2.5]);
        x.Clone().BitwiseEquals(x).ShouldBeTrue();
    }

    [Fact]
    public void CopiesDoNotShare()
    {
        var x = Tensor.Zeros([2]);
        var copy = x.Clone();
        copy.Fill(3);
        x.ShouldHold([0, 0]);
        x.CopyFrom(Tensor.From([5L]));
        x.ShouldHold([5, 5]);
        x.Zero();
        x.ShouldHold([0, 0]);
        Should.Throw<TorchException>(() => x.CopyFrom(Tensor.Zeros([3])));
    }

    [Fact]
    public void FinitenessIsOfEveryElement()
    {
        Tensor.From([1f, -2f]).IsFinite().ShouldBeTrue();
        Tensor.From([1f, float.NaN]).IsFinite().ShouldBeFalse();
        Tensor.From([1f, float.NegativeInfinity]).IsFinite().ShouldBeFalse();
    }

    [Fact]
    public void BitwiseEqualityIsOfShapeTypeAndBits()
    {
        var x = Tensor.From([0f, float.NaN]);
        x.BitwiseEquals(Tensor.From([0f, float.NaN])).ShouldBeTrue();
        x.BitwiseEquals(Tensor.From([-0f, float.NaN])).ShouldBeFalse();
        x.BitwiseEquals(x.Reshape(2, 1)).ShouldBeFalse();
        Tensor.Zeros([1]).BitwiseEquals(Tensor.Zeros([1], DType.Int32)).ShouldBeFalse();
        var m = Pattern(0, 2, 3);
        m.Transpose(0, 1).BitwiseEquals(m.Transpose(0, 1).Contiguous()).ShouldBeTrue();
    }
}
