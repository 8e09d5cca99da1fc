using System.Numerics;

namespace Weft.Data.AvMnist;

/// <summary>
/// The covariance of byte images, exact and the same on every machine: products of bytes are whole numbers, and 256 of them stay below
/// 2^24, so single precision adds up blocks of 256 images without rounding; the blocks are added in double precision, again without
/// rounding.
/// </summary>
internal static class PixelCovariance
{
    private const int Block = 256;
    private const int Rows = 4;

    /// <summary>Computes mean and covariance (divided by count - 1).</summary>
    /// <param name="images">Pixels, `[count, width]`.</param>
    /// <param name="width">Pixels of an image.</param>
    /// <param name="mean">Gets the mean, `[width]`.</param>
    /// <returns>`[width, width]`, symmetric.</returns>
    /// <exception cref="ArgumentException">There are fewer than two images or they are not whole.</exception>
    public static double[] Compute(ReadOnlyMemory<byte> images, int width, out double[] mean)
    {
        if (width < 1 || images.Length % width != 0 || images.Length < 2 * width)
        {
            throw new ArgumentException($"{images.Length} bytes are not two or more images of {width} pixels.", nameof(images));
        }

        var count = images.Length / width;
        var step = 2 * Vector<float>.Count;
        var stride = (width + step - 1) / step * step;
        var block = new float[Block * stride];
        var products = new double[stride * stride];
        var sums = new double[width];
        for (var first = 0; first < count; first += Block)
        {
            var rows = Math.Min(Block, count - first);
            Load(images.Span.Slice(first * width, rows * width), width, stride, block, sums);

            // Each task owns its rows of the result, so the sum does not depend on the order of the tasks.
            Parallel.For(0, stride / Rows, band => AddBand(block, rows, stride, band * Rows, products));
        }

        mean = Array.ConvertAll(sums, sum => sum / count);
        var covariance = new double[width * width];
        for (var i = 0; i < width; i++)
        {
            for (var j = i; j < width; j++)
            {
                var value = (products[(i * stride) + j] - (sums[i] * sums[j] / count)) / (count - 1);
                covariance[(i * width) + j] = value;
                covariance[(j * width) + i] = value;
            }
        }

        return covariance;
    }

    private static void Load(ReadOnlySpan<byte> images, int width, int stride, float[] block, double[] sums)
    {
        for (var row = 0; row * width < images.Length; row++)
        {
            for (var i = 0; i < width; i++)
            {
                var pixel = images[(row * width) + i];
                block[(row * stride) + i] = pixel;
                sums[i] += pixel;
            }
        }
    }

    // Four rows by two vectors of the result stay in registers while the images pass by. Only the upper triangle is computed.
    private static void AddBand(float[] block, int images, int stride, int top, double[] products)
    {
        var lanes = Vector<float>.Count;
        for (var left = top / (2 * lanes) * (2 * lanes); left < stride; left += 2 * lanes)
        {
            Vector<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            for (var image = 0; image < images; image++)
            {
                var row = block.AsSpan(image * stride, stride);
                var x0 = new Vector<float>(row[left..]);
                var x1 = new Vector<float>(row[(left + lanes)..]);
                var factors = row.Slice(top, Rows);
                a0 += x0 * factors[0];
                a1 += x1 * factors[0];
                b0 += x0 * factors[1];
                b1 += x1 * factors[1];
                c0 += x0 * factors[2];
                c1 += x1 * factors[2];
                d0 += x0 * factors[3];
                d1 += x1 * factors[3];
            }

            Add(products.AsSpan((top * stride) + left), a0, a1);
            Add(products.AsSpan(((top + 1) * stride) + left), b0, b1);
            Add(products.AsSpan(((top + 2) * stride) + left), c0, c1);
            Add(products.AsSpan(((top + 3) * stride) + left), d0, d1);
        }
    }

    private static void Add(Span<double> to, Vector<float> low, Vector<float> high)
    {
        for (var i = 0; i < Vector<float>.Count; i++)
        {
            to[i] += low[i];
            to[Vector<float>.Count + i] += high[i];
        }
    }
}
