using Shouldly;
using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas.Operations;

/// <summary>Each operation against the published code's numbers: output, gradients of inputs and of every parameter.</summary>
public sealed class OperationGoldenTests
{
    [Theory]
    [InlineData("ops.npz", "sa_enc", "self_att_16", true)]
    [InlineData("ops.npz", "sa_dec", "self_att_16", false)]
    [InlineData("ops.npz", "rsa", "rel_self_att_16", false)]
    [InlineData("ops.npz", "ga", "guided_att_16", false)]
    [InlineData("ops.npz", "ffn", "feed_forward", true)]
    [InlineData("ops_unused.npz", "uniimg_att_32", "uniimg_att_32", true)]
    [InlineData("ops_unused.npz", "sep_conv_3", "sep_conv_3", true)]
    [InlineData("ops_unused.npz", "sep_conv_5", "sep_conv_5", true)]
    [InlineData("ops_unused.npz", "std_conv_3", "std_conv_3", true)]
    [InlineData("ops_unused.npz", "gated_linear_1", "gated_linear_1", true)]
    [InlineData("ops_unused.npz", "gated_linear_2", "gated_linear_2", true)]
    [InlineData("ops_unused.npz", "feed_forward_deep", "feed_forward_deep", true)]
    [InlineData("ops_unused.npz", "gelu", "gelu", true)]
    public void Operation(string file, string entry, string name, bool ownIsX)
    {
        using var scope = new TensorScope();
        using var golden = GoldenMmNas.File(file);
        using var masks = GoldenMmNas.File("ops.npz");
        using var random = new NetworkRandom(1);
        using var operation = BlockOperations.Create(name, GoldenMmNas.Sizes, random);
        operation.Load(golden, $"{entry}.p.");
        var (x, y, rel) = (golden["x"], golden["y"], masks["rel"]);
        x.RequiresGrad = y.RequiresGrad = rel.RequiresGrad = true;
        var (xMask, yMask) = (masks.Mask("x_mask"), masks.Mask("y_mask"));
        var relations = RelationBiases.FromFeatures(rel, [.. operation.RelationReaders]);
        var output = operation.Forward(ownIsX ? new(x, xMask, y, yMask, relations) : new(y, yMask, x, xMask, relations));
        TensorAssert.Close(output, golden[$"{entry}.out"], 1e-5, 1e-6, "output");
        (output * golden[$"{entry}.gout"]).Sum().Backward();
        foreach (var (input, tensor) in new[] { ("x", x), ("y", y), ("rel", rel) })
        {
            golden.Has($"{entry}.gin.{input}").ShouldBe(tensor.Grad is not null, input);
            if (tensor.Grad is { } gradient)
            {
                TensorAssert.Close(gradient, golden[$"{entry}.gin.{input}"], 1e-4, 1e-5, input);
            }
        }

        operation.CheckGradients(golden, $"{entry}.g.");
    }

    [Fact]
    public void Feed_forward_layers_without_the_wrapper()
    {
        using var scope = new TensorScope();
        using var golden = GoldenMmNas.File("ops.npz");
        using var random = new NetworkRandom(1);
        using var layers = new FeedForwardLayers(32, 64, 32, 0, random);
        layers.Load(golden, "ffn_nores_nonorm.p.mlp.");
        var x = golden["x"];
        x.RequiresGrad = true;
        var output = layers.Forward(x);
        TensorAssert.Close(output, golden["ffn_nores_nonorm.out"], 1e-5, 1e-6, "output");
        (output * golden["ffn_nores_nonorm.gout"]).Sum().Backward();
        TensorAssert.Close(x.Grad!, golden["ffn_nores_nonorm.gin.x"], 1e-4, 1e-5, "x");
        layers.CheckGradients(golden, "ffn_nores_nonorm.g.mlp.");
    }
}
