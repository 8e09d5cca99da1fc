using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class LayerNormTests : TorchTest
{
    [Fact]
    public void ValuesAndGradientsArePyTorchs()
    {
        using var layer = new LayerNorm([2, 3]);
        layer.Weight.ShouldHold([1, 1, 1, 1, 1, 1]);
        layer.Weight.Set(Pattern(1, 2, 3));
        layer.Bias.Set(Pattern(2, 2, 3));
        var x = Leaf(0, 2, 2, 3);
        var y = layer.Forward(x);
        BackwardWeighted(y);
        y.ShouldHold(
        [
            0.28254, 0.54889774, 0.1119138, 0.8651854, 0.01084666, 1.251032, 0.28254, 0.54889774, 0.1119138, 0.8651854,
            0.01084666, 1.251032
        ]);
        x.Grad.ShouldHold(
        [
            0.25504237, -0.2318594, -0.023192406, -0.023180336, -0.231868, 0.2550578, 0.053789973, 0.030658871, -0.029010609,
            -0.017362148, -0.04225205, 0.004175946
        ], 1e-5);
        layer.Weight.Grad.ShouldHold([0.469524, -0.17389777, 0.12172845, -2.9802322e-08, -0.08694889, 0.313016]);
        layer.Bias.Grad.ShouldHold([-0.375, -0.25, -0.125, 0, 0.125, 0.25]);
    }
}
