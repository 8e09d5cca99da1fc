using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class BatchNormTests : TorchTest
{
    [Fact]
    public void ValuesGradientsAndStatisticsArePyTorchs()
    {
        using var layer = new BatchNorm(3);
        layer.Weight.Set(Pattern(1, 3));
        layer.Bias.Set(Pattern(2, 3));
        var x = Leaf(0, 4, 3);
        var y = layer.Forward(x);
        BackwardWeighted(y);
        y.ShouldHold(
        [
            0.30464378, 0.46074605, 0.268715, -0.8657472, 0.03201574, -0.6675977, -0.13425283, 0.71798426, -0.082402274,
            -1.3046438, 0.28925395, -1.018715
        ]);
        x.Grad.ShouldHold(
        [
            0.31263924, 0.40981233, 0.2501114, -0.83370334, -0.24587579, -0.6669627, -0.11723924, -0.31147364, -0.09379139,
            0.6383034, 0.14753708, 0.5106427
        ], 1e-5);
        layer.Weight.Grad.ShouldHold([0.04388966, -0.77171457, 0.04388966]);
        layer.Bias.Grad.ShouldHold([-0.375, -0.125, 0.125]);
        layer.Forward(Pattern(5, 4, 3));
        layer.RunningMean.ShouldHold([-0.030625, 0.021875, -0.0068750004]);
        layer.RunningVariance.ShouldHold([0.8619271, 0.8554948, 0.8619271]);
        layer.BatchesTracked.ToArray<long>().ShouldBe([2]);
        layer.Eval();
        layer.Forward(Pattern(0, 2, 3)).ShouldHold([-0.015718877, 0.40287358, -0.04210405, -0.6889159, 0.2339428, -0.5806617]);
        layer.BatchesTracked.ToArray<long>().ShouldBe([2]);
    }

    [Fact]
    public void ImagesAndOtherSettingsToo()
    {
        using var layer = new BatchNorm(2, momentum: 0.3, eps: 1e-3);
        layer.Weight.Set(Pattern(1, 2));
        layer.Bias.Set(Pattern(2, 2));
        layer.Forward(Pattern(0, 2, 2, 2, 2)).ShouldHold(
        [
            0.42140093, -0.65356684, 0.26783413, -0.8071337, 0.18055731, 0.67550236, 0.25126374, 0.7462088, -0.19286636,
            -1.2678341, -0.34643316, -1.4214009, 0.46338305, 0.03914444, 0.5340895, 0.109850876
        ]);
        layer.RunningMean.ShouldHold([0, -0.046875]);
        layer.RunningVariance.ShouldHold([0.78839284, 0.76662946]);
    }

    [Fact]
    public void ANewLayerIsTheIdentityOfPyTorchsState()
    {
        using var layer = new BatchNorm(2);
        layer.State().Keys.ShouldBe(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
        layer.Eval();
        layer.Forward(Pattern(0, 2, 2)).ShouldHold([.. Pattern(0, 2, 2).ToArray<float>()], 1e-5);
    }

    [Fact]
    public void OneNumberPerChannelCannotTrain()
    {
        using var layer = new BatchNorm(2);
        Should.Throw<WeftException>(() => layer.Forward(Pattern(0, 1, 2))).Message.ShouldContain("[1, 2]");
        layer.RunningVariance.ShouldHold([1, 1]);
        layer.BatchesTracked.Item().ShouldBe(0);
        layer.Eval();
        layer.Forward(Pattern(0, 1, 2)).ShouldHaveShape(1, 2);
    }
}
