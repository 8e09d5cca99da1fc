using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

/// <summary>Against numbers that PyTorch gave for the same patterns.</summary>
public sealed class TensorNeuralTests : TorchTest
{
    private readonly Tensor x = Pattern(0, 2, 4);

    [Fact]
    public void Activations()
    {
        x.Relu().ShouldHold([0, 0.125, 0, 0.25, 0, 0.375, 0, 0.5]);
        x.LeakyRelu(0.2).ShouldHold([-0.15, 0.125, -0.125, 0.25, -0.1, 0.375, -0.075, 0.5]);
        x.Gelu().ShouldHold([-0.16997047, 0.06871728, -0.1662409, 0.14967656, -0.15426879, 0.24231362, -0.13268638, 0.3457312]);
        x.Gelu(tanhApproximation: true).ShouldHold(
        [
            -0.17003947, 0.0687172, -0.16627885, 0.14967535, -0.154286, 0.24230777, -0.13269223, 0.345714
        ]);
        x.Sigmoid().ShouldHold([0.3208213, 0.5312094, 0.34864512, 0.5621765, 0.37754068, 0.5926666, 0.4073334, 0.62245935]);
        x.Tanh().ShouldHold([-0.63514894, 0.124353, -0.5545997, 0.24491866, -0.46211717, 0.3583574, -0.3583574, 0.46211717]);
        x.Softplus().ShouldHold([0.386871, 0.757599, 0.4287007, 0.8259394, 0.474077, 0.89812326, 0.52312326, 0.974077]);
        x.Mish().ShouldHold([-0.27649474, 0.07995757, -0.25264677, 0.1695724, -0.22074376, 0.26826856, -0.1800401, 0.37524524]);
        x.Glu().ShouldHold([-0.26148385, 0.070272066, -0.2036667, 0.23342225]);
        x.Softmax(1).ShouldHold([0.13792524, 0.33086544, 0.15628976, 0.37491965, 0.13792524, 0.33086544, 0.15628976, 0.37491965]);
        x.LogSoftmax(0).ShouldHold([-0.8259394, -0.8259394, -0.8259394, -0.8259394, -0.5759394, -0.5759394, -0.5759394, -0.5759394]);
    }

    [Fact]
    public void Linear()
    {
        var weight = Pattern(1, 3, 4);
        x.Linear(weight).ShouldHold([0.90625, 0.65625, 0, 0.78125, 0.78125, -0.03125]);
        x.Linear(weight, Pattern(2, 3)).ShouldHold([0.40625, 1.03125, -0.375, 0.28125, 1.15625, -0.40625]);
    }

    [Fact]
    public void Convolutions()
    {
        Pattern(0, 1, 4, 5).Convolution(Pattern(1, 2, 2, 2), Pattern(2, 2), [2], [1], [1], 2).ShouldHold(
        [
            -0.546875, -0.359375, -0.421875, -0.078125, -0.28125, 0.390625
        ]);
        Pattern(0, 1, 2, 4, 4).Convolution(Pattern(1, 1, 2, 2, 2), null, [1, 2], [0, 1], [2, 1]).ShouldHold(
        [
            0.3125, -0.6875, -0.421875, -0.265625, 0.125, -0.046875
        ]);
        Pattern(0, 1, 1, 2, 3, 3).Convolution(Pattern(1, 1, 1, 2, 2, 2), null, [1, 1, 1], [0, 0, 0], [1, 1, 1]).ShouldHold(
        [
            -0.578125, 0.84375, 0.03125, 0.03125
        ]);
    }

    [Fact]
    public void Normalisations()
    {
        var images = Pattern(0, 2, 3, 2);
        var (mean, variance) = (Pattern(1, 3), Tensor.Ones([3]));
        images.BatchNorm(null, null, mean, variance, training: false).ShouldHold(
        [
            -0.124999344, 0.7499963, -0.8749956, 0, 0, 0.8749956, 0.24999878, 1.1249944, -0.4999975, 0.37499812, 0.37499812,
            1.2499938
        ]);
        images.BatchNorm(Pattern(2, 3), Pattern(3, 3), mean, variance, training: true, momentum: 0.25).ShouldHold(
        [
            0.28151765, -0.6376071, 0.0076117665, 0.6969553, 0.24238823, -0.4469553, -0.11239295, -1.0315177, 0.3030447,
            0.99238825, -0.053044707, -0.74238825
        ]);
        mean.ShouldHold([-0.5, 0.1875, -0.34375]);
        variance.ShouldHold([0.8255208, 0.8255208, 0.8255208]);
        images.LayerNorm([3, 2], Pattern(2, 3, 2), Pattern(4, 3, 2)).ShouldHold(
        [
            0.376032, 0.8858467, 0.24018535, 1.2369138, 0.17389777, 0.032539994, 0.376032, 0.8858467, 0.24018535, 1.2369138,
            0.17389777, 0.032539994
        ]);
    }

