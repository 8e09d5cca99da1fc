using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Weft.Torch.Files.Pickle;

/// <summary>
/// A dictionary of a pickle, in the order in which its keys were first set. Keys are texts, numbers, truth values or tuples.
/// </summary>
public sealed class PickleMap
{
    // Made when the first entry comes: a hostile pickle may hold millions of empty ones.
    private OrderedDictionary<object, object?>? entries;

    /// <summary>How many entries there are.</summary>
    public int Count => entries?.Count ?? 0;

    /// <summary>The entries in order.</summary>
    public IEnumerable<KeyValuePair<object, object?>> Entries => entries ?? Enumerable.Empty<KeyValuePair<object, object?>>();

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, which may be null.</param>
    /// <returns>Whether there is such a key.</returns>
    public bool TryGet(object key, out object? value)
    {
        value = null;
        return entries is not null && entries.TryGetValue(key, out value);
    }

    /// <summary>Sets a key's value.</summary>
    /// <exception cref="FormatException">Such a key cannot be looked up.</exception>
    internal void Set(object? key, object? value)
    {
        if (key is not (string or long or bool or double or PickleTuple))
        {
            throw new FormatException("a dictionary's key is neither a text, a number, a truth value nor a tuple");
        }

        entries ??= new OrderedDictionary<object, object?>(KeyComparer.Instance);
        entries[key] = value;
    }

    /// <summary>Hashes that a file cannot foresee: numbers chosen to collide would make every look-up a walk through all of them.</summary>
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static readonly KeyComparer Instance = new();

        bool IEqualityComparer<object>.Equals(object? x, object? y) => x is PickleTuple ? ReferenceEquals(x, y) : Equals(x, y);

        public int GetHashCode([DisallowNull] object obj) => obj switch
        {
            long number => Mix(number),
            double number => Mix(BitConverter.DoubleToInt64Bits(number)),
            PickleTuple => RuntimeHelpers.GetHashCode(obj),
            _ => obj.GetHashCode(),
        };

        private static int Mix(long bits) => HashCode.Combine((int)bits, (int)(bits >> 32));
    }
}
