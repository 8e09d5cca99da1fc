using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class LinearTests : TorchTest
{
    private readonly Generator generator = new(1);

    [Fact]
    public void ValuesAndGradientsArePyTorchs()
    {
        using var layer = new Linear(4, 3, generator);
        layer.Weight.Set(Pattern(1, 3, 4));
        layer.Bias!.Set(Pattern(2, 3));
        var x = Leaf(0, 2, 4);
        var y = layer.Forward(x);
        BackwardWeighted(y);
        y.ShouldHold([0.40625, 1.03125, -0.375, 0.28125, 1.15625, -0.40625]);
        x.Grad.ShouldHold([0.078125, -0.03125, 0.0625, 0.359375, -0.4375, 0.65625, -0.28125, -0.40625]);
        layer.Weight.Grad.ShouldHold([-0.03125, 0.1875, 0, 0.21875, -0.3125, 0.015625, -0.265625, 0.0625, -0.1875, 0.25, -0.125, 0.3125]);
        layer.Bias!.Grad.ShouldHold([0.25, 0.375, 0.5]);
    }

    [Fact]
    public void TheBiasMayBeAbsent()
    {
        using var layer = new Linear(4, 3, generator, withBias: false);
        layer.Bias.ShouldBeNull();
        layer.NamedParameters().Select(p => p.Name).ShouldBe(["weight"]);
        layer.Forward(Tensor.Zeros([2, 5, 4])).ShouldHaveShape(2, 5, 3);
    }

    [Fact]
    public void InitialValuesAreUniformInOneOverTheRootOfTheInputs()
    {
        using var layer = new Linear(100, 200, generator);
        InitializersTests.ShouldBeUniform(layer.Weight, 0.1);
        InitializersTests.ShouldBeUniform(layer.Bias!, 0.1);
    }

    protected override void Dispose(bool disposing)
    {
        generator.Dispose();
        base.Dispose(disposing);
    }
}
