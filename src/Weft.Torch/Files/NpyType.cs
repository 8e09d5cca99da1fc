namespace Weft.Torch.Files;

/// <summary>What the elements of a .npy file are: numbers of a known type, or texts of a fixed width.</summary>
/// <param name="Element">The number type; null for texts.</param>
/// <param name="IsUnicode">For texts: UTF-32 code points rather than bytes.</param>
/// <param name="ItemSize">The bytes of one element, at least 1.</param>
/// <param name="UnitSize">The bytes whose order is the file's: the element's, or one character's.</param>
/// <param name="BigEndian">Whether the bytes of a unit are in big-endian order.</param>
internal readonly record struct NpyType(ElementType? Element, bool IsUnicode, int ItemSize, int UnitSize, bool BigEndian)
{
    /// <summary>Reads numpy's short type text such as "&lt;f4".</summary>
    /// <exception cref="InvalidFileException">The type is unknown or is one that is not read here, with what to do instead.</exception>
    public static NpyType Parse(string text, string name)
    {
        var order = text.Length > 0 && "<>|=".Contains(text[0]) ? text[0] : '\0';
        var code = order == '\0' ? text : text[1..];
        if (code.StartsWith('O'))
        {
            throw new InvalidFileException(
                name,
                "the array holds pickled Python objects, and reading pickles can run any code, so it is refused; if you trust the file, "
                + "load it in Python with allow_pickle=True and save its content again as arrays of numbers or texts (np.save)");
        }

        if (code.StartsWith('U') || code.StartsWith('S'))
        {
            return ParseText(code, order == '>', text, name);
        }

        ElementType? element = code switch
        {
            "b1" or "?" => ElementType.Bool,
            "u1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            _ => null,
        };
        if (element is not { } known || (order == '|' && known.ByteSize() > 1) || order == '\0')
        {
            throw new InvalidFileException(
                name,
                $"the element type {InputFile.Quote(text)} is not supported; save the array again as bool, uint8, a signed integer or a "
                + "float, for example with array.astype(np.float32)");
        }

        return new NpyType(known, false, known.ByteSize(), known.ByteSize(), order == '>');
    }

    /// <summary>numpy's text for a type, little-endian.</summary>
    /// <exception cref="UsageException">numpy has no such type.</exception>
    public static string TextOf(ElementType type) => type switch
    {
        ElementType.Bool => "|b1",
        ElementType.UInt8 => "|u1",
        ElementType.Int8 => "|i1",
        ElementType.Int16 => "<i2",
        ElementType.Int32 => "<i4",
        ElementType.Int64 => "<i8",
        ElementType.Float16 => "<f2",
        ElementType.Float32 => "<f4",
        ElementType.Float64 => "<f8",
        ElementType.BFloat16 => throw new UsageException(
            "A .npy file cannot hold BFloat16; convert the array to Float32 or write a .safetensors file."),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    private static NpyType ParseText(string code, bool bigEndian, string text, string name)
    {
        var unicode = code[0] == 'U';
        var unit = unicode ? 4 : 1;
        // A width of 0 would let any number of elements hide in no bytes at all.
        if (!int.TryParse(code.AsSpan(1), System.Globalization.NumberStyles.None, null, out var width)
            || width == 0 || width > int.MaxValue / unit)
        {
            throw new InvalidFileException(
                name, $"the text type {InputFile.Quote(text)} has no usable width; save the array again with numpy");
        }

        return new NpyType(null, unicode, width * unit, unit, bigEndian);
    }
}
