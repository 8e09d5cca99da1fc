using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>Reads files and streams of unknown honesty into memory without trusting the length they claim.</summary>
internal static class BoundedRead
{
    /// <summary>Everything that is left in a stream.</summary>
    /// <param name="stream">The stream; need not be seekable.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="limit">The most bytes that are accepted.</param>
    /// <exception cref="InvalidFileException">There is more than <paramref name="limit"/>, or the stream is damaged.</exception>
    public static byte[] All(Stream stream, string name, int limit)
    {
        try
        {
            using var memory = new MemoryStream();
            var chunk = new byte[81920];
            int count;
            while ((count = stream.Read(chunk)) > 0)
            {
                if (memory.Length + count > limit)
                {
                    throw new InvalidFileException(name, $"has more than {limit >> 20} MiB, which no file of this kind needs");
                }

                memory.Write(chunk, 0, count);
            }

            return memory.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidFileException(name, "is damaged and does not unpack; get it again", exception);
        }
        catch (IOException exception)
        {
            throw new InvalidFileException(name, $"cannot be read ({exception.Message})", exception);
        }
    }

    /// <summary>Opens a file for reading from start to end.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">There is no such file, or it may not be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException(path, "is not there", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new InvalidFileException(path, "may not be read (it is a folder, or its permissions forbid it)", exception);
        }
        catch (IOException exception)
        {
            throw new InvalidFileException(path, $"cannot be read ({exception.Message})", exception);
        }
    }
}
