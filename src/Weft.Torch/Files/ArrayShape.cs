namespace Weft.Torch.Files;

/// <summary>Arithmetic on shapes that come from files and so cannot be trusted.</summary>
internal static class ArrayShape
{
    /// <summary>More axes than any array here has; numpy allows 64.</summary>
    public const int MaximumAxes = 64;

    /// <summary>
    /// The number of bytes of an array, or false where an axis is negative, there are too many axes, or the size does not fit 63 bits.
    /// Axes of length 0 do not hide an overflow of the others: their strides would overflow all the same.
    /// </summary>
    public static bool TryByteCount(ReadOnlySpan<long> shape, int itemSize, out long bytes)
    {
        bytes = 0;
        if (shape.Length > MaximumAxes)
        {
            return false;
        }

        long product = itemSize;
        var empty = false;
        foreach (var axis in shape)
        {
            if (axis < 0)
            {
                return false;
            }

            if (axis == 0)
            {
                empty = true;
            }
            else if (product > long.MaxValue / axis)
            {
                return false;
            }
            else
            {
                product *= axis;
            }
        }

        bytes = empty ? 0 : product;
        return true;
    }

    /// <summary>The shape as people write it: (2, 3), (4,) or ().</summary>
    public static string Text(ReadOnlySpan<long> shape) => shape.Length == 1
        ? $"({shape[0]},)"
        : $"({string.Join(", ", shape.ToArray())})";
}
