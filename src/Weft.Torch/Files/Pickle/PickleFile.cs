namespace Weft.Torch.Files.Pickle;

/// <summary>Files that are one pickle, such as annotations written by Python 2 or 3. Nothing in them is ever run.</summary>
public static class PickleFile
{
    /// <summary>The operations that a file may have unless told otherwise; the memory is bounded by a small multiple of it.</summary>
    public const long DefaultMaximumOperations = 50_000_000;

    /// <summary>
    /// Reads a file of plain values: texts, numbers, lists, tuples, dictionaries. Byte strings of Python 2 are read as texts.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="objects">The names of Python code that it may hold; none if null.</param>
    /// <param name="maximumOperations">How many operations it may have.</param>
    /// <returns>
    /// null, bool, long, BigInteger, double, string, byte[], a <see cref="List{T}"/> of object (sets too), <see cref="PickleTuple"/> or
    /// <see cref="PickleMap"/>.
    /// </returns>
    /// <exception cref="InvalidFileException">It is missing, damaged, hostile, or names code that is not on the list.</exception>
    public static object? Read(string path, IPickleObjects? objects = null, long maximumOperations = DefaultMaximumOperations)
    {
        using var stream = InputFile.Open(path);
        var input = new PickleInput(stream, stream.Length, path);
        var value = new PickleMachine(input, objects ?? new PlainObjects(), maximumOperations).Read();
        return input.Left == 0
            ? value
            : throw input.Refuse($"the pickle ends but {input.Left} bytes follow; this is no such file, or it is damaged");
    }

    private sealed class PlainObjects : IPickleObjects
    {
        public PickleFunction? Find(string module, string name) => null;

        public object? Persistent(object? id) => throw new FormatException(
            "a value is referred to that lies outside of the file; it is of another kind");
    }
}
