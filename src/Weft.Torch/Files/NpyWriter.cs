namespace Weft.Torch.Files;

/// <summary>Writes arrays as .npy files of version 1, little-endian in C order, such as numpy and memory mapping read without a copy.</summary>
public static class NpyWriter
{
    /// <summary>Writes an array to a file, atomically.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="array">The array; not of BFloat16.</param>
    /// <exception cref="UsageException">The array is of BFloat16, which numpy lacks.</exception>
    /// <exception cref="WeftException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, NdArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        AtomicFile.Write(path, stream => Write(stream, array));
    }

    /// <summary>Writes an array to a stream.</summary>
    /// <param name="stream">Where the bytes go; it stays open.</param>
    /// <param name="array">The array; not of BFloat16.</param>
    /// <exception cref="UsageException">The array is of BFloat16, which numpy lacks.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, NdArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        stream.Write(NpyHeader.Encode(array.Type, array.Shape.AsSpan()));
        stream.Write(array.Bytes.Span);
    }
}
