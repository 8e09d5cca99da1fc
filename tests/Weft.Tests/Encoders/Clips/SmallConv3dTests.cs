using Shouldly;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Optim;

namespace Weft.Tests.Encoders.Clips;

public sealed class SmallConv3dTests
{
    [Theory]
    [InlineData(8, 32)]
    [InlineData(2, 5)]
    [InlineData(1, 1)]
    public void Clips_of_any_size_are_described(long frames, long size)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new SmallConv3d([4, 6], random);
        network.Describe(CdarFiller.Fill([3, 3, frames, size, size], 1, 1)).Shape.ShouldBe([3, 6, 1]);
        network.Channels.ShouldBe(6);
    }

    [Fact]
    public void It_learns_which_way_something_moves()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new SmallConv3d([4, 8], random);
        var clips = Tensor.Zeros([2, 3, 4, 8, 8]);
        var values = clips.AsSpan<float>();
        for (var frame = 0; frame < 4; frame++)
        {
            // One dot runs to the right, the other to the left; both show the same pictures in all.
            values[(frame * 64) + (4 * 8) + 2 + frame] = 1;
            values[(3 * 4 * 64) + (frame * 64) + (4 * 8) + 5 - frame] = 1;
        }

        using var optimizer = new Adam([new ParameterGroup("all", network.Parameters(), 0.05)]);
        double loss = 1;
        for (var step = 0; step < 30; step++)
        {
            using var inner = new TensorScope();
            network.ZeroGradients();
            var sum = network.Describe(clips).Squeeze(2).Narrow(1, 0, 2).CrossEntropy(Tensor.From<long>([0, 1], 2));
            sum.Backward();
            optimizer.Step();
            loss = sum.Item();
        }

        loss.ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Layers_can_be_frozen()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new SmallConv3d([4, 6], random, new FrozenStages(0, []));
        network.Train();
        network.Describe(CdarFiller.Fill([2, 3, 2, 4, 4], 1, 1)).Square().Sum().Backward();
        network.NamedParameters().Where(p => p.Tensor.Grad is not null).Select(p => p.Name.Split('.')[0]).Distinct().ShouldBe(["layer1"]);
    }

    [Fact]
    public void It_needs_a_layer()
    {
        using var random = new NetworkRandom(1);
        Should.Throw<UsageException>(() => new SmallConv3d([], random)).Message.ShouldContain("needs the channels of its layers");
    }
}
