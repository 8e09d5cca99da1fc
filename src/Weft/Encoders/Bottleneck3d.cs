using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>
/// A residual block over [batch, channels, time, height, width]: convolutions of 1, 3 and 1 with batch norm, added to the input, which is
/// convolved (1) and normalised first where the shapes differ.
/// </summary>
internal sealed class Bottleneck3d : Layer
{
    private readonly Convolution[] convolutions;
    private readonly BatchNorm[] norms;
    private readonly Convolution? shortcut;
    private readonly BatchNorm? shortcutNorm;

    /// <summary>Creates the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="planes">Channels of the middle convolution.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">Step of the middle convolution in each dimension.</param>
    /// <param name="groups">Groups of the middle convolution's channels.</param>
    /// <param name="generator">Initial values.</param>
    internal Bottleneck3d(int inputs, int planes, int outputs, long[] stride, int groups, Generator generator)
    {
        convolutions =
        [
            Convolve(inputs, planes, 1, null, 1),
            Convolve(planes, planes, 3, stride, groups),
            Convolve(planes, outputs, 1, null, 1),
        ];
        norms = [new(planes), new(planes), new(outputs)];
        for (var i = 0; i < convolutions.Length; i++)
        {
            AddPart($"conv{i + 1}", convolutions[i]);
            AddPart($"bn{i + 1}", norms[i]);
        }

        if (inputs != outputs || stride.Any(s => s != 1))
        {
            shortcut = AddPart("downsample.0", Convolve(inputs, outputs, 1, stride, 1));
            shortcutNorm = AddPart("downsample.1", new BatchNorm(outputs));
        }

        Convolution Convolve(int from, int to, long kernel, long[]? step, int parts) => new(
            from, to, [kernel, kernel, kernel], generator, step, [kernel / 2, kernel / 2, kernel / 2], groups: parts, withBias: false);
    }

    /// <summary>[batch, inputs, time, height, width] to [batch, outputs, ...].</summary>
    public override Tensor Forward(Tensor input)
    {
        using var first = ResidualStages.Normalised(convolutions[0], norms[0], input);
        first.ReluInPlace();
        using var second = ResidualStages.Normalised(convolutions[1], norms[1], first);
        first.Dispose();
        second.ReluInPlace();
        var output = ResidualStages.Normalised(convolutions[2], norms[2], second);
        second.Dispose();
        if (shortcut is null)
        {
            output.AddInPlace(input);
        }
        else
        {
            using var projected = ResidualStages.Normalised(shortcut, shortcutNorm!, input);
            output.AddInPlace(projected);
        }

        output.ReluInPlace();
        return output;
    }
}
