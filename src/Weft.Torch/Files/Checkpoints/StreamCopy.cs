namespace Weft.Torch.Files.Checkpoints;

/// <summary>Moves bytes from a stream in pieces.</summary>
internal static class StreamCopy
{
    // Small enough for the garbage collector to take it back at once.
    private const int PieceLength = 1 << 16;

    /// <summary>Hands on so many bytes of a stream.</summary>
    /// <exception cref="InvalidFileException">The stream ends early or fails.</exception>
    public static void Copy(Stream stream, long count, string name, Action<ReadOnlySpan<byte>> write)
    {
        var buffer = new byte[Math.Min(count, PieceLength)];
        for (var left = count; left > 0;)
        {
            int read;
            try
            {
                var wanted = (int)Math.Min(left, buffer.Length);
                read = stream.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                throw new InvalidFileException(name, $"the bytes cannot be read ({e.Message}); fetch or write the file again", e);
            }

            if (read == 0)
            {
                throw InputFile.Truncated(name, count, count - left);
            }

            write(buffer.AsSpan(0, read));
            left -= read;
        }
    }
}
