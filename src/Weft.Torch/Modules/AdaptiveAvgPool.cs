namespace Weft.Torch.Modules;

/// <summary>Means of a grid of windows that covers the last 1, 2 or 3 dimensions, whatever their sizes.</summary>
/// <param name="sizes">The grid's sizes.</param>
public sealed class AdaptiveAvgPool(params long[] sizes) : Layer
{
    /// <summary>[batch, channels, ...] to [batch, channels, sizes...].</summary>
    public override Tensor Forward(Tensor input) => input.AdaptiveAvgPool(sizes);
}
