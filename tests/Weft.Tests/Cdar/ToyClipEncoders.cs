using Weft.Encoders.Clips;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Tests.Cdar;

/// <summary>Two convolutions on each frame: the golden Toy2.</summary>
public sealed class ToyFrames : ClipEncoder
{
    private readonly Convolution first;
    private readonly Convolution second;

    public ToyFrames(Generator initial)
    {
        first = AddPart("c", new Convolution(3, 6, [3, 3], initial, [2, 2], [1, 1]));
        second = AddPart("d", new Convolution(6, 6, [3, 3], initial, [1, 1], [1, 1]));
    }

    public override int Channels => 6;

    public override Tensor Describe(Tensor clips) => Frames.Describe(clips, frames => second.Forward(first.Forward(frames).Relu()).Relu());
}

/// <summary>One convolution over time and space: the golden Toy3.</summary>
public sealed class ToyVideo : ClipEncoder
{
    private readonly Convolution convolution;

    public ToyVideo(Generator initial) =>
        convolution = AddPart("c", new Convolution(3, 6, [3, 3, 3], initial, [2, 2, 2], [1, 1, 1]));

    public override int Channels => 6;

    public override Tensor Describe(Tensor clips) => convolution.Forward(clips).Relu().Mean([3, 4]);
}

/// <summary>A hyperbolic tangent of one convolution on each frame: GCD4DA's golden 2-D backbone.</summary>
public sealed class ToyTanhFrames : ClipEncoder
{
    private readonly Convolution convolution;

    public ToyTanhFrames(Generator initial) => convolution = AddPart("c", new Convolution(3, 6, [3, 3], initial, [1, 1], [1, 1]));

    public override int Channels => 6;

    public override Tensor Describe(Tensor clips) => Frames.Describe(clips, frames => convolution.Forward(frames).Tanh());
}

/// <summary>A hyperbolic tangent of a linear layer on the mean colour: GCD4DA's golden 3-D backbone.</summary>
public sealed class ToyColour : ClipEncoder
{
    private readonly Linear linear;

    public ToyColour(Generator initial) => linear = AddPart("l", new Linear(3, 6, initial));

    public override int Channels => 6;

    public override Tensor Describe(Tensor clips) => linear.Forward(clips.Mean([2, 3, 4])).Tanh().Unsqueeze(2);
}

internal static class Frames
{
    public static Tensor Describe(Tensor clips, Func<Tensor, Tensor> network)
    {
        var (count, times) = (clips.Size(0), clips.Size(2));
        var maps = network(clips.Transpose(1, 2).Flatten(0, 1));
        return maps.Mean([2, 3]).Reshape(count, times, maps.Size(1)).Transpose(1, 2);
    }
}
