using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class ConvolutionTests : TorchTest
{
    private readonly Generator generator = new(1);

    [Fact]
    public void ValuesAndGradientsArePyTorchs()
    {
        using var layer = new Conv2d(4, 2, 3, generator, stride: 2, padding: 1, groups: 2);
        layer.Weight.Set(Pattern(1, 2, 2, 3, 3));
        layer.Bias!.Set(Pattern(2, 2));
        var x = Leaf(0, 1, 4, 3, 3);
        var y = layer.Forward(x);
        BackwardWeighted(y);
        y.ShouldHold([-0.078125, 0.078125, 1.21875, -0.03125, 0.796875, 0.953125, 2.09375, 0.84375]);
        x.Grad.ShouldHold(
        [
            0.140625, 0, -0.1875, -0.296875, -0.34375, 0.46875, 0.09375, 0.109375, -0.234375, 0.234375, -0.03125, -0.3125,
            -0.140625, 0.546875, 0.1875, 0.15625, 0.015625, -0.390625, -0.09375, -0.09375, 0.5625, -0.015625, -0.859375,
            0.28125, 0, 0.09375, -0.5625, -0.0625, -0.25, 0.375, 0.015625, 0.1875, 0.28125, 0, 0.28125, -0.375
        ]);
        layer.Weight.Grad.ShouldHold(
        [
            -0.3125, 0.171875, 0.125, 0.375, -0.09375, -0.171875, -0.25, 0.09375, 0.1875, -0.46875, 0.078125, 0.1875,
            0.09375, -0.015625, -0.015625, -0.375, 0.0625, 0.28125, -0.46875, 0.09375, 0, -0.28125, 0.890625, 0.046875,
            0.46875, -0.0625, -0.078125, -0.28125, 0.28125, 0, -0.28125, -0.296875, 0.078125, 0.28125, -0.21875, -0.046875
        ]);
        layer.Bias!.Grad.ShouldHold([0.5, -0.125]);
    }

    [Fact]
    public void ShapesFollowTheKernel()
    {
        using var one = new Conv1d(3, 4, 3, generator, padding: 1);
        one.Forward(Tensor.Zeros([2, 3, 8])).ShouldHaveShape(2, 4, 8);
        using var three = new Conv3d(3, 4, 2, generator, stride: 2, withBias: false);
        three.Forward(Tensor.Zeros([2, 3, 4, 6, 8])).ShouldHaveShape(2, 4, 2, 3, 4);
        three.Bias.ShouldBeNull();
        using var odd = new Convolution(1, 2, [3, 1], generator, dilation: [2, 1]);
        odd.Forward(Tensor.Zeros([1, 1, 7, 7])).ShouldHaveShape(1, 2, 3, 7);
    }

    [Fact]
    public void InitialValuesAreUniformInOneOverTheRootOfTheFan()
    {
        using var layer = new Conv2d(8, 64, 5, generator, groups: 2);
        InitializersTests.ShouldBeUniform(layer.Weight, 0.1);
        layer.Bias!.Detach().Abs().Amax([]).Item().ShouldBeLessThanOrEqualTo(0.1);
    }

    protected override void Dispose(bool disposing)
    {
        generator.Dispose();
        base.Dispose(disposing);
    }
}
