using System.Text;

namespace Weft.Torch.Files;

/// <summary>
/// Writes files so that a reader, a crash or a full disk sees either the whole old file or the whole new one. The content goes to a
/// temporary file in the same folder, to the disk, and then over the path; a symbolic link at the path is replaced, not followed.
/// </summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a file through a stream.</summary>
    /// <param name="path">The file to create or replace; its folder must exist. A replaced file's permissions are kept.</param>
    /// <param name="write">Writes the content; whatever it throws leaves the old file as it was.</param>
    /// <param name="lasting">
    /// Whether the file is on the disk when this returns. Who writes thousands can say no, and flush them together
    /// (<see cref="FolderSync.FlushFileSystem"/>) before relying on them: a flush takes many times as long as a small file.
    /// </param>
    /// <exception cref="WeftException">The folder cannot be written, the disk is full or fails; the sentence says which.</exception>
    public static void Write(string path, Action<Stream> write, bool lasting = true)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = new PendingFile(path);
        try
        {
            write(file.Stream);
        }
        catch (IOException e)
        {
            throw file.Failure(e);
        }

        file.Commit(lasting);
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    /// <exception cref="EncoderFallbackException">The text holds half of a surrogate pair.</exception>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, Utf8.GetBytes(text));

    /// <summary>Writes bytes.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="bytes">The whole content.</param>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public static void WriteAllBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));
}
