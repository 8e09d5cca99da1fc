using System.Buffers.Binary;
using System.IO.Compression;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Formats;

/// <summary>Writes pictures as PNG. By hand, since no package that can does restore where Weft is built: eight bits, three colours, no filter.</summary>
public static class PngWriter
{
    private const int Colours = 3;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="pixels">Red, green and blue of each pixel, row by row.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">There are more or fewer pixels than that.</exception>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> pixels, int width, int height) =>
        AtomicFile.WriteAllBytes(path, Encode(pixels, width, height));

    /// <summary>The file's bytes.</summary>
    /// <inheritdoc cref="Write"/>
    internal static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height)
    {
        if (width < 1 || height < 1 || pixels.Length != (long)Colours * width * height)
        {
            throw new ArgumentException($"{pixels.Length} bytes are no {width} x {height} pixels of {Colours} colours.", nameof(pixels));
        }

        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);

        // Bits of a colour; red, green and blue; then deflate, filters by row, not interlaced.
        header[8..].Clear();
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR"u8, header);
        using (var packed = new MemoryStream())
        {
            using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                for (var row = 0; row < height; row++)
                {
                    zlib.WriteByte(0);
                    zlib.Write(pixels.Slice(row * Colours * width, Colours * width));
                }
            }

            WriteChunk(file, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        }

        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.End(Crc32.Update(Crc32.Update(Crc32.Start, type), data)));
        file.Write(number);
    }
}
