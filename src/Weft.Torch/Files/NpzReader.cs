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

    private const string Suffix = ".npy";

    private readonly string path;
    private readonly long maximumEntryBytes;
    private readonly CheckedZip archive;

    /// <summary>Opens an archive and lists it; no array is read yet.</summary>
    /// <param name="path">The .npz file.</param>
    /// <param name="maximumEntryBytes">The largest unpacked entry, in bytes, that may be read; null for the default.</param>
    /// <exception cref="InvalidFileException">The file is missing, not a zip archive, or lists a name twice.</exception>
    public NpzReader(string path, long? maximumEntryBytes = null)
    {
        this.path = path;
        this.maximumEntryBytes = maximumEntryBytes ?? DefaultMaximumEntryBytes;
        archive = new CheckedZip(InputFile.Open(path), path, ".npz (zip) archive");
        Names = [.. archive.Names.Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).Select(name => name[..^Suffix.Length])];
    }

    /// <summary>The arrays' names in the archive's order, without ".npy". Entries that are not .npy files are left out.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Whether the archive has an array of this name.</summary>
    /// <param name="name">The name without ".npy".</param>
    /// <returns>True if <see cref="Read"/> or <see cref="ReadStrings"/> can be asked for it.</returns>
    public bool Contains(string name) => archive.Entries.ContainsKey(name + Suffix);

    /// <summary>What an array's header says, without reading its elements.</summary>
    /// <param name="name">The name without ".npy".</param>
    /// <returns>The element type, null for texts, and the length of each axis.</returns>
    /// <exception cref="InvalidFileException">There is no such entry, or its header is damaged or accounts for other bytes.</exception>
    public (ElementType? Type, ImmutableArray<long> Shape) Describe(string name)
    {
        var entry = Require(name);
        using var stream = archive.Open(entry.FullName, name);
        var header = NpyHeader.Read(stream, entry.Length, archive.Place(name));
        return (header.Type.Element, [.. header.Shape]);
    }

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

    private T Read<T>(string name, Func<Stream, long, string, T> read)
    {
        var entry = Require(name);
        if (entry.Length > maximumEntryBytes)
        {
            throw new InvalidFileException(
                archive.Place(name),
                $"the entry unpacks to {entry.Length} bytes, more than the {maximumEntryBytes} allowed; save it as a .npy file instead");
        }

        return archive.Read(entry.FullName, (stream, place) => read(stream, entry.Length, place), name);
    }
    private ZipArchiveEntry Require(string name)
    {
        if (archive.Entries.TryGetValue(name + Suffix, out var entry))
        {
            return entry;
        }

        var some = string.Join(", ", Names.Take(10).Select(other => InputFile.Quote(other)));
        throw new InvalidFileException(
            path, $"the archive has no array {InputFile.Quote(name)}; it has {Names.Length}: {some}{(Names.Length > 10 ? ", …" : "")}");
    }
}
