namespace Weft.Data.Loading;

/// <summary>A rotation of vectors in space: a 3 × 3 matrix, rows after each other.</summary>
internal readonly struct SpaceRotation
{
    private readonly double[] m;

    private SpaceRotation(double[] matrix) => m = matrix;

    /// <summary>The rotation about an axis (Rodrigues' formula).</summary>
    /// <param name="x">The axis, of length 1.</param>
    /// <param name="y">Its second part.</param>
    /// <param name="z">Its third part.</param>
    /// <param name="angle">In radians.</param>
    public static SpaceRotation About(double x, double y, double z, double angle)
    {
        var (s, c) = Math.SinCos(angle);
        var d = 1 - c;
        return new(
        [
            c + (x * x * d), (x * y * d) - (z * s), (x * z * d) + (y * s),
            (y * x * d) + (z * s), c + (y * y * d), (y * z * d) - (x * s),
            (z * x * d) - (y * s), (z * y * d) + (x * s), c + (z * z * d),
        ]);
    }

    /// <summary>This rotation, and after it another.</summary>
    public SpaceRotation Then(SpaceRotation next)
    {
        var product = new double[9];
        for (var i = 0; i < 9; i++)
        {
            var (row, column) = (i / 3 * 3, i % 3);
            product[i] = (next.m[row] * m[column]) + (next.m[row + 1] * m[3 + column]) + (next.m[row + 2] * m[6 + column]);
        }

        return new(product);
    }

    /// <summary>Turns vectors in place, each part in a span of its own, and scales them.</summary>
    public void Turn(Span<float> xs, Span<float> ys, Span<float> zs, double scale)
    {
        for (var t = 0; t < xs.Length; t++)
        {
            var (x, y, z) = (xs[t] * scale, ys[t] * scale, zs[t] * scale);
            xs[t] = (float)((m[0] * x) + (m[1] * y) + (m[2] * z));
            ys[t] = (float)((m[3] * x) + (m[4] * y) + (m[5] * z));
            zs[t] = (float)((m[6] * x) + (m[7] * y) + (m[8] * z));
        }
    }
}
