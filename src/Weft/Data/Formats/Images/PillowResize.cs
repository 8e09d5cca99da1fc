namespace Weft.Data.Formats.Images;

/// <summary>
/// Bilinear resampling as the Python imaging library Pillow computes it, to the bit: a triangle filter that widens when a picture shrinks,
/// columns first and then rows, with weights in fixed point of 22 bits and 8-bit values between the two. Networks that were trained on
/// pictures resized so are given what they know. BM-NAS specification 3.3, CDAR specification.
/// </summary>
public static class PillowResize
{
    private const int Precision = 22;

    /// <summary>Resizes a picture.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">The wanted width.</param>
    /// <param name="height">The wanted height.</param>
    /// <param name="destination">Receives [height, width, channels].</param>
    public static void Bilinear(PixelView source, int width, int height, Span<byte> destination) =>
        Bilinear(source, width, height, new PixelBox(0, 0, width, height), destination);

    /// <summary>Resizes a picture and takes a rectangle of the result; only what that needs is computed.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">The width of the whole result.</param>
    /// <param name="height">The height of the whole result.</param>
    /// <param name="part">The wanted rectangle of the result.</param>
    /// <param name="destination">Receives [part's height, part's width, channels].</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle does not lie within the result.</exception>
    /// <exception cref="ArgumentException">The destination is of another size.</exception>
    public static void Bilinear(PixelView source, int width, int height, PixelBox part, Span<byte> destination)
    {
        if (part.X < 0 || part.Y < 0 || part.Width < 1 || part.Height < 1 || part.Width > width - part.X || part.Height > height - part.Y)
        {
            throw new ArgumentOutOfRangeException(nameof(part), $"{part} does not lie within {width} x {height} pixels.");
        }

        var rowLength = part.Width * source.Channels;
        if (destination.Length != part.Height * rowLength)
        {
            throw new ArgumentException($"{part.Height * rowLength} values are needed, not {destination.Length}.", nameof(destination));
        }

        var columns = Weights.Of(source.Width, width, part.X, part.Width);
        var rows = Weights.Of(source.Height, height, part.Y, part.Height);
        var (first, end) = (rows.Starts[0], rows.Starts[^1] + rows.Counts[^1]);
        var between = new byte[(end - first) * rowLength];
        for (var y = first; y < end; y++)
        {
            Across(source.Row(y), source.Channels, columns, between.AsSpan((y - first) * rowLength, rowLength));
        }

        var sums = new int[rowLength];
        for (var y = 0; y < part.Height; y++)
        {
            Array.Fill(sums, 1 << (Precision - 1));
            for (var k = 0; k < rows.Counts[y]; k++)
            {
                var weight = rows.Values[(y * rows.Width) + k];
                var line = between.AsSpan((rows.Starts[y] - first + k) * rowLength, rowLength);
                for (var i = 0; i < line.Length; i++)
                {
                    sums[i] += line[i] * weight;
                }
            }

            Round(sums, destination.Slice(y * rowLength, rowLength));
        }
    }

    private static void Across(ReadOnlySpan<byte> row, int channels, Weights columns, Span<byte> destination)
    {
        for (var x = 0; x < columns.Starts.Length; x++)
        {
            var weights = columns.Values.AsSpan(x * columns.Width, columns.Counts[x]);
            var pixels = row[(columns.Starts[x] * channels)..];
            for (var c = 0; c < channels; c++)
            {
                var sum = 1 << (Precision - 1);
                for (var k = 0; k < weights.Length; k++)
                {
                    sum += pixels[(k * channels) + c] * weights[k];
                }

                destination[(x * channels) + c] = Rounded(sum);
            }
        }
    }

    private static void Round(ReadOnlySpan<int> sums, Span<byte> destination)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            destination[i] = Rounded(sums[i]);
        }
    }

    private static byte Rounded(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);

    /// <summary>Which source pixels each result pixel is made of, and by which weights.</summary>
    /// <param name="Starts">The first source pixel of each.</param>
    /// <param name="Counts">How many source pixels each has.</param>
    /// <param name="Width">The room that each has in the table of weights.</param>
    /// <param name="Values">The weights in fixed point: [results, width].</param>
    private sealed record Weights(int[] Starts, int[] Counts, int Width, int[] Values)
    {
        public static Weights Of(int source, int result, int first, int count)
        {
            var scale = (double)source / result;
            var reach = Math.Max(scale, 1.0);
            var width = (2 * (int)Math.Ceiling(reach)) + 1;
            var weights = new Weights(new int[count], new int[count], width, new int[count * width]);
            var exact = new double[width];
            for (var i = 0; i < count; i++)
            {
                // Pillow rounds half up by truncating, also where the reach goes below 0; what lies outside does not count.
                var center = (first + i + 0.5) * scale;
                var start = Math.Max((int)(center - reach + 0.5), 0);
                var end = Math.Min((int)(center + reach + 0.5), source);
                var total = 0.0;
                for (var x = start; x < end; x++)
                {
                    exact[x - start] = Math.Max(1.0 - Math.Abs((x - center + 0.5) * (1.0 / reach)), 0.0);
                    total += exact[x - start];
                }

                (weights.Starts[i], weights.Counts[i]) = (start, end - start);
                for (var k = 0; k < end - start; k++)
                {
                    weights.Values[(i * width) + k] = (int)(0.5 + (exact[k] / total * (1 << Precision)));
                }
            }

            return weights;
        }
    }
}
