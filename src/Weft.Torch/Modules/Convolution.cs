namespace Weft.Torch.Modules;

/// <summary>A convolution over 1, 2 or 3 dimensions: one code for Conv1d, Conv2d and Conv3d.</summary>
public class Convolution : Layer
{
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly long[] dilation;
    private readonly long groups;

    /// <summary>Creates the layer with PyTorch's initial values: uniform in ±1/√fanIn.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Kernel size in each dimension.</param>
    /// <param name="generator">Draws the initial values.</param>
    /// <param name="stride">Step in each dimension; 1 by default.</param>
    /// <param name="padding">Zeros on both sides in each dimension; none by default.</param>
    /// <param name="dilation">Distance of kernel elements; 1 by default.</param>
    /// <param name="groups">Groups of channels; 1 by default.</param>
    /// <param name="withBias">Whether there is a bias; true by default.</param>
    public Convolution(
        long inputs,
        long outputs,
        long[] kernel,
        Generator generator,
        long[]? stride = null,
        long[]? padding = null,
        long[]? dilation = null,
        long groups = 1,
        bool withBias = true)
    {
        this.stride = stride ?? Filled(kernel.Length, 1);
        this.padding = padding ?? Filled(kernel.Length, 0);
        this.dilation = dilation ?? Filled(kernel.Length, 1);
        this.groups = groups;
        long[] shape = [outputs, inputs / groups, .. kernel];
        var fanIn = Initializers.FanIn(shape);
        Weight = AddParameter("weight", Initializers.UniformFanIn(shape, fanIn, generator));
        Bias = withBias ? AddParameter("bias", Initializers.UniformFanIn([outputs], fanIn, generator)) : null;
    }

    /// <summary>[outputs, inputs / groups, kernel...].</summary>
    public Tensor Weight { get; }

    /// <summary>[outputs], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>[batch, inputs, ...] to [batch, outputs, ...].</summary>
    public override Tensor Forward(Tensor input) => input.Convolution(Weight, Bias, stride, padding, dilation, groups);

    private static long[] Filled(int count, long value)
    {
        var values = new long[count];
        values.AsSpan().Fill(value);
        return values;
    }
}

/// <summary>A convolution over [batch, channels, length].</summary>
public sealed class Conv1d(
    long inputs,
    long outputs,
    long kernel,
    Generator generator,
    long stride = 1,
    long padding = 0,
    long dilation = 1,
    long groups = 1,
    bool withBias = true)
    : Convolution(inputs, outputs, [kernel], generator, [stride], [padding], [dilation], groups, withBias);

/// <summary>A convolution over [batch, channels, height, width].</summary>
public sealed class Conv2d(
    long inputs,
    long outputs,
    long kernel,
    Generator generator,
    long stride = 1,
    long padding = 0,
    long dilation = 1,
    long groups = 1,
    bool withBias = true)
    : Convolution(
        inputs, outputs, [kernel, kernel], generator, [stride, stride], [padding, padding], [dilation, dilation], groups, withBias);

/// <summary>A convolution over [batch, channels, time, height, width].</summary>
public sealed class Conv3d(
    long inputs,
    long outputs,
    long kernel,
    Generator generator,
    long stride = 1,
    long padding = 0,
    long dilation = 1,
    long groups = 1,
    bool withBias = true)
    : Convolution(
        inputs,
        outputs,
        [kernel, kernel, kernel],
        generator,
        [stride, stride, stride],
        [padding, padding, padding],
        [dilation, dilation, dilation],
        groups,
        withBias);
