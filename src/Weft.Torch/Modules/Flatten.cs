namespace Weft.Torch.Modules;

/// <summary>Joins dimensions into one; by default all but the batch's.</summary>
/// <param name="start">The first dimension to join; 1 by default.</param>
/// <param name="end">The last one; the last of all by default.</param>
public sealed class Flatten(int start = 1, int end = -1) : Layer
{
    /// <summary>[batch, a, b, ...] to [batch, a * b * ...].</summary>
    public override Tensor Forward(Tensor input) => input.Flatten(start, end);
}
