using System.Buffers.Binary;
using System.Text;

namespace Weft.Torch.Files;

/// <summary>What stands in front of a .npy file's data, checked against the length that the file really has.</summary>
/// <param name="Type">What the elements are.</param>
/// <param name="FortranOrder">Whether the first axis is the fastest; false where that makes no difference.</param>
/// <param name="Shape">The length of each axis.</param>
/// <param name="DataOffset">Where the elements begin, in bytes from the start of the file.</param>
/// <param name="DataBytes">The elements' bytes, which reach exactly to the end of the file.</param>
internal sealed record NpyHeader(NpyType Type, bool FortranOrder, long[] Shape, long DataOffset, long DataBytes)
{
    // numpy itself reads headers of up to 10,000 bytes; plain arrays need a few hundred.
    private const int LongestText = 1 << 16;

    // A plain header with eight axes of 19 digits each has 230.
    private const int RoomForGrowth = 320;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header from the start of a stream, which is then at the first element.</summary>
    /// <param name="stream">The file's content.</param>
    /// <param name="length">How many bytes the file has in all.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <exception cref="InvalidFileException">The header is not that of a .npy file of this length.</exception>
    public static NpyHeader Read(Stream stream, long length, string name)
    {
        var preamble = InputFile.ReadExactly(stream, Math.Min(8, length), name);
        if (!preamble.AsSpan().StartsWith(Magic[..Math.Min(6, preamble.Length)]))
        {
            throw new InvalidFileException(name, "this is not a .npy file; save the array with np.save");
        }

        Require(8, length, name);
        var version = (preamble[6], preamble[7]);
        var lengthBytes = version switch
        {
            (1, 0) => 2,
            (2 or 3, 0) => 4,
            _ => throw new InvalidFileException(
                name, $".npy version {preamble[6]}.{preamble[7]} is unknown; save the array again with a current numpy"),
        };
        Require(8 + lengthBytes, length, name);
        var size = InputFile.ReadExactly(stream, lengthBytes, name);
        var textLength = lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (textLength > LongestText)
        {
            throw new InvalidFileException(
                name, $"the .npy header claims {textLength} bytes, more than the {LongestText} allowed; save the array again with numpy");
        }

        var offset = 8L + lengthBytes + textLength;
        Require(offset, length, name);
        var text = InputFile.ReadExactly(stream, textLength, name);
        return Check(Decode(text, name), offset, length, name);
    }

    /// <summary>The header of a little-endian C-order array, padded so that the elements begin at a multiple of 64 bytes.</summary>
    /// <exception cref="UsageException">numpy has no such element type.</exception>
    public static byte[] Encode(ElementType type, ReadOnlySpan<long> shape) => Encode(type, shape, 0);

    /// <summary>The same with room for any first axis: the header of a file that grows does not.</summary>
    /// <inheritdoc cref="Encode(ElementType, ReadOnlySpan{long})"/>
    public static byte[] EncodeGrowing(ElementType type, ReadOnlySpan<long> shape) => Encode(type, shape, RoomForGrowth);

    private static byte[] Encode(ElementType type, ReadOnlySpan<long> shape, int least)
    {
        var text = $"{{'descr': '{NpyType.TextOf(type)}', 'fortran_order': False, 'shape': {ArrayShape.Text(shape)}, }}";
        var length = Math.Max(least, (10 + text.Length + 1 + 63) / 64 * 64);
        var bytes = new byte[length];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)(length - 10)));
        bytes.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static string Decode(ReadOnlySpan<byte> text, string name) =>
        // Version 3 allows UTF-8 and the others Latin-1, but only names of fields can use them, and those are not read.
        Ascii.IsValid(text)
            ? Encoding.ASCII.GetString(text)
            : throw new InvalidFileException(name, "the .npy header holds characters that are not ASCII; save the array again with numpy");

    private static NpyHeader Check(string text, long offset, long length, string name)
    {
        var (descr, fortran, shape) = NpyHeaderParser.Parse(text, name);
        var type = NpyType.Parse(descr, name);
        if (!ArrayShape.TryByteCount(shape, type.ItemSize, out var bytes))
        {
            throw new InvalidFileException(
                name, $"the shape {ArrayShape.Text(shape)} is larger than any file; the header is damaged, so fetch or write the file again");
        }

        var present = length - offset;
        if (bytes > present)
        {
            throw InputFile.Truncated(name, bytes, present);
        }

        if (bytes < present)
        {
            throw new InvalidFileException(
                name, $"{present - bytes} bytes follow the array of shape {ArrayShape.Text(shape)}; keep one array in each .npy file");
        }

        return new NpyHeader(type, fortran && shape.Count(axis => axis != 1) > 1, shape, offset, bytes);
    }

    private static void Require(long bytes, long length, string name)
    {
        if (length < bytes)
        {
            throw InputFile.Truncated(name, bytes, length);
        }
    }
}
