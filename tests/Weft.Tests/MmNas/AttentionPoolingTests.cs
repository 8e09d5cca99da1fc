using Shouldly;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class AttentionPoolingTests
{
    [Theory]
    [InlineData("attflat", "x", 1)]
    [InlineData("attflat2", "y", 2)]
    public void It_is_the_published_one(string entry, string input, int glimpses)
    {
        using var scope = new TensorScope();
        using var golden = GoldenMmNas.File("ops.npz");
        using var random = new NetworkRandom(1);
        using var pooling = new AttentionPooling(GoldenMmNas.Sizes with { Glimpses = glimpses }, random);
        pooling.Load(golden, $"{entry}.p.");
        var x = golden[input];
        x.RequiresGrad = true;
        var output = pooling.Forward(x, golden.Mask(input + "_mask"));
        TensorAssert.Close(output, golden[$"{entry}.out"], 1e-5, 1e-6, "output");
        (output * golden[$"{entry}.gout"]).Sum().Backward();
        TensorAssert.Close(x.Grad!, golden[$"{entry}.gin.{input}"], 1e-4, 1e-5, input);
        pooling.CheckGradients(golden, $"{entry}.g.");
    }

    [Fact]
    public void A_sequence_of_padding_alone_is_averaged()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var pooling = new AttentionPooling(GoldenMmNas.Sizes, random);
        var x = Tensor.RandomNormal([1, 3, 32], random.Initial);
        var all = pooling.Forward(x, Tensor.Ones([1, 3]).Gt(0.0));
        TensorAssert.Close(all, pooling.Forward(x.Mean([1], keepDim: true), Tensor.Zeros([1, 1]).Gt(0.0)), 1e-4, 1e-5, "average");
        all.IsFinite().ShouldBeTrue();
    }
}
