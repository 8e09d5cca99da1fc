using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorShapeTests : TorchTest
{
    private readonly Tensor x = Tensor.Arange(0, 6, dtype: DType.Float32).Reshape(2, 3);

    [Fact]
    public void Shapes()
    {
        x.Reshape(3, -1).ShouldHaveShape(3, 2);
        x.Flatten().ShouldHaveShape(6);
        Tensor.Zeros([2, 3, 4]).Flatten(1).ShouldHaveShape(2, 12);
        x.Unsqueeze(1).ShouldHaveShape(2, 1, 3);
        x.Unsqueeze(1).Squeeze(1).ShouldHaveShape(2, 3);
        x.Unsqueeze(0).Expand(4, -1, -1).ShouldHaveShape(4, 2, 3);
        Tensor.Zeros([2, 3, 4]).Permute(2, 0, 1).ShouldHaveShape(4, 2, 3);
        Should.Throw<TorchException>(() => x.Reshape(4, 2)).Operation.ShouldBe("aten::reshape");
    }

    [Fact]
    public void Orders()
    {
        x.Transpose(0, 1).ShouldHold([0, 3, 1, 4, 2, 5]);
        x.Flip(1).ShouldHold([2, 1, 0, 5, 4, 3]);
        x.Roll(1, 1).ShouldHold([2, 0, 1, 5, 3, 4]);
        x.Repeat(1, 2).ShouldHold([0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]);
    }

    [Fact]
    public void Joins()
    {
        Tensor.Cat([x, x], 1).ShouldHaveShape(2, 6);
        Tensor.Stack([x, x]).ShouldHaveShape(2, 2, 3);
        Tensor.Stack([x, x], 2).ShouldHaveShape(2, 3, 2);
    }

    [Fact]
    public void Cuts()
    {
        var parts = x.Split([1, 2], 1);
        parts[0].ShouldHold([0, 3]);
        parts[1].ShouldHold([1, 2, 4, 5]);
        x.Unbind().Length.ShouldBe(2);
        x.Unbind(1)[2].ShouldHold([2, 5]);
        x.Select(1, -1).ShouldHold([2, 5]);
        x.Narrow(1, 1, 2).ShouldHold([1, 2, 4, 5]);
        x.Slice(1, 0, 3, 2).ShouldHold([0, 2, 3, 5]);
    }

    [Fact]
    public void ViewsShareTheirElements()
    {
        x.Select(0, 0).Fill(9);
        x.ShouldHold([9, 9, 9, 3, 4, 5]);
    }

    [Fact]
    public void Indices()
    {
        x.IndexSelect(1, Tensor.From([2L, 0L])).ShouldHold([2, 0, 5, 3]);
        x.Index(Tensor.From([1L, 0L]), Tensor.From([2L, 1L])).ShouldHold([5, 1]);
        x.Index(null, Tensor.From([1L])).ShouldHold([1, 4]);
        x.Index(x.Gt(2)).ShouldHold([3, 4, 5]);
        x.Gather(1, Tensor.From([2L, 1L], 2, 1)).ShouldHold([2, 4]);
        x.ScatterAdd(1, Tensor.From([0L, 0L], 1, 2), Tensor.From([10f, 20f], 1, 2)).ShouldHold([30, 1, 2, 3, 4, 5]);
        Should.Throw<TorchException>(() => x.IndexSelect(1, Tensor.From([3L]))).Operation.ShouldBe("aten::index_select");
    }

    [Fact]
    public void MasksAndPadding()
    {
        Tensor.Where(x.Gt(2), x, -x).ShouldHold([0, -1, -2, 3, 4, 5]);
        x.MaskedFill(x.Gt(3), -1).ShouldHold([0, 1, 2, 3, -1, -1]);
        x.Pad([1, 0], 7).ShouldHold([7, 0, 1, 2, 7, 3, 4, 5]);
        x.LowerTriangle().ShouldHold([0, 0, 0, 3, 4, 0]);
        x.LowerTriangle(1).ShouldHold([0, 1, 0, 3, 4, 5]);
        Tensor.From([2L, 0L]).OneHot(3).ToArray<long>().ShouldBe([0, 0, 1, 1, 0, 0]);
    }
}