    [Fact]
    public void Embeddings()
    {
        var table = Leaf(0, 4, 2);
        var rows = Tensor.From([1L, 3L, 1L]).Embedding(table, 3);
        float[] Row(int index) => table.Select(0, index).ToArray<float>();
        rows.ShouldHold([.. Row(1), .. Row(3), .. Row(1)]);
        rows.Sum().Backward();
        table.Grad.ShouldHold([0, 0, 2, 2, 0, 0, 0, 0]);
    }

    [Fact]
    public void Pools()
    {
        Pattern(0, 1, 2, 5).MaxPool([3], [2], [1]).ShouldHold([0.125, 0.25, 0.25, 0.375, 0.5, 0.625]);
        Pattern(0, 1, 1, 4, 4).MaxPool([2, 2], [2, 2], [0, 0]).ShouldHold([0.375, 0.5, 0.625, 0.75]);
        Pattern(0, 1, 1, 2, 2, 4).MaxPool([2, 2, 2], [2, 2, 2], [0, 0, 0]).ShouldHold([0.625, 0.75]);
        Pattern(0, 1, 2, 5).AvgPool([3], [2], [1]).ShouldHold([-0.20833333, -0.083333336, -0.083333336, 0, -0.041666668, 0.125]);
        Pattern(0, 1, 1, 4, 4).AvgPool([2, 2], [2, 2], [0, 0]).ShouldHold([-0.1875, -0.0625, -0.09375, 0.03125]);
        Pattern(0, 1, 1, 2, 2, 4).AvgPool([2, 2, 2], [2, 2, 2], [0, 0, 0]).ShouldHold([-0.140625, -0.015625]);
        Pattern(0, 1, 1, 5, 3).AdaptiveMaxPool2d(2, 4).ShouldHold([0.25, 0.5, 0.5, 0.375, 0.625, 0.625, 0.75, 0.75]);
        Pattern(0, 1, 1, 5).AdaptiveAvgPool(2).ShouldHold([-0.41666666, -0.29166666]);
        Pattern(0, 1, 1, 5, 3).AdaptiveAvgPool(2, 2).ShouldHold([-0.125, -0.0625, -0.020833334, 0.041666668]);
        Pattern(0, 1, 1, 2, 3, 3).AdaptiveAvgPool(1, 2, 1).ShouldHold([-0.041666668, -0.125]);
        Should.Throw<ArgumentException>(() => x.AdaptiveAvgPool());
        Should.Throw<ArgumentException>(() => x.MaxPool([1, 1, 1, 1], [], []));
        Should.Throw<ArgumentException>(() => x.AvgPool([], [], []));
    }

    [Fact]
    public void LstmOutputsAndStates()
    {
        Tensor[] weights = [Pattern(0, 8, 3), Pattern(1, 8, 2), Pattern(2, 8), Pattern(3, 8)];
        var (output, hidden, cell) = Pattern(0, 2, 3, 3).Lstm(Pattern(4, 1, 2, 2), Pattern(5, 1, 2, 2), weights, true, 1, false, true);
        output.ShouldHold(
        [
            -0.023141436, 0.3983946, 0.023646517, 0.30969808, -0.05939899, 0.52446246, 0.03293235, -0.1927575, 0.016983928,
            0.05376993, -0.07704057, 0.34007907
        ]);
        hidden.ShouldHold([-0.05939899, 0.52446246, -0.07704057, 0.34007907]);
        cell.ShouldHold([-0.18976985, 1.5727558, -0.24227598, 0.66120327]);
    }

    [Fact]
    public void Losses()
    {
        var target = Pattern(5, 2, 4).Sigmoid();
        x.CrossEntropy(Tensor.From([1L, 3L])).ShouldHold([1.0435436]);
        x.CrossEntropy(Tensor.From([1L, 3L]), Tensor.Reduction.None, 0.1).ShouldHold([1.1435435, 1.0310435]);
        x.CrossEntropy(target, Tensor.Reduction.Sum).ShouldHold([5.774431]);
        x.BinaryCrossEntropyWithLogits(target).ShouldHold([0.7405512]);
        x.BinaryCrossEntropyWithLogits(target, Tensor.Arange(1, 5), Tensor.Reduction.Sum).ShouldHold([14.907895]);
        x.MeanSquaredError(target).ShouldHold([0.6275736]);
        x.LogSoftmax(1).KlDivergence(target, Tensor.Reduction.Sum).ShouldHold([3.0502717]);
        x.LogSoftmax(1).KlDivergence(target.Log(), logTarget: true).ShouldHold([0.38128394]);
        Should.Throw<TorchException>(() => x.CrossEntropy(Tensor.From([1L, 4L]))).Message.ShouldContain("out of bounds");
    }

    [Fact]
    public void Resizing()
    {
        Pattern(0, 1, 1, 2, 3).ResizeBilinear(3, 4).ShouldHold(
        [
            -0.75, -0.203125, -0.15625, -0.625, -0.25, -0.2109375, -0.1640625, -0.125, 0.25, -0.21874999, -0.17187499, 0.375
        ]);
        Pattern(0, 1, 1, 3).ResizeNearest(5).ShouldHold([-0.75, -0.75, 0.125, 0.125, -0.625]);
    }
}
