using System.Security.Cryptography;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Prepared;

/// <summary>The SHA-256 of a file so large that reading it is work to be told of.</summary>
internal static class FileDigest
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Reads a file and tells how far it is, in megabytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stage">What progress is told under.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>64 lower-case hexadecimal digits, as <see cref="Torch.Files.Checksum"/> gives them.</returns>
    /// <exception cref="InvalidFileException">The file cannot be read.</exception>
    internal static string Of(string path, string stage, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        using var stream = BoundedRead.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[PieceBytes];
        var total = (int)Math.Min((stream.Length + PieceBytes - 1) / PieceBytes, int.MaxValue);
        try
        {
            int count;
            for (var piece = 1; (count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0; piece++)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                progress?.Report(new PrepareProgress(stage, Math.Min(piece, total), total));
            }
        }
        catch (IOException error)
        {
            throw new InvalidFileException(path, $"cannot be read ({error.Message}); check the disk", error);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
