using System.Buffers.Binary;

namespace Weft.Torch.Files;

/// <summary>The CRC-32 of zip archives and PNG pictures, piece by piece. By hand, since the package that has it does not restore where Weft is built.</summary>
public static class Crc32
{
    /// <summary>The state before any bytes.</summary>
    public const uint Start = uint.MaxValue;

    private const int Slices = 8;
    private static readonly uint[] Table = MakeTable();

    /// <summary>The sum that a state stands for.</summary>
    /// <param name="crc">The state after all bytes.</param>
    public static uint End(uint crc) => ~crc;

    /// <summary>The state after more bytes.</summary>
    /// <param name="crc">The state before them.</param>
    /// <param name="bytes">The bytes.</param>
    public static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        // Eight bytes at a time: one after the other would take longer than reading them.
        var table = Table;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[(7 * 256) + (byte)low] ^ table[(6 * 256) + (byte)(low >> 8)]
                ^ table[(5 * 256) + (byte)(low >> 16)] ^ table[(4 * 256) + (int)(low >> 24)]
                ^ table[(3 * 256) + (byte)high] ^ table[(2 * 256) + (byte)(high >> 8)]
                ^ table[256 + (byte)(high >> 16)] ^ table[(int)(high >> 24)];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
        {
            crc = table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    /// <summary>For each byte value its remainder, and then the remainders with one to seven zero bytes behind it.</summary>
    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[i] = value;
        }

        for (var i = 256; i < table.Length; i++)
        {
            var before = table[i - 256];
            table[i] = table[(byte)before] ^ (before >> 8);
        }

        return table;
    }
}
