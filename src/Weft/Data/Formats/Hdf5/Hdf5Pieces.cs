using System.IO.Compression;
using Weft.Torch;

namespace Weft.Data.Formats.Hdf5;

/// <summary>
/// Reads a dataset that is stored in pieces, which are perhaps compressed. The library finds the pieces, but they are unpacked here: it
/// believes a file's word on how large an unpacked piece is, and a lie ends the process.
/// </summary>
internal sealed unsafe class Hdf5Pieces
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const long MostBytes = 1L << 30;
    private const int MostFilters = 32;

    private readonly Hdf5File file;
    private readonly string name;
    private readonly long id;
    private readonly long[] shape;
    private readonly long[] piece;
    private readonly int elementBytes;
    private readonly int[] filters;
    private readonly int pieceBytes;

    /// <summary>Reads how the pieces are packed; called under the gate.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The dataset's name.</param>
    /// <param name="id">The dataset.</param>
    /// <param name="creation">Its creation properties.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="piece">The shape of one piece.</param>
    /// <param name="elementBytes">Bytes of one element in the file.</param>
    /// <exception cref="InvalidFileException">Pieces are too large, or packed in a way that is not known here.</exception>
    internal Hdf5Pieces(Hdf5File file, string name, long id, long creation, long[] shape, long[] piece, int elementBytes)
    {
        (this.file, this.name, this.id, this.shape, this.piece, this.elementBytes) = (file, name, id, shape, piece, elementBytes);
        var bytes = (long)piece.Aggregate((Int128)elementBytes, (a, b) => Int128.Min(a * b, MostBytes + 1));
        if (bytes is < 1 or > MostBytes)
        {
            throw file.Problem($"keeps '{name}' in pieces of [{string.Join(", ", piece)}], more than 1 GiB each; write it again in smaller ones");
        }

        pieceBytes = (int)bytes;
        filters = new int[Math.Clamp(Hdf5Native.Filters(creation), 0, MostFilters)];
        for (var i = 0; i < filters.Length; i++)
        {
            nuint parameters = 0;
            filters[i] = Hdf5Native.Filter(creation, (uint)i, null, &parameters, null, 0, null, null);
            if (filters[i] is not (Deflate or Shuffle))
            {
                throw file.Problem($"has '{name}' packed by filter {filters[i]}, which is not known here; write it again with gzip or without compression");
            }
        }
    }

    /// <summary>Reads rows as they are in the file.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="rows">Receives their bytes.</param>
    /// <exception cref="InvalidFileException">A piece was never written, or does not unpack to its size.</exception>
    internal void Read(long first, long count, Span<byte> rows)
    {
        var packed = Array.Empty<byte>();
        var (unpacked, other) = (new byte[pieceBytes], new byte[filters.Contains(Shuffle) ? pieceBytes : 0]);
        var at = new long[shape.Length];
        at[0] = first / piece[0] * piece[0];
        do
        {
            var (length, skipped) = Take(at, ref packed);
            Unpack(packed.AsSpan(0, length), skipped, ref unpacked, ref other, first);
            Place(unpacked, at, first, count, rows);
        }
        while (Next(at, first, count));
    }

    /// <summary>Gets a piece as it lies in the file: how many bytes of the buffer it takes, and which filters it did not pass.</summary>
    private (int Length, uint Skipped) Take(long[] at, ref byte[] packed)
    {
        var offset = stackalloc ulong[at.Length];
        for (var a = 0; a < at.Length; a++)
        {
            offset[a] = (ulong)at[a];
        }

        lock (Hdf5Library.Gate)
        {
            ulong size = 0;
            uint mask = 0;
            var done = Hdf5Native.PieceSize(id, offset, &size);

            // What does not shrink grows by a little when it is packed.
            if (done >= 0 && size > (ulong)pieceBytes + ((ulong)pieceBytes / 100) + 1024)
            {
                throw Damaged(at[0], "a piece is larger than it can be");
            }

            if (done >= 0)
            {
                packed = (ulong)packed.Length >= size ? packed : new byte[size];
                fixed (byte* buffer = packed)
                {
                    done = Hdf5Native.PieceRead(id, transfer: 0, offset, &mask, buffer);
                }
            }

            return done >= 0 ? ((int)size, mask) : throw Damaged(at[0], Hdf5Library.LastProblem());
        }
    }

    private void Unpack(ReadOnlySpan<byte> packed, uint skipped, ref byte[] unpacked, ref byte[] other, long row)
    {
        var compressed = false;
        for (var i = filters.Length - 1; i >= 0; i--)
        {
            if ((skipped >> i & 1) != 0)
            {
                continue;
            }

            if (filters[i] == Deflate && !compressed)
            {
                Inflate(packed, unpacked, row);
                packed = unpacked;
                compressed = true;
            }
            else if (filters[i] == Shuffle && packed.Length == pieceBytes)
            {
                Unshuffle(packed, other);
                (unpacked, other) = (other, unpacked);
                packed = unpacked;
            }
            else
            {
                throw Damaged(row, "a piece is packed in an impossible way");
            }
        }

        if (packed.Length != pieceBytes)
        {
            throw Damaged(row, $"a piece has {packed.Length} bytes instead of {pieceBytes}");
        }

        if (!packed.Overlaps(unpacked))
        {
            packed.CopyTo(unpacked);
        }
    }

    private void Inflate(ReadOnlySpan<byte> packed, byte[] unpacked, long row)
    {
        fixed (byte* bytes = packed)
        {
            using var zlib = new ZLibStream(new UnmanagedMemoryStream(bytes, packed.Length), CompressionMode.Decompress);
            int length;
            try
            {
                length = zlib.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false);
                length += length == unpacked.Length && zlib.ReadByte() >= 0 ? 1 : 0;
            }
            catch (InvalidDataException error)
            {
                throw Damaged(row, error.Message);
            }

            if (length != pieceBytes)
            {
                throw Damaged(row, $"a piece unpacks to {(length > pieceBytes ? "more" : "fewer")} than its {pieceBytes} bytes");
            }
        }
    }

    /// <summary>Bytes come sorted by their place within elements.</summary>
    private void Unshuffle(ReadOnlySpan<byte> shuffled, Span<byte> elements)
    {
        var count = pieceBytes / elementBytes;
        for (var place = 0; place < elementBytes; place++)
        {
            var from = shuffled.Slice(place * count, count);
            for (var i = 0; i < count; i++)
            {
                elements[(i * elementBytes) + place] = from[i];
            }
        }
    }

    /// <summary>Copies what of a piece belongs to the wanted rows.</summary>
    private void Place(ReadOnlySpan<byte> unpacked, long[] at, long first, long count, Span<byte> rows)
    {
        var last = shape.Length - 1;
        var low = shape.Select((_, a) => a == 0 ? Math.Max(at[a], first) : at[a]).ToArray();
        var high = shape.Select((length, a) => Math.Min(at[a] + piece[a], a == 0 ? first + count : length)).ToArray();
        var here = low.ToArray();
        var bytes = (int)(high[last] - low[last]) * elementBytes;
        int axis;
        do
        {
            var (from, to) = (0L, 0L);
            for (var a = 0; a <= last; a++)
            {
                from = (from * piece[a]) + here[a] - at[a];
                to = (to * shape[a]) + here[a] - (a == 0 ? first : 0);
            }

            unpacked.Slice((int)(from * elementBytes), bytes).CopyTo(rows[(int)(to * elementBytes)..]);
            for (axis = last - 1; axis >= 0 && ++here[axis] == high[axis]; axis--)
            {
                here[axis] = low[axis];
            }
        }
        while (axis >= 0);
    }

    /// <summary>Goes to the next piece that holds wanted rows.</summary>
    private bool Next(long[] at, long first, long count)
    {
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            at[axis] += piece[axis];
            if (at[axis] < (axis == 0 ? first + count : shape[axis]))
            {
                return true;
            }

            at[axis] = 0;
        }

        return false;
    }

    private InvalidFileException Damaged(long row, string problem) =>
        file.Problem($"is damaged: '{name}' cannot be read from row {row} on ({problem}); get it again");
}
