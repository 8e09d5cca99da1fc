using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Weft.Torch.Files;

/// <summary>
/// A .safetensors file, memory-mapped: tensors are read when asked for. The header is checked strictly before anything is used: known
/// types, no name twice, data without holes or overlaps that ends exactly with the file. Views are valid until disposal, and the
/// file must not be shortened meanwhile; replacing it through <see cref="AtomicFile"/> is safe.
/// </summary>
public sealed class SafeTensorsFile : IDisposable
{
    private const int PrefixLength = 8;

    private readonly MappedFile map;
    private readonly long dataStart;

    private SafeTensorsFile(MappedFile map, long headerLength)
    {
        this.map = map;
        dataStart = PrefixLength + headerLength;
        var (entries, metadata) = SafeTensorsHeader.Parse(
            map.Span(PrefixLength, headerLength), map.Length - dataStart, map.Path);
        Names = [.. entries.Select(entry => entry.Name).Order(StringComparer.Ordinal)];
        Tensors = entries.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);
        Metadata = metadata.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The tensors' names in ordinal order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The tensors' types, shapes and places, by name.</summary>
    public IReadOnlyDictionary<string, SafeTensorsEntry> Tensors { get; }

    /// <summary>The texts that the file carries about itself (its "__metadata__"); empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The .safetensors file.</param>
    /// <returns>The open file, to be disposed.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged or holds a type that is not supported.</exception>
    public static SafeTensorsFile Open(string path)
    {
        var stream = InputFile.Open(path);
        MappedFile? opened = null;
        try
        {
            var length = stream.Length;
            if (length < PrefixLength)
            {
                throw InputFile.Truncated(path, PrefixLength, length);
            }

            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(InputFile.ReadExactly(stream, PrefixLength, path));
            if (headerLength > (ulong)SafeTensorsHeader.MaximumLength)
            {
                throw new InvalidFileException(
                    path,
                    $"the safetensors header claims {headerLength} bytes, more than the {SafeTensorsHeader.MaximumLength} allowed; "
                    + "this is not a .safetensors file or it is damaged, so fetch or write it again");
            }

            if ((long)headerLength > length - PrefixLength)
            {
                throw InputFile.Truncated(path, PrefixLength + (long)headerLength, length);
            }

            opened = new MappedFile(stream, path);
            return new SafeTensorsFile(opened, (long)headerLength);
        }
        catch
        {
            opened?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes tensors to a file, atomically; the same content always gives the same bytes.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Texts about the file; null for none.</param>
    /// <exception cref="ArgumentException">A name is "__metadata__" or a text is not valid Unicode.</exception>
    /// <exception cref="WeftException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, NdArray> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var parts = tensors.Select(t =>
            new SafeTensorsPart(t.Key, t.Value.Type, t.Value.Shape, stream => stream.Write(t.Value.Bytes.Span)));
        Write(path, [.. parts], metadata);
    }

    /// <summary>
    /// Writes tensors to a file, atomically, each when its turn comes: none has to be in memory before or after. The same content always
    /// gives
    /// the same bytes.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="parts">The tensors, in any order, each name once.</param>
    /// <param name="metadata">Texts about the file; null for none.</param>
    /// <exception cref="ArgumentException">A name is "__metadata__" or appears twice, a text is not valid Unicode, or a tensor wrote too
    /// few or too many bytes.</exception>
    /// <exception cref="WeftException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, IReadOnlyCollection<SafeTensorsPart> parts, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        metadata ??= ImmutableDictionary<string, string>.Empty;
        foreach (var part in parts)
        {
            SafeTensorsWriter.RequireName(part.Name);
        }

        foreach (var (key, value) in metadata)
        {
            SafeTensorsWriter.RequireText(key);
            SafeTensorsWriter.RequireText(value);
        }

        AtomicFile.Write(path, stream => SafeTensorsWriter.Write(stream, parts, metadata));
    }

    /// <summary>Copies a tensor into memory.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>The tensor as an array that outlives this file.</returns>
    /// <exception cref="InvalidFileException">There is no such tensor, it exceeds 2 GiB, or a bool is neither 0 nor 1.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public NdArray Read(string name)
    {
        var entry = Find(name);
        var bytes = Span(name).ToArray();
        return entry.Type == ElementType.Bool && !NdArray.AreBools(bytes)
            ? throw new InvalidFileException(
                map.Path, $"a bool of {InputFile.Quote(name)} is neither 0 nor 1; the file is damaged, so fetch or write it again")
            : new NdArray(entry.Type, bytes, entry.Shape.AsSpan());
    }

    /// <summary>The bytes of a tensor without a copy, little-endian in C order. Those of a bool may be other than 0 and 1.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>A view, valid until disposal.</returns>
    /// <exception cref="InvalidFileException">There is no such tensor, or it exceeds 2 GiB.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public ReadOnlySpan<byte> Span(string name)
    {
        var entry = Find(name);
        return entry.ByteCount > Array.MaxLength
            ? throw new InvalidFileException(
                map.Path, $"the tensor {InputFile.Quote(name)} has {entry.ByteCount} bytes, more than one array in memory holds; split it")
            : map.Span(dataStart + entry.Offset, entry.ByteCount);
    }

    /// <summary>The address of a tensor's first byte, for tensors of any size; its entry's ByteCount bytes may be read there.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>An address, valid until disposal; a multiple of the element size in files written here.</returns>
    /// <exception cref="InvalidFileException">There is no such tensor.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public unsafe nint AddressOf(string name)
    {
        var entry = Find(name);
        return (nint)map.Pointer(dataStart + entry.Offset, entry.ByteCount);
    }

    /// <summary>Unmaps the file; views of it are invalid from then on.</summary>
    public void Dispose() => map.Dispose();

    private SafeTensorsEntry Find(string name)
    {
        if (Tensors.TryGetValue(name, out var entry))
        {
            return entry;
        }

        var some = string.Join(", ", Names.Take(10).Select(other => InputFile.Quote(other)));
        throw new InvalidFileException(
            map.Path, $"there is no tensor {InputFile.Quote(name)}; there are {Names.Length}: {some}{(Names.Length > 10 ? ", …" : "")}");
    }
}
