namespace Weft.Torch.Modules;

/// <summary>Maxima of windows, over 1, 2 or 3 dimensions: one class for MaxPool1d, MaxPool2d and MaxPool3d.</summary>
/// <param name="kernel">Window size in each dimension.</param>
/// <param name="stride">Step in each dimension; the window size by default.</param>
/// <param name="padding">Places on both sides in each dimension, below every number; none by default.</param>
public sealed class MaxPool(long[] kernel, long[]? stride = null, long[]? padding = null) : Layer
{
    private readonly long[] stride = stride ?? kernel;
    private readonly long[] padding = padding ?? new long[kernel.Length];

    /// <summary>[batch, channels, ...] to the same with smaller last dimensions.</summary>
    public override Tensor Forward(Tensor input) => input.MaxPool(kernel, stride, padding);
}
