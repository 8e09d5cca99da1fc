namespace Weft.Torch.Modules;

/// <summary>Means of windows, over 1, 2 or 3 dimensions: one class for AvgPool1d, AvgPool2d and AvgPool3d.</summary>
/// <param name="kernel">Window size in each dimension.</param>
/// <param name="stride">Step in each dimension; the window size by default.</param>
/// <param name="padding">Zeros on both sides in each dimension, which count in the means; none by default.</param>
public sealed class AvgPool(long[] kernel, long[]? stride = null, long[]? padding = null) : Layer
{
    private readonly long[] stride = stride ?? kernel;
    private readonly long[] padding = padding ?? new long[kernel.Length];

    /// <summary>[batch, channels, ...] to the same with smaller last dimensions.</summary>
    public override Tensor Forward(Tensor input) => input.AvgPool(kernel, stride, padding);
}
