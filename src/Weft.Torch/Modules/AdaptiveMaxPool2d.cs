namespace Weft.Torch.Modules;

/// <summary>Maxima of a grid of windows that covers the last two dimensions, whatever their sizes.</summary>
/// <param name="height">Rows of the grid.</param>
/// <param name="width">Columns of the grid.</param>
public sealed class AdaptiveMaxPool2d(long height, long width) : Layer
{
    /// <summary>[batch, channels, ...] to [batch, channels, height, width].</summary>
    public override Tensor Forward(Tensor input) => input.AdaptiveMaxPool2d(height, width);
}
