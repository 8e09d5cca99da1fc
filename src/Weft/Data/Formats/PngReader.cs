using System.Buffers.Binary;
using System.IO.Compression;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Formats;

/// <summary>
/// Reads pictures of PNG (ISO/IEC 15948) of up to eight bits a colour: grey, coloured or by palette, transparent or not, but not
/// interlaced.
/// What is transparent is laid on white. By hand, since no package that can does restore where Weft is built.
/// </summary>
public static class PngReader
{
    /// <summary>The most pixels of a picture that is read: a header may claim 2^62.</summary>
    public const int MostPixels = 1 << 26;

    private const int MostBytes = 1 << 28;

    // Deflate makes no more of a byte: what claims more was not written, and nothing is allocated for it.
    private const long MostBytesOfByte = 1032;

    // Length, type and checksum around a chunk's data.
    private const int Around = 12;

    private const uint Header = 0x49484452;
    private const uint Palette = 0x504C5445;
    private const uint Transparency = 0x74524E53;
    private const uint Data = 0x49444154;
    private const uint End = 0x49454E44;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is absent, no PNG, damaged, truncated, too large, or of a kind that is not
    /// read.</exception>
    public static RgbPicture Read(string path)
    {
        using var file = BoundedRead.Open(path);
        return Decode(BoundedRead.All(file, path, MostBytes), path);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="png">The bytes.</param>
    /// <param name="name">What to call them in errors.</param>
    /// <inheritdoc cref="Read"/>
    public static RgbPicture Decode(ReadOnlySpan<byte> png, string name)
    {
        if (!png.StartsWith(Signature))
        {
            throw new InvalidFileException(name, "is no PNG picture; give one");
        }

        PngHeader? header = null;
        byte[] palette = [], transparency = [];
        using var packed = new MemoryStream();
        for (var rest = png[Signature.Length..]; ;)
        {
            var data = Chunk(ref rest, name, out var type);
            if (type is End)
            {
                break;
            }

            // The header comes first, and only once.
            if ((header is null) != type is Header)
            {
                throw Damaged(name, header is null ? "it does not begin with its sizes" : "it has two headers");
            }

            switch (type)
            {
                case Header:
                    header = PngHeader.Read(data, name);
                    break;
                case Palette:
                    palette = data.ToArray();
                    break;
                case Transparency:
                    transparency = data.ToArray();
                    break;
                case Data:
                    packed.Write(data);
                    break;
            }
        }

        if (header is null)
        {
            throw Damaged(name, "it has no sizes");
        }

        var colours = new PngColours(header, palette, transparency, name);
        return new RgbPicture(colours.ToRgb(Rows(header, packed, name)), header.Width, header.Height);
    }

    /// <summary>The error of a damaged picture.</summary>
    internal static InvalidFileException Damaged(string name, string problem, Exception? cause = null) =>
        new(name, $"is a damaged PNG picture ({problem}); get it again", cause);

    private static ReadOnlySpan<byte> Chunk(ref ReadOnlySpan<byte> rest, string name, out uint type)
    {
        var length = rest.Length < Around ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - Around)
        {
            throw Damaged(name, "it ends too early");
        }

        type = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
        var data = rest.Slice(8, (int)length);
        var sum = Crc32.End(Crc32.Update(Crc32.Start, rest.Slice(4, 4 + (int)length)));
        if (sum != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]))
        {
            throw Damaged(name, "a checksum does not match");
        }

        rest = rest[(Around + (int)length)..];
        return data;
    }

    /// <summary>The bytes of all rows without the bytes that name their filters.</summary>
    private static byte[] Rows(PngHeader header, MemoryStream packed, string name)
    {
        if ((header.RowBytes + 1) * header.Height > (packed.Length + 1) * MostBytesOfByte)
        {
            throw Damaged(name, $"it claims {header.Width} x {header.Height} pixels in {packed.Length} bytes");
        }

        packed.Position = 0;
        var rows = new byte[header.RowBytes * header.Height];
        try
        {
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            var above = new byte[header.RowBytes].AsSpan();
            for (var y = 0; y < header.Height; y++)
            {
                var filter = zlib.ReadByte();
                var row = rows.AsSpan((int)(y * header.RowBytes), (int)header.RowBytes);
                zlib.ReadExactly(row);
                if (filter is < 0 or > 4)
                {
                    throw Damaged(name, $"row {y} has filter {filter}");
                }

                Unfilter(filter, row, above, header.PixelBytes);
                above = row;
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(name, "its pixels do not unpack", error);
        }

        return rows;
    }

    /// <summary>Adds to each byte what its filter foretold from the bytes to the left, above, and above left.</summary>
    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        for (var i = 0; filter > 0 && i < row.Length; i++)
        {
            var left = i < pixelBytes ? 0 : row[i - pixelBytes];
            var corner = i < pixelBytes ? 0 : above[i - pixelBytes];
            row[i] += (byte)(filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => Paeth(left, above[i], corner),
            });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return toLeft <= toAbove && toLeft <= toCorner ? left
            : toAbove <= toCorner ? above
            : corner;
    }
}
