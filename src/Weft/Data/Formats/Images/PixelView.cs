namespace Weft.Data.Formats.Images;

/// <summary>
/// A picture of 8 bits a channel, or a rectangle of one: a view of somebody else's memory. Channels of a pixel lie side by side.
/// </summary>
public readonly ref struct PixelView
{
    private readonly ReadOnlySpan<byte> values;
    private readonly int stride;

    /// <summary>A view of a whole picture.</summary>
    /// <param name="values">Its values: [height, width, channels] in C order.</param>
    /// <param name="width">Pixels in a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="channels">Values of a pixel, such as 3 for red, green and blue or 1 for grey; at least 1.</param>
    /// <exception cref="ArgumentException">There are not as many values as the sizes say.</exception>
    public PixelView(ReadOnlySpan<byte> values, int width, int height, int channels)
        : this(values, width, height, channels, checked(width * channels))
    {
        if (width < 1 || height < 1 || channels < 1 || (long)height * stride != values.Length)
        {
            throw new ArgumentException(
                $"{values.Length} values are no picture of {width} x {height} with {channels} channels.", nameof(values));
        }
    }

    private PixelView(ReadOnlySpan<byte> values, int width, int height, int channels, int stride)
    {
        this.values = values;
        this.stride = stride;
        (Width, Height, Channels) = (width, height, channels);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Values of a pixel.</summary>
    public int Channels { get; }

    /// <summary>One row's values: [width, channels].</summary>
    /// <param name="y">The row, from 0 at the top.</param>
    public ReadOnlySpan<byte> Row(int y) => values.Slice(y * stride, Width * Channels);

    /// <summary>A rectangle of the picture.</summary>
    /// <param name="box">The rectangle, which lies within the picture.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public PixelView Crop(PixelBox box)
    {
        if (box.X < 0 || box.Y < 0 || box.Width < 1 || box.Height < 1 || box.Width > Width - box.X || box.Height > Height - box.Y)
        {
            throw new ArgumentOutOfRangeException(nameof(box), $"{box} does not lie within {Width} x {Height} pixels.");
        }

        var first = (box.Y * stride) + (box.X * Channels);
        return new PixelView(values[first..], box.Width, box.Height, Channels, stride);
    }
}

/// <summary>A rectangle of pixels.</summary>
/// <param name="X">Its first column.</param>
/// <param name="Y">Its first row.</param>
/// <param name="Width">How many columns.</param>
/// <param name="Height">How many rows.</param>
public readonly record struct PixelBox(int X, int Y, int Width, int Height);
