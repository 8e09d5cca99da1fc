using System.Buffers.Binary;

namespace Weft.Torch.Files.Pickle;

/// <summary>
/// The bytes of a pickle, one after the other. Every length that the pickle states is held against what is left before anything is
/// allocated for it.
/// </summary>
/// <param name="stream">Where the pickle is read from, at its first byte.</param>
/// <param name="length">How many bytes there are to read at most.</param>
/// <param name="path">The file's name for messages.</param>
internal sealed class PickleInput(Stream stream, long length, string path)
{
    private const int LongestLine = 1 << 20;

    private readonly byte[] buffer = new byte[1 << 14];
    private readonly byte[] word = new byte[8];
    private int start;
    private int end;
    private long consumed;

    /// <summary>How many bytes were read.</summary>
    public long Position => consumed;

    /// <summary>How many bytes are left.</summary>
    public long Left => length - consumed;

    /// <summary>The error for what cannot be read, with the place.</summary>
    public InvalidFileException Refuse(string problem, Exception? cause = null) =>
        new(path, $"at byte {consumed} of the pickle, {problem}", cause);

    /// <summary>One byte.</summary>
    public byte Byte()
    {
        if (start == end)
        {
            Fill();
        }

        consumed++;
        return buffer[start++];
    }

    /// <summary>A little-endian whole number without sign.</summary>
    /// <param name="bytes">Its bytes: 1, 2, 4 or 8.</param>
    public ulong Number(int bytes)
    {
        Array.Clear(word);
        for (var i = 0; i < bytes; i++)
        {
            word[i] = Byte();
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    /// <summary>A big-endian double.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(Number(8)));

    /// <summary>So many bytes.</summary>
    public byte[] Bytes(ulong count)
    {
        if (count > (ulong)Left || count > (ulong)Array.MaxLength)
        {
            throw Refuse($"a value claims {count} bytes, but only {Left} are left; the file is damaged, so fetch or write it again");
        }

        // What is left may itself be only claimed, by an archive: large values grow as their bytes really come.
        var bytes = new byte[Math.Min((int)count, buffer.Length)];
        for (var filled = 0; filled < (int)count;)
        {
            if (filled == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min((long)count, 2L * filled));
            }

            if (start == end)
            {
                Fill();
            }

            var take = Math.Min(end - start, bytes.Length - filled);
            buffer.AsSpan(start, take).CopyTo(bytes.AsSpan(filled));
            (start, filled, consumed) = (start + take, filled + take, consumed + take);
        }

        return bytes;
    }

    /// <summary>The bytes up to the next line feed, which is read but not returned.</summary>
    public byte[] Line()
    {
        var line = new List<byte>();
        while (Byte() is var next && next != (byte)'\n')
        {
            line.Add(next);
            if (line.Count > LongestLine)
            {
                throw Refuse($"a line has more than {LongestLine} bytes; the file is damaged, so fetch or write it again");
            }
        }

        return [.. line];
    }

    private void Fill()
    {
        // Never beyond the length that was given: what follows may belong to something else.
        var most = (int)Math.Min(buffer.Length, length - consumed);
        try
        {
            (start, end) = (0, most > 0 ? stream.Read(buffer, 0, most) : 0);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Refuse($"the bytes cannot be read ({e.Message}); fetch or write the file again", e);
        }

        if (end == 0)
        {
            throw Refuse("the file is truncated: the pickle goes on but the bytes have ended; fetch or write it again");
        }
    }
}
