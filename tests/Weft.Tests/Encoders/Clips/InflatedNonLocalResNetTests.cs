using Shouldly;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Encoders.Clips;

/// <summary>Against the same network in plain PyTorch (tests/golden/cdar/make_i3d_nl.py).</summary>
public sealed class InflatedNonLocalResNetTests
{
    [Fact]
    public void It_is_the_network_that_PyTorch_computes()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("cdar", "i3d_nl.npz");
        using var random = new NetworkRandom(1);
        using var network = new InflatedNonLocalResNet(random, channels: 4);
        network.NamedParameters().Select(p => p.Name).ShouldBe(File.ReadLines(TestPaths.Golden("cdar", "i3d_nl.names.txt")));
        Initialise(network);
        var clips = CdarFiller.Fill([2, 3, 16, 64, 64], 3, 1);

        network.Eval();
        using (Autograd.NoGrad())
        {
            Near(network.Describe(clips), golden["eval"], 5e-6, "in evaluation");
        }

        network.Train();
        clips.RequiresGrad = true;
        var described = network.Describe(clips);
        Near(described, golden["train"], 1e-4, "in training");
        var slope = Autograd.Gradients((described * CdarFiller.Fill(described.Shape, 7, 1)).Sum(), [clips])[0]!.Select(0, 0);
        Near(slope.Slice(1, 0, 16, 4).Slice(2, 0, 64, 8).Slice(3, 0, 64, 8), golden["gradin_sub"], 5e-3, "gradient");
    }

    [Fact]
    public void Time_shrinks_to_an_eighth()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var random = new NetworkRandom(1);
        using var network = new InflatedNonLocalResNet(random, channels: 2);
        network.Eval();
        network.Describe(Tensor.Zeros([1, 3, 8, 32, 32])).Shape.ShouldBe([1, 64, 1]);
        network.Describe(Tensor.Zeros([1, 3, 32, 32, 32])).Shape.ShouldBe([1, 64, 4]);
        Should.Throw<WeftException>(() => network.Describe(Tensor.Zeros([1, 3, 8, 16, 16]))).Message.ShouldContain(
            "at least 5 frames of 32 x 32 pixels, not [1, 3, 8, 16, 16]");
    }

    [Fact]
    public void Non_local_blocks_add_nothing_at_first()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var block = new NonLocalBlock(4, random.Initial);
        block.Silence();
        var x = CdarFiller.Fill([2, 4, 2, 4, 4], 1, 1);
        block.Forward(x).ToArray<float>().ShouldBe(x.ToArray<float>());
    }

    /// <summary>As the script does it: without batch statistics, products of unscaled maps grow beyond all bounds.</summary>
    private static void Initialise(InflatedNonLocalResNet network)
    {
        CdarFiller.Initialise(network);
        using var noGrad = Autograd.NoGrad();
        foreach (var (name, parameter) in network.NamedParameters())
        {
            if (parameter.Rank > 1 && name.Contains("non_local_block", StringComparison.Ordinal))
            {
                parameter.MulInPlace(0.05);
            }
        }
    }

    private static void Near(Tensor actual, Tensor expected, double relative, string what) =>
        TensorAssert.Close(actual, expected, 0, relative * expected.Abs().ToArray<float>().Max(), what);
}
