using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>A convolution without bias and its batch norm, under the names that OpenMMLab's checkpoints have for them.</summary>
internal sealed class ConvNorm : Layer
{
    private readonly Convolution convolution;
    private readonly BatchNorm norm;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Kernel size in each dimension; zeros around keep the size where the step is 1.</param>
    /// <param name="stride">Step in each dimension.</param>
    /// <param name="generator">Initial values.</param>
    /// <param name="name">The convolution's name before its weight.</param>
    internal ConvNorm(int inputs, int outputs, long[] kernel, long[] stride, Generator generator, string name = "conv")
    {
        long[] padding = [.. kernel.Select(k => k / 2)];
        convolution = AddPart(name, new Convolution(inputs, outputs, kernel, generator, stride, padding, withBias: false));
        norm = AddPart("bn", new BatchNorm(outputs));
    }

    /// <summary>[batch, inputs, ...] to [batch, outputs, ...].</summary>
    public override Tensor Forward(Tensor input) => ResidualStages.Normalised(convolution, norm, input);

    /// <summary>The same, with what is below zero set to zero.</summary>
    internal Tensor ForwardRelu(Tensor input)
    {
        var output = Forward(input);
        output.ReluInPlace();
        return output;
    }
}
