using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>
/// A residual block over frames whose first convolution sees some channels of the frame before and the frame behind (CDAR specification
/// 2.3): two convolutions of 3 x 3, or one of 3 x 3 between two of 1 x 1.
/// </summary>
internal sealed class TsmBlock : Layer
{
    private readonly ConvNorm[] layers;
    private readonly ConvNorm? shortcut;
    private readonly long frames;
    private readonly long shifted;

    /// <summary>Creates the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="planes">Channels of the convolutions within.</param>
    /// <param name="expansion">Times as many come out; 1 makes it the block of two convolutions.</param>
    /// <param name="stride">Step of the first convolution of 3 x 3.</param>
    /// <param name="frames">Frames of a clip.</param>
    /// <param name="parts">A part in so many of the channels is shifted each way; 0 for none.</param>
    /// <param name="generator">Initial values.</param>
    internal TsmBlock(int inputs, int planes, int expansion, int stride, int frames, int parts, Generator generator)
    {
        var outputs = expansion * planes;
        (this.frames, shifted) = (frames, parts == 0 ? 0 : inputs / parts);
        var first = parts == 0 ? "conv" : "conv.net";
        layers = expansion == 1
            ? [Convolve(inputs, planes, 3, stride, first), Convolve(planes, planes, 3, 1)]
            : [Convolve(inputs, planes, 1, 1, first), Convolve(planes, planes, 3, stride), Convolve(planes, outputs, 1, 1)];
        for (var i = 0; i < layers.Length; i++)
        {
            AddPart($"conv{i + 1}", layers[i]);
        }

        if (inputs != outputs || stride != 1)
        {
            shortcut = AddPart("downsample", Convolve(inputs, outputs, 1, stride));
        }

        ConvNorm Convolve(int from, int to, int kernel, int step, string name = "conv") =>
            new(from, to, [kernel, kernel], [step, step], generator, name);
    }

    /// <summary>[clips * frames, inputs, height, width] to [clips * frames, outputs, ...].</summary>
    public override Tensor Forward(Tensor input)
    {
        var state = shifted == 0 ? input : input.TemporalShift(frames, shifted);
        for (var i = 0; i < layers.Length; i++)
        {
            var output = i < layers.Length - 1 ? layers[i].ForwardRelu(state) : layers[i].Forward(state);
            if (state != input)
            {
                state.Dispose();
            }

            state = output;
        }

        if (shortcut is null)
        {
            state.AddInPlace(input);
        }
        else
        {
            using var projected = shortcut.Forward(input);
            state.AddInPlace(projected);
        }

        state.ReluInPlace();
        return state;
    }
}
