using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Formats;

/// <summary>What readers of sources that come as one archive share.</summary>
internal static class SourceFile
{
    /// <summary>The file itself, or the one of the usual name in a folder.</summary>
    /// <param name="source">A file or a folder.</param>
    /// <param name="usualName">The file's name in a folder.</param>
    /// <exception cref="InvalidFileException">It is not there.</exception>
    public static string Find(string source, string usualName)
    {
        var path = Directory.Exists(source) ? Path.Combine(source, usualName) : source;
        return File.Exists(path)
            ? path
            : throw new InvalidFileException(path, "is not there; name the file, or a folder that has it");
    }

    /// <summary>A list of whole numbers of any integer type.</summary>
    /// <exception cref="InvalidFileException">The array is absent, damaged, or not such a list.</exception>
    public static long[] Integers(NpzReader archive, string name, string path)
    {
        var array = archive.Read(name);
        return array.Shape.Length == 1 && Widened(array) is { } values
            ? values
            : throw new InvalidFileException(path, $"its array '{name}' holds {array}, but must be a list of integers; write it again");
    }

    /// <summary>The elements of an integer array as 64-bit numbers; null if they are not integers.</summary>
    public static long[]? Widened(NdArray array) => array.Type switch
    {
        ElementType.Bool => Array.ConvertAll(array.As<bool>().ToArray(), v => v ? 1L : 0),
        ElementType.UInt8 => Array.ConvertAll(array.As<byte>().ToArray(), v => (long)v),
        ElementType.Int8 => Array.ConvertAll(array.As<sbyte>().ToArray(), v => (long)v),
        ElementType.Int16 => Array.ConvertAll(array.As<short>().ToArray(), v => (long)v),
        ElementType.Int32 => Array.ConvertAll(array.As<int>().ToArray(), v => (long)v),
        ElementType.Int64 => array.As<long>().ToArray(),
        _ => null,
    };
}
