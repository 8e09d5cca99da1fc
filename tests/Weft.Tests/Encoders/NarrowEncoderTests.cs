using Shouldly;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Encoders;

/// <summary>The published encoders at a fraction of their width and on small inputs: what laptops and end-to-end tests use.</summary>
public sealed class NarrowEncoderTests
{
    private const int Classes = 7;

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Vgg19(int channels) => EncoderConformance.Check((_, random) => new Vgg19(channels, Classes, random), [3, 64, 40], Classes);

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Maxout(int channels) =>
        EncoderConformance.Check((dropout, random) => new MaxoutMlp(30, channels, Classes, dropout, random), [30], Classes);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Co_occurrence(int channels) =>
        EncoderConformance.Check((dropout, random) => new CoOccurrenceNet(channels, Classes, dropout, random), [3, 32, 25, 2], Classes);

    [Theory]
    [InlineData(4, 2)]
    [InlineData(8, 8)]
    public void Inflated_ResNet(int channels, int frames) =>
        EncoderConformance.Check((_, random) => new InflatedResNet(channels, Classes, random), [frames, 64, 48, 3], Classes);

    [Theory]
    [InlineData(3, 4)]
    [InlineData(1, 4)]
    [InlineData(3, 8)]
    [InlineData(1, 12)]
    public void ResNeXt(int inputs, int channels) =>
        EncoderConformance.Check((_, random) => new ResNeXt3d(inputs, channels, Classes, random), [inputs, 16, 56, 56], Classes);

    [Fact]
    public void The_last_window_of_a_video_leaves_out_what_lies_beyond_seven_positions()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new InflatedResNet(2, Classes, random);
        network.Eval();

        var taps = network.Forward(Tensor.RandomNormal([1, 2, 256, 256, 3], random.Initial)).Taps;

        taps[2].Shape.ShouldBe([1, 64, 2, 8, 8]);
        TensorAssert.Close(taps[3], taps[2].Narrow(3, 0, 7).Narrow(4, 0, 7).Mean([2, 3, 4]), 1e-5, 1e-6, "mean");
    }

    [Fact]
    public void Initial_values_of_the_co_occurrence_network_are_those_of_Xavier()
    {
        using var random = new NetworkRandom(1);
        using var network = new CoOccurrenceNet(64, 60, 0, random);
        foreach (var (name, parameter) in network.NamedParameters())
        {
            var shape = parameter.Shape;
            var greatest = parameter.ToArray<float>().Max(Math.Abs);
            var bound = shape.Length == 1 ? 0 : Math.Sqrt(6.0 / ((shape[0] + shape[1]) * shape[2..].Aggregate(1L, (a, b) => a * b)));
            greatest.ShouldBeInRange((float)(0.95 * bound), (float)bound, name);
        }
    }

    [Fact]
    public void Wrong_inputs_are_refused_with_a_sentence()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var skeletons = new CoOccurrenceNet(4, Classes, 0, random);
        using var videos = new InflatedResNet(4, Classes, random);
        using var clips = new ResNeXt3d(1, 4, Classes, random);

        Should.Throw<WeftException>(() => skeletons.Forward(Tensor.Zeros([1, 3, 16, 25, 2]))).Message
            .ShouldBe("A skeleton sequence is [batch, 3, 32, 25, 2], not [1, 3, 16, 25, 2].");
        Should.Throw<WeftException>(() => videos.Forward(Tensor.Zeros([1, 3, 8, 32, 32]))).Message
            .ShouldBe("A video is [batch, frames, height, width, 3], not [1, 3, 8, 32, 32].");
        Should.Throw<WeftException>(() => clips.Forward(Tensor.Zeros([1, 1, 64, 32, 32]))).Message
            .ShouldStartWith("The last map is [1, 128, 4, 1, 1], too large for one window of 2 x 4 x 4");
    }
}
