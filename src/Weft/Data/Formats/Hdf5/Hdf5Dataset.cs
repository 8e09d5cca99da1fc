using System.Text;
using Weft.Torch;

namespace Weft.Data.Formats.Hdf5;

/// <summary>What the elements of a dataset are.</summary>
internal enum Hdf5Kind
{
    /// <summary>Whole numbers.</summary>
    Integer = 0,

    /// <summary>Floating-point numbers.</summary>
    Float = 1,

    /// <summary>Texts of a fixed number of bytes.</summary>
    FixedText = 3,

    /// <summary>Anything else.</summary>
    Other = -1,
}

/// <summary>A dataset of an open file: what it says about itself, and reading of rows. It is closed with its file.</summary>
internal sealed unsafe class Hdf5Dataset
{
    // The library's own limit is 32.
    private const int MostAxes = 32;
    private const int Chunked = 2;
    private const int Virtual = 3;

    private readonly Hdf5File file;
    private readonly long id;
    private readonly long type;
    private readonly Hdf5Pieces? pieces;

    /// <summary>Reads what there is to know; called under the gate. The dataset's id is its own from then on.</summary>
    internal Hdf5Dataset(Hdf5File file, string name, long id)
    {
        (this.file, Name, this.id) = (file, name, id);
        var (space, creation) = (-1L, -1L);
        try
        {
            type = Id(Hdf5Native.DatasetType(id));
            space = Id(Hdf5Native.DatasetSpace(id));
            creation = Id(Hdf5Native.DatasetCreation(id));
            var kind = (Hdf5Kind)Hdf5Native.TypeClass(type);
            var readable = kind is Hdf5Kind.FixedText ? Hdf5Native.TypeIsVariableString(type) == 0 : Hdf5Library.IsOrdinaryNumber(type);
            Kind = readable ? kind : Hdf5Kind.Other;
            ElementBytes = (int)Math.Min(Hdf5Native.TypeSize(type), int.MaxValue);
            Signed = kind is Hdf5Kind.Integer && Hdf5Native.TypeSign(type) == 1;
            BigEndian = kind is Hdf5Kind.Integer or Hdf5Kind.Float && Hdf5Native.TypeOrder(type) == 1;
            var rank = Hdf5Native.SpaceRank(space);
            Shape = rank is > 0 and <= MostAxes ? Lengths(rank, lengths => Hdf5Native.SpaceShape(space, lengths, null)) : [];

            // Such data would be read from wherever the file says.
            var layout = Hdf5Native.Layout(creation);
            if (layout is Virtual || Hdf5Native.ExternalFiles(creation) != 0)
            {
                throw file.Problem($"keeps the data of '{name}' in other files; give a file that holds its data");
            }

            if (layout is Chunked && Shape.Count > 0)
            {
                var chunk = Lengths(rank, lengths => Hdf5Native.Chunk(creation, rank, lengths));
                ChunkShape = chunk;
                pieces = new Hdf5Pieces(file, name, id, creation, [.. Shape], chunk, ElementBytes);
            }
        }
        catch
        {
            Close();
            throw;
        }
        finally
        {
            _ = space < 0 ? 0 : Hdf5Native.SpaceClose(space);
            _ = creation < 0 ? 0 : Hdf5Native.PropertiesClose(creation);
        }
    }

    private delegate int LengthReader(ulong* lengths);

    /// <summary>Its name.</summary>
    internal string Name { get; }

    /// <summary>What its elements are.</summary>
    internal Hdf5Kind Kind { get; }

    /// <summary>Bytes of one element in the file.</summary>
    internal int ElementBytes { get; }

    /// <summary>Whether whole numbers have a sign.</summary>
    internal bool Signed { get; }

    /// <summary>Whether numbers have their most significant byte first in the file; reading turns them round.</summary>
    internal bool BigEndian { get; }

    /// <summary>The length of each axis; empty for a single element.</summary>
    internal IReadOnlyList<long> Shape { get; }

    /// <summary>The shape of the pieces in which it is stored, each perhaps compressed; null where it is in one piece.</summary>
    internal IReadOnlyList<long>? ChunkShape { get; }

    /// <summary>How many elements a row (along the first axis) has.</summary>
    internal long RowElements => Shape.Skip(1).Aggregate(1L, (a, b) => checked(a * b));

    /// <summary>Makes sure that it is of a kind and shape; before anything is allocated for it.</summary>
    /// <param name="kind">What elements must be.</param>
    /// <param name="rowShape">The wanted shape without the first axis.</param>
    /// <exception cref="InvalidFileException">It is not.</exception>
    internal void Require(Hdf5Kind kind, params ReadOnlySpan<long> rowShape)
    {
        var wanted = rowShape.ToArray();
        var most = kind is Hdf5Kind.FixedText ? 32 : 8;
        if (Kind != kind || ElementBytes > most || Shape.Count == 0 || !Shape.Skip(1).SequenceEqual(wanted))
        {
            var rest = string.Concat(wanted.Select(w => $", {w}"));
            throw file.Problem($"its dataset '{Name}' holds {this}, but must hold {Word(kind)} [films{rest}]; give the file as it was published");
        }
    }

    /// <summary>Reads rows as 32-bit integers; what does not fit becomes the nearest that does.</summary>
    /// <exception cref="InvalidFileException">The file is damaged there.</exception>
    internal void Read(long first, long count, Span<int> destination)
    {
        fixed (int* buffer = destination)
        {
            Read(first, count, destination.Length, Hdf5Library.NativeInt32, buffer);
        }
    }

