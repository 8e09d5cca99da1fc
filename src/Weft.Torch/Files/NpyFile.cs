using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Weft.Torch.Files;

/// <summary>
/// A large .npy file of numbers that stays on the disk: rows (slices along the first axis) are views of the mapped file. Views are
/// valid until disposal, and the file must not be shortened meanwhile: the operating system would end the process at the touch
/// of a missing page. Files replaced through <see cref="AtomicFile"/> are safe, since the map keeps the old content.
/// </summary>
public sealed class NpyFile : IDisposable
{
    private readonly MappedFile map;
    private readonly long offset;
    private readonly long bytes;
    private readonly long rowBytes;

    private NpyFile(MappedFile map, NpyHeader header, ElementType type)
    {
        this.map = map;
        offset = header.DataOffset;
        bytes = header.DataBytes;
        Type = type;
        Shape = [.. header.Shape];
        RowCount = header.Shape.Length == 0 ? 1 : header.Shape[0];
        rowBytes = RowCount == 0 ? 0 : bytes / RowCount;
    }

    /// <summary>What one element is.</summary>
    public ElementType Type { get; }

    /// <summary>The length of each axis; empty for a single element (0-d).</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The length of the first axis; 1 for a 0-d array.</summary>
    public long RowCount { get; }

    /// <summary>The bytes of one row; 0 where there are no rows.</summary>
    public long RowBytes => rowBytes;

    /// <summary>The address of the first element, valid until disposal; <see cref="ByteCount"/> bytes may be read there.</summary>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public unsafe nint DataPointer => (nint)map.Pointer(offset, bytes);

    /// <summary>The bytes of all elements.</summary>
    public long ByteCount => bytes;

    /// <summary>Maps a file.</summary>
    /// <param name="path">The .npy file: numbers, little-endian in C order.</param>
    /// <returns>The open file, to be disposed.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged, or of a layout that cannot be used in place.</exception>
    public static NpyFile OpenMapped(string path)
    {
        var stream = InputFile.Open(path);
        try
        {
            var header = NpyHeader.Read(stream, stream.Length, path);
            if (header.Type.Element is not { } type)
            {
                throw new InvalidFileException(path, "the array holds texts where numbers are needed; give a file of numbers");
            }

            if (header.FortranOrder)
            {
                throw new InvalidFileException(
                    path, "the array is in Fortran order, which cannot be used in place; save it again as np.ascontiguousarray(array)");
            }

            if (header.Type.BigEndian)
            {
                throw new InvalidFileException(
                    path, "the array is big-endian, which cannot be used in place; save it again as array.astype(array.dtype.newbyteorder('<'))");
            }

            return new NpyFile(new MappedFile(stream, path), header, type);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of one row.</summary>
    /// <param name="row">The index along the first axis, from 0.</param>
    /// <returns>A view of <see cref="RowBytes"/> bytes, valid until disposal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row, or it is of 2 GiB or more.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public ReadOnlySpan<byte> Row(long row) => Rows(row, 1);

    /// <summary>The elements of one row.</summary>
    /// <typeparam name="T">The C# type of the element type.</typeparam>
    /// <param name="row">The index along the first axis, from 0.</param>
    /// <returns>A view, valid until disposal.</returns>
    /// <exception cref="InvalidOperationException">The file holds another type.</exception>
    /// <exception cref="InvalidFileException">A bool is neither 0 nor 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row, or it is of 2 GiB or more.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public ReadOnlySpan<T> Row<T>(long row)
        where T : unmanaged
    {
        ElementTypes.RequireView<T>(Type);
        var view = Rows(row, 1);
        return Type == ElementType.Bool && !NdArray.AreBools(view)
            ? throw new InvalidFileException(map.Path, $"a bool of row {row} is neither 0 nor 1; fetch or write the file again")
            : MemoryMarshal.Cast<byte, T>(view);
    }

    /// <summary>The bytes of consecutive rows.</summary>
    /// <param name="first">The index of the first row, from 0.</param>
    /// <param name="count">How many rows.</param>
    /// <returns>A view, valid until disposal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all there, or together are of 2 GiB or more.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public ReadOnlySpan<byte> Rows(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, RowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, RowCount - first);
        return map.Span(offset + (first * rowBytes), count * rowBytes);
    }

    /// <summary>Unmaps the file; views of it are invalid from then on.</summary>
    public void Dispose() => map.Dispose();
}
