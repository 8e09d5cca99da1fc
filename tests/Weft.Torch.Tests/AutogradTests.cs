using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class AutogradTests : TorchTest
{
    [Fact]
    public void BackwardAccumulatesIntoLeaves()
    {
        var x = Variable(1, 2, 3);
        x.Grad.ShouldBeNull();
        x.Square().Sum().Backward();
        x.Grad.ShouldHold([2, 4, 6]);
        (x * 10.0).Sum().Backward();
        x.Grad.ShouldHold([12, 14, 16]);
        x.Grad = null;
        x.Grad.ShouldBeNull();
        x.Grad = Tensor.Ones([3]);
        x.Grad.ShouldHold([1, 1, 1]);
    }

    [Fact]
    public void BackwardFromAGivenGradient()
    {
        var x = Variable(1, 2, 3);
        x.Square().Backward(Tensor.From([1f, 0f, -1f]));
        x.Grad.ShouldHold([2, 0, -6]);
    }

    [Fact]
    public void BackwardNeedsAScalarAndARecord()
    {
        var x = Variable(1, 2);
        Should.Throw<TorchException>(() => x.Square().Backward()).Message.ShouldContain("scalar outputs");
        Should.Throw<TorchException>(() => Tensor.Ones([]).Backward()).Operation.ShouldBe("backward");
    }

    [Fact]
    public void AGraphServesTwiceOnlyIfRetained()
    {
        var x = Variable(3);
        var loss = x.Square().Sum();
        loss.Backward(retainGraph: true);
        loss.Backward();
        x.Grad.ShouldHold([12]);
        Should.Throw<TorchException>(() => loss.Backward()).Message.ShouldContain("second time");
    }

    [Fact]
    public void GradientsAccumulateNothing()
    {
        var x = Variable(1, 2);
        var y = Variable(5, 7);
        var gradients = Autograd.Gradients((x * y).Sum(), [x, y]);
        gradients[0].ShouldHold([5, 7]);
        gradients[1].ShouldHold([1, 2]);
        x.Grad.ShouldBeNull();
    }

    [Fact]
    public void AnUnusedTensorIsAnErrorOrNull()
    {
        var x = Variable(1, 2);
        var unused = Variable(1);
        Should.Throw<TorchException>(() => Autograd.Gradients(x.Sum(), [x, unused])).Operation.ShouldBe("gradients");
        var gradients = Autograd.Gradients(x.Sum(), [x, unused], allowUnused: true);
        gradients[0].ShouldHold([1, 1]);
        gradients[1].ShouldBeNull();
    }

    [Fact]
    public void GradientsOfGradients()
    {
        var x = Variable(2, 3);
        var first = Autograd.Gradients((x * x * x).Sum(), [x], createGraph: true)[0]!;
        first.ShouldHold([12, 27]);
        first.RequiresGrad.ShouldBeTrue();
        Autograd.Gradients(first.Sum(), [x])[0].ShouldHold([12, 18]);
    }

    [Fact]
    public void NoGradRestoresWhatWas()
    {
        var x = Variable(1);
        Autograd.IsEnabled.ShouldBeTrue();
        using (Autograd.NoGrad())
        {
            Autograd.IsEnabled.ShouldBeFalse();
            (x * 2.0).RequiresGrad.ShouldBeFalse();
            using (Autograd.EnableGrad())
            {
                (x * 2.0).RequiresGrad.ShouldBeTrue();
            }

            Autograd.IsEnabled.ShouldBeFalse();
        }

        Autograd.IsEnabled.ShouldBeTrue();
    }

    [Fact]
    public void NoGradRestoresAfterAnException()
    {
        Should.Throw<TorchException>(() =>
        {
            using var noGrad = Autograd.NoGrad();
            _ = Tensor.Zeros([2]) + Tensor.Zeros([3]);
        });
        Autograd.IsEnabled.ShouldBeTrue();
    }

    [Fact]
    public void DetachCutsTheGraph()
    {
        var x = Variable(3);
        (x.Detach() * x).Sum().Backward();
        x.Grad.ShouldHold([3]);
    }

    [Fact]
    public void OnlyRealLeavesRecord()
    {
        Should.Throw<TorchException>(() => Tensor.Arange(0, 3).RequiresGrad = true).Message.ShouldContain("floating point");
        var x = Variable(1);
        var y = x * 2.0;
        Should.Throw<TorchException>(() => y.RequiresGrad = false);
    }

    private static Tensor Variable(params float[] values)
    {
        var tensor = Tensor.From(values);
        tensor.RequiresGrad = true;
        return tensor;
    }
}
