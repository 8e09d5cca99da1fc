using System.Collections.Immutable;

namespace Weft.Torch.Files.Pickle;

/// <summary>
/// A tuple of a pickle. Two of them are equal only if they are the same one: comparing what they hold would let a few bytes, which name one
/// tuple twice in the next and so on, take for ever.
/// </summary>
/// <param name="items">What it holds.</param>
public sealed class PickleTuple(ImmutableArray<object?> items)
{
    /// <summary>What it holds: plain values, lists, dictionaries, tuples.</summary>
    public ImmutableArray<object?> Items { get; } = items;
}
