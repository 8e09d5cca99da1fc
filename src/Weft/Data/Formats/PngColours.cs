using System.Buffers.Binary;
using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>Makes red, green and blue of the values of a PNG, whatever they are, and lays what is transparent on white.</summary>
internal sealed class PngColours
{
    private const int Opaque = 255;

    private readonly PngHeader header;
    private readonly byte[] palette;
    private readonly byte[] transparency;
    private readonly string name;

    /// <summary>Takes what the chunks say.</summary>
    /// <param name="header">Sizes and kind.</param>
    /// <param name="palette">Red, green and blue of each number; empty where there is no palette.</param>
    /// <param name="transparency">Opacities of the palette's numbers, or the one colour that is transparent, 16 bits a value; empty for
    /// none.</param>
    /// <param name="name">What to call the file in errors.</param>
    /// <exception cref="InvalidFileException">The palette is absent or of an impossible length.</exception>
    public PngColours(PngHeader header, byte[] palette, byte[] transparency, string name)
    {
        (this.header, this.palette, this.transparency, this.name) = (header, palette, transparency, name);
        var wanted = header.Kind is PngKind.Grey ? 2 : header.Kind is PngKind.Rgb ? 6 : 0;
        var problem = header.Kind is PngKind.Palette && (palette.Length is 0 or > 256 * 3 || palette.Length % 3 != 0)
            ? $"its palette has {palette.Length} bytes"
            : wanted > 0 && transparency.Length > 0 && transparency.Length != wanted ? $"its transparent colour has {transparency.Length} bytes"
            : null;
        if (problem is not null)
        {
            throw PngReader.Damaged(name, problem);
        }
    }

    /// <summary>The picture's pixels.</summary>
    /// <param name="rows">The bytes of all rows, filters undone.</param>
    /// <exception cref="InvalidFileException">A pixel's number is not in the palette.</exception>
    public byte[] ToRgb(byte[] rows)
    {
        var pixels = new byte[RgbPicture.Colours * header.Width * header.Height];
        Span<byte> values = stackalloc byte[4];
        for (var p = 0; p < header.Width * header.Height; p++)
        {
            var row = rows.AsSpan((int)(p / header.Width * header.RowBytes), (int)header.RowBytes);
            var x = p % header.Width;
            for (var c = 0; c < header.Channels; c++)
            {
                values[c] = header.Depth == 8 ? row[(x * header.Channels) + c] : Bits(row, x);
            }

            Write(values, pixels.AsSpan(RgbPicture.Colours * p, RgbPicture.Colours));
        }

        return pixels;
    }

    private byte Bits(ReadOnlySpan<byte> row, int x)
    {
        var bit = x * header.Depth;
        return (byte)((row[bit / 8] >> (8 - header.Depth - (bit % 8))) & ((1 << header.Depth) - 1));
    }

    private void Write(ReadOnlySpan<byte> values, Span<byte> pixel)
    {
        var opacity = Opaque;
        switch (header.Kind)
        {
            case PngKind.Palette when values[0] >= palette.Length / RgbPicture.Colours:
                throw PngReader.Damaged(name, $"a pixel has colour {values[0]} of a palette of {palette.Length / RgbPicture.Colours}");
            case PngKind.Palette:
                palette.AsSpan(RgbPicture.Colours * values[0], RgbPicture.Colours).CopyTo(pixel);
                opacity = values[0] < transparency.Length ? transparency[values[0]] : Opaque;
                break;
            case PngKind.Rgb or PngKind.RgbAlpha:
                values[..RgbPicture.Colours].CopyTo(pixel);
                opacity = header.Kind is PngKind.RgbAlpha ? values[3] : IsKey(values) ? 0 : Opaque;
                break;
            default:
                pixel.Fill((byte)(values[0] * Opaque / ((1 << header.Depth) - 1)));
                opacity = header.Kind is PngKind.GreyAlpha ? values[1] : IsKey(values) ? 0 : Opaque;
                break;
        }

        foreach (ref var value in pixel)
        {
            value = (byte)(((value * opacity) + (Opaque * (Opaque - opacity)) + (Opaque / 2)) / Opaque);
        }
    }

    /// <summary>Whether a pixel has the one colour that is transparent.</summary>
    private bool IsKey(ReadOnlySpan<byte> values)
    {
        for (var c = 0; c < header.Channels && transparency.Length > 0; c++)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * c)) != values[c])
            {
                return false;
            }
        }

        return transparency.Length > 0;
    }
}
