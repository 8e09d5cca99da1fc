using System.Runtime.InteropServices;

namespace Weft.Torch.Files;

/// <summary>
/// Writes a large .npy file row by row, without holding it in memory. The file appears under its name only at
/// <see cref="Complete"/>, when every promised row is there and on the disk; disposed earlier it leaves nothing behind.
/// </summary>
public sealed class NpyStreamWriter : IDisposable
{
    private readonly PendingFile file;
    private readonly string path;
    private readonly ElementType type;
    private readonly long rows;
    private bool closed;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="type">What one element is; not BFloat16.</param>
    /// <param name="rows">How many rows will be written: the first axis.</param>
    /// <param name="rowShape">The shape of one row: the other axes; none for single elements.</param>
    /// <exception cref="ArgumentException">The shape is impossible.</exception>
    /// <exception cref="UsageException">The type is BFloat16, which numpy lacks.</exception>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public NpyStreamWriter(string path, ElementType type, long rows, params ReadOnlySpan<long> rowShape)
    {
        long[] shape = [rows, .. rowShape];
        if (!ArrayShape.TryByteCount(shape, type.ByteSize(), out _)
            || !ArrayShape.TryByteCount(rowShape, type.ByteSize(), out var rowBytes) || rowBytes > Array.MaxLength)
        {
            throw new ArgumentException($"The shape {ArrayShape.Text(shape)} is not one a file can have.", nameof(rowShape));
        }

        this.path = path;
        this.type = type;
        this.rows = rows;
        RowBytes = (int)rowBytes;
        var header = NpyHeader.Encode(type, shape);
        file = new PendingFile(path);
        try
        {
            Write(header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of one row.</summary>
    public int RowBytes { get; }

    /// <summary>How many rows were written so far.</summary>
    public long RowsWritten { get; private set; }

    /// <summary>Writes the next row from its bytes.</summary>
    /// <param name="row">Exactly <see cref="RowBytes"/> bytes, little-endian in C order.</param>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    /// <exception cref="InvalidOperationException">All promised rows were written already.</exception>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void WriteRowBytes(ReadOnlySpan<byte> row)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (row.Length != RowBytes)
        {
            throw new ArgumentException($"A row has {RowBytes} bytes, not {row.Length}.", nameof(row));
        }

        if (RowsWritten == rows)
        {
            throw new InvalidOperationException($"All {rows} rows of {path} were written already.");
        }

        if (type == ElementType.Bool && !NdArray.AreBools(row))
        {
            throw new ArgumentException("A bool is neither 0 nor 1.", nameof(row));
        }

        Write(row);
        RowsWritten++;
    }

    /// <summary>Writes the next row from its elements.</summary>
    /// <typeparam name="T">The C# type of the file's element type.</typeparam>
    /// <param name="row">The elements of exactly one row in C order.</param>
    /// <exception cref="InvalidOperationException">The file holds another type, or all promised rows were written already.</exception>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void WriteRow<T>(ReadOnlySpan<T> row)
        where T : unmanaged
    {
        ElementTypes.RequireView<T>(type);
        WriteRowBytes(MemoryMarshal.AsBytes(row));
    }

    /// <summary>Flushes the file to the disk and puts it at its path.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (RowsWritten != rows)
        {
            throw new InvalidOperationException($"{path} was promised {rows} rows, but {RowsWritten} were written.");
        }

        file.Commit();
        Dispose();
    }

    /// <summary>Closes the writer; without <see cref="Complete"/> the rows are discarded.</summary>
    public void Dispose()
    {
        closed = true;
        file.Dispose();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw file.Failure(e);
        }
    }
}