    /// <summary>Reads rows as 32-bit floats.</summary>
    /// <exception cref="InvalidFileException">The file is damaged there.</exception>
    internal void Read(long first, long count, Span<float> destination)
    {
        fixed (float* buffer = destination)
        {
            Read(first, count, destination.Length, Hdf5Library.NativeFloat32, buffer);
        }
    }

    /// <summary>Reads rows of one text each, without what pads them.</summary>
    /// <exception cref="InvalidFileException">The file is damaged there, or a text is not ASCII.</exception>
    internal string[] ReadTexts(long first, int count)
    {
        var bytes = new byte[checked(count * ElementBytes)];
        fixed (byte* buffer = bytes)
        {
            Read(first, count, count, type, buffer);
        }

        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var text = bytes.AsSpan(i * ElementBytes, ElementBytes).TrimEnd((byte)0).TrimEnd((byte)' ');
            return Ascii.IsValid(text)
                ? Encoding.ASCII.GetString(text)
                : throw file.Problem($"its dataset '{Name}' has a text that is not ASCII at index {first + i}; get the file again");
        })];
    }

    /// <summary>Such as <c>Int32 [24, 3, 256, 160]</c>.</summary>
    public override string ToString()
    {
        var number = Kind switch
        {
            Hdf5Kind.Integer => $"{(Signed ? "Int" : "UInt")}{8 * ElementBytes}",
            Hdf5Kind.Float => $"Float{8 * ElementBytes}",
            Hdf5Kind.FixedText => $"texts of {ElementBytes} bytes",
            _ => "elements of another kind",
        };
        return $"{number} [{string.Join(", ", Shape)}]";
    }

    /// <summary>Gives the ids back; called under the gate.</summary>
    internal void Close()
    {
        _ = type <= 0 ? 0 : Hdf5Native.TypeClose(type);
        _ = Hdf5Native.DatasetClose(id);
    }

    private static string Word(Hdf5Kind kind) => kind switch
    {
        Hdf5Kind.Integer => "integers",
        Hdf5Kind.Float => "floats",
        _ => "texts of at most 32 bytes",
    };

    private void Read(long first, long count, long room, long memoryType, void* buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Shape[0] - first);
        ArgumentOutOfRangeException.ThrowIfNotEqual(room, checked(count * RowElements));
        if (room == 0)
        {
            return;
        }

        if (pieces is not null)
        {
            ReadPieces(pieces, first, count, room, memoryType, buffer);
            return;
        }

        var rank = Shape.Count;
        Span<ulong> start = stackalloc ulong[rank];
        Span<ulong> lengths = stackalloc ulong[rank];
        start.Clear();
        start[0] = (ulong)first;
        for (var i = 0; i < rank; i++)
        {
            lengths[i] = (ulong)(i == 0 ? count : Shape[i]);
        }

        lock (Hdf5Library.Gate)
        {
            var (from, to) = (-1L, -1L);
            try
            {
                fixed (ulong* startAt = start, lengthsAt = lengths)
                {
                    from = Id(Hdf5Native.DatasetSpace(id));
                    to = Id(Hdf5Native.SpaceCreate(rank, lengthsAt, null));
                    _ = Id(Hdf5Native.SpaceSelect(from, operation: 0, startAt, null, lengthsAt, null));
                    _ = Id(Hdf5Native.DatasetRead(id, memoryType, to, from, transfer: 0, buffer), $" from row {first} on");
                }
            }
            finally
            {
                _ = from < 0 ? 0 : Hdf5Native.SpaceClose(from);
                _ = to < 0 ? 0 : Hdf5Native.SpaceClose(to);
            }
        }
    }

    private void ReadPieces(Hdf5Pieces from, long first, long count, long room, long memoryType, void* buffer)
    {
        const int memoryBytes = 4;
        bool same;
        lock (Hdf5Library.Gate)
        {
            same = Hdf5Native.TypesEqual(type, memoryType) > 0;
        }

        if (same)
        {
            from.Read(first, count, new Span<byte>(buffer, checked((int)(room * ElementBytes))));
            return;
        }

        // Both kinds of numbers have room in the place of the larger one.
        var elements = new byte[checked((int)(room * Math.Max(ElementBytes, memoryBytes)))];
        from.Read(first, count, elements.AsSpan(0, (int)(room * ElementBytes)));
        fixed (byte* converted = elements)
        {
            lock (Hdf5Library.Gate)
            {
                _ = Id(Hdf5Native.Convert(type, memoryType, (nuint)room, converted, null, transfer: 0), $" from row {first} on");
            }
        }

        elements.AsSpan(0, (int)room * memoryBytes).CopyTo(new Span<byte>(buffer, (int)room * memoryBytes));
    }

    private long[] Lengths(int rank, LengthReader read)
    {
        var lengths = stackalloc ulong[MostAxes];
        _ = Id(read(lengths));
        return [.. new ReadOnlySpan<ulong>(lengths, rank).ToArray().Select(l => l <= long.MaxValue ? (long)l : long.MaxValue)];
    }

    private long Id(long result, string where = "") => result >= 0
        ? result
        : throw file.Problem($"is damaged: '{Name}' cannot be read{where} (HDF5: {Hdf5Library.LastProblem()}); get it again");
}
