using Weft.Torch;

namespace Weft.Data.Features;

/// <summary>The ways in which feature maps are brought to one length (BM-NAS specification 1.3, MFAS specification 6.1).</summary>
public enum TapPoolingKind
{
    /// <summary>Adaptive maximum over a square grid: MM-IMDB's reshape layer.</summary>
    Grid,

    /// <summary>Adaptive maximum over the third dimension (time) and the maximum of all others: NTU's and EgoGesture's.</summary>
    Temporal,

    /// <summary>The mean of all positions: MFAS's.</summary>
    Mean,
}

/// <summary>Brings a tap's features to a fixed length. It has no weights, so pooled features can be cached exactly.</summary>
/// <param name="Kind">How.</param>
/// <param name="Length">The number of positions; a perfect square for a grid, 1 for the mean.</param>
public sealed record TapPooling(TapPoolingKind Kind, int Length)
{
    /// <summary>The number of positions.</summary>
    public int Length { get; } = Check(Kind, Length);

    /// <summary>Pools features of any rank.</summary>
    /// <param name="features">[batch, channels], or [batch, channels, ...].</param>
    /// <returns>[batch, length, channels], contiguous. Fewer positions than the length are repeated.</returns>
    public Tensor Apply(Tensor features)
    {
        var shape = features.Shape;
        var rows = shape.Length > 2 ? shape[2] : 1;
        var planes = features.Reshape(shape[0], shape[1], rows, -1);
        var side = (long)Math.Sqrt(Length);
        var pooled = Kind switch
        {
            TapPoolingKind.Grid => planes.AdaptiveMaxPool2d(side, side),
            TapPoolingKind.Temporal => planes.AdaptiveMaxPool2d(Length, 1),
            _ => planes.Mean([2, 3], keepDim: true),
        };
        return pooled.Flatten(2).Transpose(1, 2).Contiguous();
    }

    private static int Check(TapPoolingKind kind, int length)
    {
        var side = (int)Math.Round(Math.Sqrt(length));
        return (kind, length) switch
        {
            (_, < 1) => throw new UsageException($"A pooled length is at least 1, not {length}."),
            (TapPoolingKind.Grid, _) when side * side != length =>
                throw new UsageException($"A grid needs a length that is a perfect square, such as 16; {length} is none."),
            (TapPoolingKind.Mean, not 1) => throw new UsageException($"The mean of all positions has length 1, not {length}."),
            _ => length,
        };
    }
}
