using Shouldly;
using Weft.MmNas;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class UnbiasedLayerNormTests
{
    [Fact]
    public void It_is_the_published_one()
    {
        using var scope = new TensorScope();
        using var golden = GoldenMmNas.File("ops.npz");
        using var norm = new UnbiasedLayerNorm(32);
        norm.Load(golden, "layernorm.p.");
        var x = golden["x"];
        x.RequiresGrad = true;
        var output = norm.Forward(x);
        TensorAssert.Close(output, golden["layernorm.out"], 1e-5, 1e-6, "output");
        (output * golden["layernorm.gout"]).Sum().Backward();
        TensorAssert.Close(x.Grad!, golden["layernorm.gin.x"], 1e-4, 1e-6, "x");
        norm.CheckGradients(golden, "layernorm.g.", 1e-6);
    }

    [Fact]
    public void Equal_elements_give_the_bias_and_a_finite_gradient()
    {
        using var scope = new TensorScope();
        using var norm = new UnbiasedLayerNorm(4);
        var x = Tensor.Full([2, 4], 3);
        x.RequiresGrad = true;
        var output = norm.Forward(x);
        output.ToArray<float>().ShouldAllBe(v => v == 0);
        (output * Tensor.From([1f, -2, 3, 4], 4)).Sum().Backward();
        x.Grad!.IsFinite().ShouldBeTrue();
    }
}
