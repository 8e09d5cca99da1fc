using System.IO.Compression;

namespace Weft.Torch.Files;

/// <summary>
/// A zip archive whose listing was checked: no name twice, no more bytes claimed than compression allows. Names are keys only: no entry is
/// ever written to a path.
/// </summary>
internal sealed class CheckedZip : IDisposable
{
    // Deflate cannot shrink its input more than 1032 times; a larger claim is a bomb or damage.
    private const long LargestRatio = 1032;

    private readonly string path;
    private readonly ZipArchive archive;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);

    /// <summary>Lists an archive and takes over its stream.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="path">Its name for messages.</param>
    /// <param name="kind">What it should be, for messages, such as ".npz (zip) archive".</param>
    /// <exception cref="InvalidFileException">It is not a zip archive, or lists a name twice or impossible sizes.</exception>
    public CheckedZip(FileStream stream, string path, string kind)
    {
        this.path = path;
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false);
            List(stream.Length);
        }
        catch (Exception e) when (IsDamage(e))
        {
            stream.Dispose();
            throw new InvalidFileException(path, $"this is not an intact {kind}; fetch or write it again", e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The entries by name.</summary>
    public IReadOnlyDictionary<string, ZipArchiveEntry> Entries => entries;

    /// <summary>The names in the archive's order.</summary>
    public IEnumerable<string> Names => archive.Entries.Select(entry => entry.FullName);

    /// <summary>Opens an entry, for whoever tells failures of reading from failures of its own.</summary>
    /// <param name="name">The entry, which must be there.</param>
    /// <param name="shown">The name that messages show; the entry's own if null.</param>
    /// <exception cref="InvalidFileException">The entry is encrypted, damaged, or claims more than compression allows.</exception>
    public Stream Open(string name, string? shown = null)
    {
        RequirePossible(name, shown);
        try
        {
            return entries[name].Open();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(Place(shown ?? name), e);
        }
    }

    /// <summary>Reads a whole entry and holds it against its checksum.</summary>
    /// <param name="name">The entry, which must be there.</param>
    /// <param name="read">Reads from the stream it is given; the text is the entry's name for messages.</param>
    /// <param name="shown">The name that messages show; the entry's own if null.</param>
    /// <returns>What <paramref name="read"/> returned.</returns>
    /// <exception cref="InvalidFileException">The entry is encrypted, damaged, or claims more than compression allows.</exception>
    public T Read<T>(string name, Func<Stream, string, T> read, string? shown = null)
    {
        var place = Place(shown ?? name);
        using var stream = new Crc32Stream(Open(name, shown));
        try
        {
            var result = read(stream, place);
            RequireSum(stream, name, shown);
            return result;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(place, e);
        }
    }

    /// <summary>Throws unless the stream was read to its end and what passed has the entry's checksum.</summary>
    public void RequireSum(Crc32Stream stream, string name, string? shown = null)
    {
        if (stream.ReadByte() >= 0 || stream.Value != entries[name].Crc32)
        {
            throw new InvalidFileException(
                Place(shown ?? name), "the content does not match its checksum; fetch or write the archive again");
        }
    }

    /// <summary>Throws unless the entry can be read and may have the size that it claims.</summary>
    /// <exception cref="InvalidFileException">It is encrypted, or claims more than compression allows.</exception>
    public void RequirePossible(string name, string? shown = null)
    {
        var entry = entries[name];
        if (entry.IsEncrypted)
        {
            throw new InvalidFileException(
                Place(shown ?? name), "the entry is encrypted; unpack it and write the archive again without a password");
        }

        if (entry.Length / LargestRatio > entry.CompressedLength)
        {
            throw new InvalidFileException(
                Place(shown ?? name),
                $"the entry claims to unpack from {entry.CompressedLength} to {entry.Length} bytes, more than compression allows; "
                + "do not trust this archive");
        }
    }

    /// <summary>An entry's name for messages.</summary>
    public string Place(string name) => $"{path}, entry {InputFile.Quote(name)}";

    /// <summary>Closes the archive.</summary>
    public void Dispose() => archive.Dispose();

    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException;

    private static InvalidFileException Damaged(string place, Exception cause) =>
        new(place, $"the entry cannot be unpacked ({cause.Message}); fetch or write the archive again", cause);

    private void List(long fileLength)
    {
        long packed = 0;
        foreach (var entry in archive.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
            {
                throw new InvalidFileException(
                    path, $"the archive lists {InputFile.Quote(entry.FullName)} twice, so it is unclear which is meant; write it again");
            }

            // Entries that share bytes are how a small archive unpacks to a huge one.
            packed += entry.CompressedLength;
            if (entry.CompressedLength < 0 || entry.Length < 0 || packed > fileLength)
            {
                throw new InvalidFileException(path, "the archive's entries claim more bytes than the file has; fetch or write it again");
            }
        }
    }
}
