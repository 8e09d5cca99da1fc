using System.Security.Cryptography;

namespace Weft.Torch.Files;

/// <summary>SHA-256 as 64 lower-case hexadecimal digits, the form in which the records of runs and data sets keep it.</summary>
public static class Checksum
{
    /// <summary>The checksum of a file's content.</summary>
    /// <param name="path">The file; it is read as a stream, whatever its size.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="InvalidFileException">The file is missing or cannot be read.</exception>
    public static string OfFile(string path)
    {
        using var stream = InputFile.Open(path);
        try
        {
            return OfStream(stream);
        }
        catch (IOException e)
        {
            throw new InvalidFileException(path, $"the bytes cannot be read ({e.Message}); check the disk", e);
        }
    }

    /// <summary>The checksum of bytes in memory.</summary>
    /// <param name="bytes">The content.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string OfBytes(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The checksum of what is left of a stream, which is read to its end.</summary>
    /// <param name="stream">The content; it stays open.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static string OfStream(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));
}
