using System.Buffers.Binary;
using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>What a PNG says of itself.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits of a value: 1, 2, 4 or 8.</param>
/// <param name="Kind">What a pixel's values are.</param>
internal sealed record PngHeader(int Width, int Height, int Depth, PngKind Kind)
{
    private const int Length = 13;

    /// <summary>Values of a pixel.</summary>
    public int Channels => Kind switch
    {
        PngKind.Grey or PngKind.Palette => 1,
        PngKind.GreyAlpha => 2,
        PngKind.Rgb => 3,
        _ => 4,
    };

    /// <summary>Bytes of a row.</summary>
    public long RowBytes => (((long)Width * Channels * Depth) + 7) / 8;

    /// <summary>How far apart the bytes are that filters compare.</summary>
    public int PixelBytes => Math.Max(Channels * Depth / 8, 1);

    /// <summary>Reads and checks a header.</summary>
    /// <param name="data">The chunk's data.</param>
    /// <param name="name">What to call the file in errors.</param>
    /// <exception cref="InvalidFileException">It is damaged, too large, or of a kind that is not read.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length != Length)
        {
            throw PngReader.Damaged(name, $"its header has {data.Length} bytes");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        var (depth, kind) = (data[8], (PngKind)data[9]);
        var problem = width == 0 || height == 0 ? "has no pixels; get it again"
            : width > PngReader.MostPixels || height > PngReader.MostPixels || width * (ulong)height > PngReader.MostPixels
            ? $"claims {width} x {height} pixels, but at most {PngReader.MostPixels} can be read; give a smaller picture"
            : !Enum.IsDefined(kind) || data[10] != 0 || data[11] != 0 || data[12] > 1 ? "is a damaged PNG picture (its header makes no sense); get it again"
            : data[12] == 1 ? "is an interlaced PNG picture, which is not read; save it without interlacing"
            : depth == 16 ? "has 16 bits a colour, of which 8 are read; save it with 8"
            : depth == 8 || (depth is 1 or 2 or 4 && kind is PngKind.Grey or PngKind.Palette) ? null
            : $"is a damaged PNG picture ({depth} bits a colour); get it again";
        return problem is null ? new PngHeader((int)width, (int)height, depth, kind) : throw new InvalidFileException(name, problem);
    }
}

/// <summary>What a PNG's pixel has; numbers are the format's.</summary>
internal enum PngKind
{
    /// <summary>A brightness.</summary>
    Grey = 0,

    /// <summary>Red, green and blue.</summary>
    Rgb = 2,

    /// <summary>A colour's number.</summary>
    Palette = 3,

    /// <summary>A brightness and an opacity.</summary>
    GreyAlpha = 4,

    /// <summary>Red, green, blue and an opacity.</summary>
    RgbAlpha = 6,
}
