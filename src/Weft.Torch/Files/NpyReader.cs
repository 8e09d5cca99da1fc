using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Torch.Files;

/// <summary>
/// Reads .npy files (versions 1, 2 and 3) into memory. Big-endian and Fortran-order arrays are converted; pickled objects are refused,
/// since reading them could run code. The shape is believed only where it accounts for every byte of the file.
/// </summary>
public static class NpyReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding Utf32 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);

    /// <summary>Reads an array of numbers from a file.</summary>
    /// <param name="path">The .npy file.</param>
    /// <returns>The array, little-endian in C order.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged, holds texts or an unsupported type.</exception>
    public static NdArray Read(string path)
    {
        using var stream = InputFile.Open(path);
        return Read(stream, stream.Length, path);
    }

    /// <summary>Reads an array of numbers from a stream.</summary>
    /// <param name="stream">The content, from its start; it stays open.</param>
    /// <param name="length">How many bytes the content has in all; the array must account for each.</param>
    /// <param name="name">What messages call the file.</param>
    /// <returns>The array, little-endian in C order.</returns>
    /// <exception cref="InvalidFileException">The content is damaged, holds texts or an unsupported type.</exception>
    public static NdArray Read(Stream stream, long length, string name)
    {
        var header = NpyHeader.Read(stream, length, name);
        if (header.Type.Element is not { } type)
        {
            throw new InvalidFileException(name, "the array holds texts where numbers are needed; give a file of numbers");
        }

        var bytes = NpyLayout.ToLittleEndianCOrder(InputFile.ReadExactly(stream, header.DataBytes, name), header);
        if (type == ElementType.Bool && !NdArray.AreBools(bytes))
        {
            throw new InvalidFileException(name, "a bool is neither 0 nor 1; the file is damaged, so fetch or write it again");
        }

        return new NdArray(type, bytes, header.Shape);
    }

    /// <summary>Reads an array of texts (numpy types U, and S as UTF-8) from a file.</summary>
    /// <param name="path">The .npy file.</param>
    /// <returns>The texts in C order.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged or does not hold texts.</exception>
    public static StringArray ReadStrings(string path)
    {
        using var stream = InputFile.Open(path);
        return ReadStrings(stream, stream.Length, path);
    }

    /// <summary>Reads an array of texts (numpy types U, and S as UTF-8) from a stream.</summary>
    /// <param name="stream">The content, from its start; it stays open.</param>
    /// <param name="length">How many bytes the content has in all; the array must account for each.</param>
    /// <param name="name">What messages call the file.</param>
    /// <returns>The texts in C order.</returns>
    /// <exception cref="InvalidFileException">The content is damaged or does not hold texts.</exception>
    public static StringArray ReadStrings(Stream stream, long length, string name)
    {
        var header = NpyHeader.Read(stream, length, name);
        if (header.Type.Element is not null)
        {
            throw new InvalidFileException(name, "the array holds numbers where texts are needed; give a file of texts");
        }

        var bytes = NpyLayout.ToLittleEndianCOrder(InputFile.ReadExactly(stream, header.DataBytes, name), header);
        var item = header.Type.ItemSize;
        var values = new string[bytes.Length / item];
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Decode(bytes.AsSpan(i * item, item), header.Type.IsUnicode);
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidFileException(name, "a text is not valid Unicode; save the array again with numpy", e);
        }

        return new StringArray([.. header.Shape], ImmutableCollectionsMarshal.AsImmutableArray(values));
    }

    private static string Decode(ReadOnlySpan<byte> item, bool unicode)
    {
        if (!unicode)
        {
            return Utf8.GetString(item.TrimEnd((byte)0));
        }

        var characters = MemoryMarshal.Cast<byte, uint>(item).TrimEnd(0u);
        return Utf32.GetString(MemoryMarshal.AsBytes(characters));
    }
}
