using System.Runtime.InteropServices;

namespace Weft.Torch.Files;

/// <summary>
/// A .npy file that grows row by row and outlives its process: rows that were flushed are kept, and a later appender goes on behind them.
/// The header has a fixed length, so that the number of rows can be set at the end. Until <see cref="Complete"/> the header says 0 rows.
/// </summary>
public sealed class NpyAppender : IDisposable
{
    private readonly FileStream stream;
    private readonly string path;
    private readonly ElementType type;
    private readonly long[] rowShape;

    private NpyAppender(FileStream stream, string path, ElementType type, long[] rowShape, int rowBytes)
    {
        this.stream = stream;
        this.path = path;
        this.type = type;
        this.rowShape = rowShape;
        RowBytes = rowBytes;
    }

    /// <summary>The bytes of one row.</summary>
    public int RowBytes { get; }

    /// <summary>The rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Begins a file, or goes on with one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">What one element is; not BFloat16.</param>
    /// <param name="rowShape">The shape of one row; empty for single elements.</param>
    /// <param name="keep">How many rows of the file are kept; what follows them is cut off. 0 begins anew.</param>
    /// <exception cref="InvalidFileException">The file has fewer rows than are to be kept.</exception>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public static NpyAppender Open(string path, ElementType type, ReadOnlySpan<long> rowShape, long keep = 0)
    {
        var header = NpyHeader.EncodeGrowing(type, [0, .. rowShape]);
        if (!ArrayShape.TryByteCount(rowShape, type.ByteSize(), out var rowBytes) || rowBytes > Array.MaxLength)
        {
            throw new ArgumentException($"A row of the shape {ArrayShape.Text(rowShape)} is too long.", nameof(rowShape));
        }

        FileStream? opened = null;
        try
        {
            opened = new FileStream(path, keep == 0 ? FileMode.Create : FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
            var wanted = header.Length + (keep * rowBytes);
            if (opened.Length < wanted && keep > 0)
            {
                throw InputFile.Truncated(path, wanted, opened.Length);
            }

            opened.SetLength(wanted);
            opened.Position = 0;
            opened.Write(header);
            opened.Position = wanted;
            return new NpyAppender(opened, path, type, rowShape.ToArray(), (int)rowBytes) { Rows = keep };
        }
        catch (Exception error)
        {
            opened?.Dispose();
            if (error is IOException or UnauthorizedAccessException)
            {
                throw Failure(path, error);
            }

            throw;
        }
    }

    /// <summary>Appends rows from their bytes.</summary>
    /// <param name="rows">Whole rows, little-endian in C order.</param>
    /// <exception cref="ArgumentException">The bytes are not whole rows.</exception>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void Append(ReadOnlySpan<byte> rows)
    {
        if (RowBytes == 0 || rows.Length % RowBytes != 0)
        {
            throw new ArgumentException($"Rows have {RowBytes} bytes each; {rows.Length} are no whole number of them.", nameof(rows));
        }

        try
        {
            stream.Write(rows);
        }
        catch (IOException error)
        {
            throw Failure(path, error);
        }

        Rows += rows.Length / RowBytes;
    }

    /// <summary>Appends rows from their elements.</summary>
    /// <typeparam name="T">The C# type of the file's element type.</typeparam>
    /// <param name="rows">Whole rows.</param>
    /// <exception cref="InvalidOperationException">The file holds another type.</exception>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void Append<T>(ReadOnlySpan<T> rows)
        where T : unmanaged
    {
        ElementTypes.RequireView<T>(type);
        Append(MemoryMarshal.AsBytes(rows));
    }

    /// <summary>Puts all rows so far on the disk.</summary>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void Flush()
    {
        try
        {
            stream.Flush(flushToDisk: true);
        }
        catch (IOException error)
        {
            throw Failure(path, error);
        }
    }

    /// <summary>Writes the number of rows into the header and closes the file, which is an ordinary .npy file from then on.</summary>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void Complete()
    {
        try
        {
            stream.Position = 0;
            stream.Write(NpyHeader.EncodeGrowing(type, [Rows, .. rowShape]));
        }
        catch (IOException error)
        {
            throw Failure(path, error);
        }

        Flush();
        Dispose();
    }

    /// <summary>Closes the file. What was not flushed may be lost, and nobody counts on it.</summary>
    public void Dispose()
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // The disk is full: whoever wrote the last rows was told, or is about to be.
        }
    }

    private static WeftException Failure(string path, Exception error) =>
        new($"{path}: cannot be written: {error.Message}; make room on the disk or check its permissions.", error);
}
