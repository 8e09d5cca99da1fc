using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>
/// A residual block over clips: a convolution of 1 x 1 x 1 or, inflated, 3 x 1 x 1, one of 1 x 3 x 3 and one of 1 x 1 x 1, and a non-local
/// block behind them where there is one (CDAR specification 2.3).
/// </summary>
internal sealed class InflatedBlock : Layer
{
    private readonly ConvNorm[] layers;
    private readonly ConvNorm? shortcut;

    /// <summary>Creates the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="planes">Channels within.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">Step in space.</param>
    /// <param name="inflated">Whether the first convolution sees the times around.</param>
    /// <param name="nonLocal">Whether there is a non-local block.</param>
    /// <param name="generator">Initial values.</param>
    internal InflatedBlock(int inputs, int planes, int outputs, int stride, bool inflated, bool nonLocal, Generator generator)
    {
        layers =
        [
            AddPart("conv1", new ConvNorm(inputs, planes, [inflated ? 3 : 1, 1, 1], [1, 1, 1], generator)),
            AddPart("conv2", new ConvNorm(planes, planes, [1, 3, 3], [1, stride, stride], generator)),
            AddPart("conv3", new ConvNorm(planes, outputs, [1, 1, 1], [1, 1, 1], generator)),
        ];
        if (inputs != outputs || stride != 1)
        {
            shortcut = AddPart("downsample", new ConvNorm(inputs, outputs, [1, 1, 1], [1, stride, stride], generator));
        }

        NonLocal = nonLocal ? AddPart("non_local_block", new NonLocalBlock(outputs, generator)) : null;
    }

    /// <summary>The non-local block, or null.</summary>
    internal NonLocalBlock? NonLocal { get; }

    /// <summary>[clips, inputs, time, height, width] to [clips, outputs, ...].</summary>
    public override Tensor Forward(Tensor input)
    {
        using var first = layers[0].ForwardRelu(input);
        using var second = layers[1].ForwardRelu(first);
        first.Dispose();
        var output = layers[2].Forward(second);
        second.Dispose();
        if (shortcut is null)
        {
            output.AddInPlace(input);
        }
        else
        {
            using var projected = shortcut.Forward(input);
            output.AddInPlace(projected);
        }

        output.ReluInPlace();
        if (NonLocal is null)
        {
            return output;
        }

        using (output)
        {
            return NonLocal.Forward(output);
        }
    }
}
