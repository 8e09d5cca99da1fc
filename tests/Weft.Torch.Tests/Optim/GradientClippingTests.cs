using Shouldly;
using Weft.Torch.Optim;
using Xunit;

namespace Weft.Torch.Tests.Optim;

public sealed class GradientClippingTests : TorchTest
{
    private readonly Tensor a = Leaf(1, 3);
    private readonly Tensor b = Leaf(4, 2, 2);
    private readonly Tensor without = Leaf(2, 2);

    public GradientClippingTests() => (a.Square().Sum() + (b * b * b).Sum()).Backward();

    [Fact]
    public void TheCommonNormIsBounded()
    {
        GradientClipping.ByNorm([a, without, b], 0.5).ShouldBe(2.6590977, 1e-6);
        a.Grad.ShouldHold([-0.23504205, 0.09401682, -0.18803364]);
        b.Grad.ShouldHold([0.035256308, 0.22035192, 0.008814077, 0.31730676]);
        without.Grad.ShouldBeNull();
        GradientClipping.ByValue([a, without, b], 0.1);
        a.Grad.ShouldHold([-0.1, 0.09401682, -0.1]);
        b.Grad.ShouldHold([0.035256308, 0.1, 0.008814077, 0.1]);
    }

    [Fact]
    public void SmallGradientsStay()
    {
        var before = a.Grad!.Clone();
        GradientClipping.ByNorm([a, b], 1000);
        a.Grad!.BitwiseEquals(before).ShouldBeTrue();
    }

    [Fact]
    public void WithoutGradientsTheNormIsZero()
    {
        GradientClipping.ByNorm([without], 1).ShouldBe(0);
        GradientClipping.ByNorm([], 1).ShouldBe(0);
    }

    [Fact]
    public void AGradientThatIsNotFiniteShowsInTheNorm()
    {
        without.Grad = Tensor.From([float.NaN, 1f]);
        double.IsNaN(GradientClipping.ByNorm([a, without], 1)).ShouldBeTrue();
    }
}
