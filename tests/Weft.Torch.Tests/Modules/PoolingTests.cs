using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

/// <summary>The layers hand their settings to functions that TensorNeuralTests checks by value.</summary>
public sealed class PoolingTests : TorchTest
{
    [Fact]
    public void WindowsStepByTheirSizeUnlessToldOtherwise()
    {
        using var halves = new MaxPool([2]);
        halves.Forward(Tensor.From([1f, 3f, 2f, 0f], 1, 1, 4)).ShouldHold([3, 2]);
        using var overlapping = new MaxPool([2], stride: [1], padding: [1]);
        overlapping.Forward(Tensor.From([-1f, -3f], 1, 1, 2)).ShouldHold([-1, -1, -3]);
        using var means = new AvgPool([2, 2]);
        means.Forward(Tensor.From([1f, 3f, 2f, 0f], 1, 1, 2, 2)).ShouldHold([1.5]);
        using var padded = new AvgPool([2], stride: [2], padding: [1]);
        padded.Forward(Tensor.From([1f, 3f], 1, 1, 2)).ShouldHold([0.5, 1.5]);
    }

    [Fact]
    public void GridsCoverAnySize()
    {
        using var mean = new AdaptiveAvgPool(1, 1);
        mean.Forward(Tensor.Ones([2, 3, 5, 7])).ShouldHaveShape(2, 3, 1, 1);
        using var maximum = new AdaptiveMaxPool2d(2, 3);
        maximum.Forward(Tensor.Ones([2, 3, 5, 7])).ShouldHaveShape(2, 3, 2, 3);
    }
}
