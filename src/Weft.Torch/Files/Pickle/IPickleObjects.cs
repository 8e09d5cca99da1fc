namespace Weft.Torch.Files.Pickle;

/// <summary>
/// What a pickle may name beyond plain values. The machine runs nothing by itself: whoever reads a format says which few names it knows
/// and what they stand for, and every other name is refused.
/// </summary>
public interface IPickleObjects
{
    /// <summary>What stands for a name of Python code.</summary>
    /// <param name="module">The Python module, such as <c>collections</c>.</param>
    /// <param name="name">The name in it, such as <c>OrderedDict</c>.</param>
    /// <returns>What stands for it; null where the name is not on the list, which ends the reading.</returns>
    PickleFunction? Find(string module, string name);

    /// <summary>What stands for a value that the pickle only refers to.</summary>
    /// <param name="id">The reference, as the pickle holds it.</param>
    /// <returns>The value.</returns>
    /// <exception cref="FormatException">There is no such value; the message is a fragment of a sentence.</exception>
    object? Persistent(object? id);
}
