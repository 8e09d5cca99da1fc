using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorScopeTests : TorchTest
{
    [Fact]
    public void AScopeFreesWhatWasMadeInIt()
    {
        Tensor inside;
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        {
            inside = Tensor.Zeros([2]);
            TensorScope.LiveTensors.ShouldBe(before + 1);
        }

        TensorScope.LiveTensors.ShouldBe(before);
        inside.IsDisposed.ShouldBeTrue();
        inside.ToString().ShouldBe("Tensor (freed)");
        Should.Throw<ObjectDisposedException>(() => inside.Shape);
        Should.Throw<ObjectDisposedException>(() => inside + 1.0);
        Should.NotThrow(inside.Dispose);
    }

    [Fact]
    public void NestedScopesFreeOnlyTheirOwn()
    {
        using var outer = new TensorScope();
        var a = Tensor.Zeros([1]);
        Tensor b;
        using (new TensorScope())
        {
            b = Tensor.Zeros([1]);
        }

        var c = Tensor.Zeros([1]);
        a.IsDisposed.ShouldBeFalse();
        b.IsDisposed.ShouldBeTrue();
        outer.Dispose();
        a.IsDisposed.ShouldBeTrue();
        c.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void KeepHandsATensorToTheScopeAround()
    {
        Tensor kept;
        using (new TensorScope())
        {
            using (var inner = new TensorScope())
            {
                kept = inner.Keep(Tensor.Full([1], 4));
                inner.Keep(kept).ShouldBeSameAs(kept);
            }

            kept.Item().ShouldBe(4);
        }

        kept.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void KeepLeavesATensorFromFurtherOutWhereItIs()
    {
        using var outermost = new TensorScope();
        var far = Tensor.Full([1], 4);
        using (new TensorScope())
        {
            TensorScope.Run(() => far).ShouldBeSameAs(far);
        }

        far.Item().ShouldBe(4);
    }

    [Fact]
    public void RunKeepsTheResultAlone()
    {
        var before = TensorScope.LiveTensors;
        var result = TensorScope.Run(() => (Tensor.Ones([2]) + 1.0) * 3.0);
        TensorScope.LiveTensors.ShouldBe(before + 1);
        result.ShouldHold([6, 6]);
    }

    [Fact]
    public void AnUnscopedTensorOutlivesItsScope()
    {
        Tensor own;
        using (new TensorScope())
        {
            own = Tensor.Full([1], 2).Unscoped();
        }

        own.Item().ShouldBe(2);
        own.Dispose();
        own.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void ATensorDisposedEarlyIsNotFreedTwice()
    {
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        {
            Tensor.Zeros([1]).Dispose();
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void ScopesEndInTheOrderTheyBegan()
    {
        var outer = new TensorScope();
        var inner = new TensorScope();
        Should.Throw<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        inner.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void AnExceptionEndsTheScopeToo()
    {
        var before = TensorScope.LiveTensors;
        Should.Throw<TorchException>(() =>
        {
            using var scope = new TensorScope();
            _ = Tensor.Zeros([2]) + Tensor.Zeros([3]);
        });
        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void AScopeHoldsMoreTensorsThanFitTheStack()
    {
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        {
            for (var i = 0; i < 1000; i++)
            {
                Tensor.Zeros([1]);
            }

            TensorScope.LiveTensors.ShouldBe(before + 1000);
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void ScopesArePerThread()
    {
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        {
            Tensor? other = null;
            var thread = new Thread(() => other = Tensor.Zeros([1]));
            thread.Start();
            thread.Join();
            other!.Owner.ShouldBeNull();
            other.Dispose();
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void TheOutermostScopeKeepsForNobody()
    {
        var thread = new Thread(() =>
        {
            Tensor kept;
            using (var scope = new TensorScope())
            {
                kept = scope.Keep(Tensor.Zeros([1]));
            }

            kept.IsDisposed.ShouldBeFalse();
            kept.Dispose();
        });
        thread.Start();
        thread.Join();
    }
}
