using System.Buffers.Binary;
using System.IO.Compression;
using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>An array of unsigned bytes as MNIST stores it.</summary>
/// <param name="Shape">The sizes, outermost first: `[count]` for labels, `[count, 28, 28]` for images.</param>
/// <param name="Data">The values, row-major.</param>
public sealed record IdxArray(IReadOnlyList<int> Shape, byte[] Data);

/// <summary>
/// Reads the IDX format of MNIST (LeCun, Cortes and Burges): two zero bytes, a type byte, the number of dimensions, the big-endian sizes,
/// the values. Only unsigned bytes (type 8) occur in MNIST and only they are read.
/// </summary>
public static class IdxFile
{
    private const int MaximumBytes = 1 << 30;
    private const int MaximumDimensions = 4;

    /// <summary>Reads one file, raw or compressed by gzip (told by its first two bytes, not by its name).</summary>
    /// <param name="path">The file.</param>
    /// <returns>The array; its data are exactly as long as the product of its sizes.</returns>
    /// <exception cref="InvalidFileException">
    /// The file is absent, not IDX, of another element type, truncated, or longer than it says.
    /// </exception>
    public static IdxArray Read(string path)
    {
        using var file = BoundedRead.Open(path);
        var first = file.ReadByte();
        var second = file.ReadByte();
        file.Position = 0;
        if (first != 0x1F || second != 0x8B)
        {
            return Read(file, path);
        }

        var expanded = ExpandedLength(file, path);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        try
        {
            var array = Read(gzip, path);
            var length = 4 + (4 * array.Shape.Count) + (uint)array.Data.Length;
            return length == expanded
                ? array
                : throw new InvalidFileException(
                    path, "is a truncated gzip file: its end does not give the length of its content; get it again");
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidFileException(path, "is a damaged gzip file; get it again", exception);
        }
    }

    private static IdxArray Read(Stream stream, string path)
    {
        Span<byte> header = stackalloc byte[4 * (1 + MaximumDimensions)];
        Fill(stream, header[..4], path);
        var dimensions = (int)header[3];
        if (header[0] != 0 || header[1] != 0 || dimensions is 0 or > MaximumDimensions)
        {
            throw new InvalidFileException(
                path, "is not an IDX file: it does not begin with the magic number 2049 (labels) or 2051 (images)");
        }

        if (header[2] != 8)
        {
            throw new InvalidFileException(path, $"holds elements of IDX type 0x{header[2]:x2}, but only unsigned bytes (0x08) are read");
        }

        Fill(stream, header[4..(4 + (4 * dimensions))], path);
        var shape = new int[dimensions];
        long total = 1;
        for (var i = 0; i < dimensions; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + (4 * i))..]);
            total = size is 0 or > MaximumBytes ? long.MaxValue : total * size;
            if (total > MaximumBytes)
            {
                throw new InvalidFileException(path, $"claims the size {size} in dimension {i}, which is not possible for MNIST");
            }

            shape[i] = (int)size;
        }

        // Checked before the allocation where the length is known, so that a lying header costs no memory.
        if (stream.CanSeek && stream.Length - stream.Position != total)
        {
            throw new InvalidFileException(
                path,
                $"holds {stream.Length - stream.Position} bytes of values, but its header promises {total}; it is truncated or damaged");
        }

        var data = new byte[total];
        Fill(stream, data, path);
        return stream.ReadByte() < 0
            ? new IdxArray(shape, data)
            : throw new InvalidFileException(path, $"holds more than the {total} values that its header promises");
    }

    private static void Fill(Stream stream, Span<byte> destination, string path)
    {
        if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
        {
            throw new InvalidFileException(path, "ends before the values that its header promises: it is truncated; get it again");
        }
    }

    // The last four bytes of a gzip file are the length of its content: a file cut within its last bytes inflates well but fails this.
    private static uint ExpandedLength(FileStream file, string path)
    {
        Span<byte> tail = stackalloc byte[4];
        if (file.Length < 18)
        {
            throw new InvalidFileException(path, "is a truncated gzip file; get it again");
        }

        file.Position = file.Length - 4;
        Fill(file, tail, path);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(tail);
    }
}
