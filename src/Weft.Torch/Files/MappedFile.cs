using System.IO.MemoryMappedFiles;

namespace Weft.Torch.Files;

/// <summary>The bytes of a file, read-only, brought in by the operating system as they are touched.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private byte* start;

    /// <summary>Maps a whole non-empty file and takes over its stream.</summary>
    /// <exception cref="InvalidFileException">The operating system refuses to map it.</exception>
    public MappedFile(FileStream stream, string path)
    {
        Path = path;
        Length = stream.Length;
        try
        {
            map = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            stream.Dispose();
            throw new InvalidFileException(Path, $"the file cannot be memory-mapped ({e.Message}); copy it to a local disk", e);
        }

        try
        {
            view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            map.Dispose();
            throw new InvalidFileException(Path, $"the file cannot be memory-mapped ({e.Message}); copy it to a local disk", e);
        }

        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The file's length in bytes when it was mapped.</summary>
    public long Length { get; }

    /// <summary>The address of a byte range of the file, valid until disposal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public byte* Pointer(long offset, long count)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - offset);
        return start + offset;
    }

    /// <summary>A byte range of the file, valid until disposal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file or is longer than a span can be.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public ReadOnlySpan<byte> Span(long offset, long count)
    {
        var pointer = Pointer(offset, count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, int.MaxValue);
        return new ReadOnlySpan<byte>(pointer, (int)count);
    }

    /// <summary>Unmaps the file; spans and pointers into it are invalid from then on.</summary>
    public void Dispose()
    {
        if (start is not null)
        {
            start = null;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            map.Dispose();
        }
    }
}
