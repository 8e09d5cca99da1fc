using System.Text;

namespace Weft.Torch.Files;

/// <summary>Opening and reading files from outside, with every failure told as a sentence.</summary>
internal static class InputFile
{
    // Reading more at once than this needs the stream to really hold it: a decompressed stream may only claim to.
    private const int FirstChunk = 1 << 20;

    /// <summary>Opens an ordinary file for reading.</summary>
    /// <exception cref="InvalidFileException">It does not exist, may not be read, or is a folder or a device.</exception>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new InvalidFileException(path, "this is a folder; give the path of a file");
        }

        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!stream.CanSeek)
            {
                stream.Dispose();
                throw new InvalidFileException(path, "this is a pipe or a device; copy its content to an ordinary file first");
            }

            return stream;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException(path, "the file does not exist; check the path", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidFileException(path, "the file may not be read; check its permissions", e);
        }
        catch (IOException e)
        {
            throw new InvalidFileException(path, $"the file cannot be opened ({e.Message}); check the disk and the path", e);
        }
    }

    /// <summary>Reads exactly this many bytes; allocates no more than a small multiple of what the stream really gives.</summary>
    /// <exception cref="InvalidFileException">The stream ends early, is corrupt, or the bytes do not fit one array.</exception>
    public static byte[] ReadExactly(Stream stream, long count, string name)
    {
        if (count > Array.MaxLength)
        {
            throw new InvalidFileException(name, $"{count} bytes do not fit one array in memory; open the file memory-mapped instead");
        }

        try
        {
            var known = stream.CanSeek && stream.Length - stream.Position >= count;
            var buffer = new byte[known ? count : Math.Min(count, FirstChunk)];
            var filled = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            while (filled == buffer.Length && filled < count)
            {
                Array.Resize(ref buffer, (int)Math.Min(count, 2L * filled));
                filled += stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            }

            return filled == count ? buffer : throw Truncated(name, count, filled);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InvalidFileException(name, $"the bytes cannot be read ({e.Message}); fetch or write the file again", e);
        }
    }

    /// <summary>The error for content that ends before it should.</summary>
    public static InvalidFileException Truncated(string name, long expected, long found) =>
        new(name, $"the file is truncated: {expected} bytes were expected but only {found} are there; fetch or write it again");

    /// <summary>Text from a file for use in a message: short, on one line and without control characters.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        const int longest = 60;
        var quoted = new StringBuilder("'");
        foreach (var c in text[..Math.Min(text.Length, longest)])
        {
            quoted.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return quoted.Append(text.Length > longest ? "…'" : "'").ToString();
    }
}
