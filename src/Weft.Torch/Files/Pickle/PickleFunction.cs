namespace Weft.Torch.Files.Pickle;

/// <summary>What stands for a name of Python code in a pickle: a C# function over values that were read.</summary>
/// <param name="module">The Python module.</param>
/// <param name="name">The name in it.</param>
/// <param name="call">Makes the value that a call stands for; a <see cref="FormatException"/> says that the arguments do not fit.</param>
public sealed class PickleFunction(string module, string name, Func<PickleTuple, object?> call)
{
    /// <summary>Module and name, joined by a dot.</summary>
    public string FullName { get; } = $"{module}.{name}";

    /// <summary>Makes the value that a call stands for.</summary>
    /// <param name="arguments">The arguments as they were read.</param>
    /// <exception cref="FormatException">The arguments do not fit; the message is a fragment of a sentence.</exception>
    public object? Call(PickleTuple arguments) => call(arguments);
}
