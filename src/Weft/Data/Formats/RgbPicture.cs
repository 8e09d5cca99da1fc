using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Formats;

/// <summary>A picture in memory.</summary>
public sealed class RgbPicture
{
    /// <summary>Values of a pixel: red, green and blue.</summary>
    public const int Colours = 3;

    private readonly byte[] pixels;

    /// <summary>Takes pixels.</summary>
    /// <param name="pixels">Red, green and blue of each pixel, row by row: [height, width, 3]; not copied.</param>
    /// <param name="width">Pixels of a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <exception cref="ArgumentException">There are more or fewer pixels than that.</exception>
    public RgbPicture(byte[] pixels, int width, int height)
    {
        if (width < 1 || height < 1 || pixels.Length != (long)Colours * width * height)
        {
            throw new ArgumentException($"{pixels.Length} bytes are no {width} x {height} pixels of {Colours} colours.", nameof(pixels));
        }

        this.pixels = pixels;
        (Width, Height) = (width, height);
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, row by row.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>A rectangle of the picture, copied.</summary>
    /// <param name="x">Its first column.</param>
    /// <param name="y">Its first row.</param>
    /// <param name="width">How many columns.</param>
    /// <param name="height">How many rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie within the picture.</exception>
    public RgbPicture Crop(int x, int y, int width, int height)
    {
        if (x < 0 || y < 0 || width < 1 || height < 1 || width > Width - x || height > Height - y)
        {
            throw new ArgumentOutOfRangeException(nameof(width), $"{width} x {height} pixels at {x}, {y} do not lie within {Width} x {Height}.");
        }

        var part = new byte[Colours * width * height];
        for (var row = 0; row < height; row++)
        {
            Pixels.Slice(((((y + row) * Width) + x) * Colours), Colours * width).CopyTo(part.AsSpan(row * Colours * width));
        }

        return new RgbPicture(part, width, height);
    }

    /// <summary>The picture with left and right exchanged, copied.</summary>
    public RgbPicture Mirrored()
    {
        var mirrored = new byte[pixels.Length];
        for (var p = 0; p < Width * Height; p++)
        {
            var from = (p / Width * Width) + (Width - 1 - (p % Width));
            Pixels.Slice(Colours * from, Colours).CopyTo(mirrored.AsSpan(Colours * p));
        }

        return new RgbPicture(mirrored, Width, Height);
    }

    /// <summary>Writes it as PNG.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="lasting">Whether the file is on the disk when this returns (<see cref="AtomicFile.Write"/>).</param>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public void Write(string path, bool lasting = true)
    {
        var png = PngWriter.Encode(pixels, Width, Height);
        AtomicFile.Write(path, stream => stream.Write(png), lasting);
    }
}
