using System.Collections.Immutable;
using System.IO.Compression;

namespace Weft.Torch.Files;

/// <summary>
/// Reads the arrays of a .npz archive one at a time, when asked for. Names are keys only: no entry is ever written to a path.
/// An archive that claims to unpack to more than its bytes can hold is refused before anything is allocated for it.
/// One instance serves one thread at a time.
/// </summary>
public sealed class NpzReader : IDisposable
{
    /// <summary>The largest entry read unless told otherwise: what one array in memory can hold, about 2 GiB.</summary>
    public static readonly long DefaultMaximumEntryBytes = Array.MaxLength;

    // Deflate cannot shrink its input more than 1032 times; a larger claim is a bomb or damage.
    private const long LargestRatio = 1032;

    private const string Suffix = ".npy";

    private readonly string path;
    private readonly long maximumEntryBytes;
    private readonly ZipArchive archive;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);

    /// <summary>Opens an archive and lists it; no array is read yet.</summary>
    /// <param name="path">The .npz file.</param>
    /// <param name="maximumEntryBytes">The largest unpacked entry, in bytes, that may be read; null for the default.</param>
    /// <exception cref="InvalidFileException">The file is missing, not a zip archive, or lists a name twice.</exception>
    public NpzReader(string path, long? maximumEntryBytes = null)
    {
        this.path = path;
        this.maximumEntryBytes = maximumEntryBytes ?? DefaultMaximumEntryBytes;
        var stream = InputFile.Open(path);
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false);
            Names = List(stream.Length);
        }
        catch (Exception e) when (IsDamage(e))
        {
            stream.Dispose();
            throw new InvalidFileException(path, "this is not an intact .npz (zip) archive; fetch or write it again", e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The arrays' names in the archive's order, without ".npy". Entries that are not .npy files are left out.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Whether the archive has an array of this name.</summary>
    /// <param name="name">The name without ".npy".</param>
    /// <returns>True if <see cref="Read"/> or <see cref="ReadStrings"/> can be asked for it.</returns>
    public bool Contains(string name) => entries.ContainsKey(name);

    /// <summary>Reads an array of numbers.</summary>
    /// <param name="name">The name without ".npy".</param>
    /// <returns>The array, little-endian in C order.</returns>
    /// <exception cref="InvalidFileException">There is no such entry, or it is damaged, too large, of texts or pickled.</exception>
    public NdArray Read(string name) => Read(name, NpyReader.Read);

    /// <summary>Reads an array of texts.</summary>
    /// <param name="name">The name without ".npy".</param>
    /// <returns>The texts in C order.</returns>
    /// <exception cref="InvalidFileException">There is no such entry, or it is damaged, too large, of numbers or pickled.</exception>
    public StringArray ReadStrings(string name) => Read(name, NpyReader.ReadStrings);

    /// <summary>Closes the archive.</summary>
    public void Dispose() => archive.Dispose();

    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException;

    private ImmutableArray<string> List(long fileLength)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long packed = 0;
        foreach (var entry in archive.Entries)
        {
            if (!seen.Add(entry.FullName))
            {
                throw new InvalidFileException(
                    path, $"the archive lists {InputFile.Quote(entry.FullName)} twice, so it is unclear which is meant; write it again");
            }

            // Entries that share bytes are how a small archive unpacks to a huge one.
            packed += entry.CompressedLength;
            if (entry.CompressedLength < 0 || entry.Length < 0 || packed > fileLength)
            {
                throw new InvalidFileException(
                    path, "the archive's entries claim more bytes than the file has; fetch or write it again");
            }

            if (entry.FullName.EndsWith(Suffix, StringComparison.Ordinal))
            {
                var name = entry.FullName[..^Suffix.Length];
                names.Add(name);
                entries.Add(name, entry);
            }
        }

        return names.ToImmutable();
    }

    private T Read<T>(string name, Func<Stream, long, string, T> read)
    {
        if (!entries.TryGetValue(name, out var entry))
        {
            var some = string.Join(", ", Names.Take(10).Select(other => InputFile.Quote(other)));
            throw new InvalidFileException(
                path, $"the archive has no array {InputFile.Quote(name)}; it has {Names.Length}: {some}{(Names.Length > 10 ? ", …" : "")}");
        }

        var place = $"{path}, entry {InputFile.Quote(name)}";
        Check(entry, place);
        try
        {
            using var stream = new Crc32Stream(entry.Open());
            var result = read(stream, entry.Length, place);
            if (stream.ReadByte() >= 0 || stream.Value != entry.Crc32)
            {
                throw new InvalidFileException(place, "the content does not match its checksum; fetch or write the archive again");
            }

            return result;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new InvalidFileException(place, $"the entry cannot be unpacked ({e.Message}); fetch or write the archive again", e);
        }
    }

    private void Check(ZipArchiveEntry entry, string place)
    {
        if (entry.IsEncrypted)
        {
            throw new InvalidFileException(place, "the entry is encrypted; unpack it and write the archive again without a password");
        }

        if (entry.Length > maximumEntryBytes)
        {
            throw new InvalidFileException(
                place, $"the entry unpacks to {entry.Length} bytes, more than the {maximumEntryBytes} allowed; save it as a .npy file instead");
        }

        if (entry.Length / LargestRatio > entry.CompressedLength)
        {
            throw new InvalidFileException(
                place,
                $"the entry claims to unpack from {entry.CompressedLength} to {entry.Length} bytes, more than compression allows; "
                + "do not trust this archive");
        }
    }
}
