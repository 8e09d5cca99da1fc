using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorTests : TorchTest
{
    [Fact]
    public void ItDescribesItself()
    {
        var x = Tensor.Zeros([2, 3, 4], DType.Int32);
        x.Shape.ShouldBe([2, 3, 4]);
        x.Rank.ShouldBe(3);
        x.ElementCount.ShouldBe(24);
        x.DType.ShouldBe(DType.Int32);
        x.Device.ShouldBe(Device.Cpu);
        x.IsContiguous.ShouldBeTrue();
        x.Transpose(0, 1).IsContiguous.ShouldBeFalse();
        x.RequiresGrad.ShouldBeFalse();
        x.ToString().ShouldBe("Tensor Int32 [2, 3, 4] on cpu");
    }

    [Fact]
    public void SizesCountFromBothEnds()
    {
        var x = Tensor.Zeros([2, 3]);
        x.Size(0).ShouldBe(2);
        x.Size(-1).ShouldBe(3);
        Should.Throw<ArgumentOutOfRangeException>(() => x.Size(2));
        Should.Throw<ArgumentOutOfRangeException>(() => x.Size(-3));
    }

    [Fact]
    public void ManyDimensionsAreAllSeen() => Tensor.Zeros([1, 1, 1, 1, 1, 1, 1, 1, 2, 3]).Shape.ShouldBe([1, 1, 1, 1, 1, 1, 1, 1, 2, 3]);

    [Fact]
    public void ATensorOfNoScopeIsGivenToTheCurrentOne()
    {
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        {
            var x = Tensor.Zeros([1]);
            x.Scoped().ShouldBeSameAs(x);
            x.Unscoped().Scoped().ShouldBeSameAs(x);
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void MovingToItsOwnDeviceChangesNothing()
    {
        var x = Leaf(0, 2);
        var before = TensorScope.LiveTensors;
        x.MoveTo(Device.Cpu);
        TensorScope.LiveTensors.ShouldBe(before);
        x.RequiresGrad.ShouldBeTrue();
    }
}
