using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class ActivationTests : TorchTest
{
    [Fact]
    public void EachIsItsFunction()
    {
        var x = Pattern(0, 7);
        void Same(Activation layer, string name, Tensor expected)
        {
            layer.Forward(x).BitwiseEquals(expected).ShouldBeTrue(name);
            layer.ToString().ShouldBe(name);
            layer.Dispose();
        }

        Same(Activation.Relu(), "relu", x.Relu());
        Same(Activation.LeakyRelu(0.3), "leaky_relu", x.LeakyRelu(0.3));
        Same(Activation.Gelu(), "gelu", x.Gelu());
        Same(Activation.Gelu(tanhApproximation: true), "gelu", x.Gelu(tanhApproximation: true));
        Same(Activation.Sigmoid(), "sigmoid", x.Sigmoid());
        Same(Activation.Tanh(), "tanh", x.Tanh());
        Same(Activation.Mish(), "mish", x.Mish());
    }
}
