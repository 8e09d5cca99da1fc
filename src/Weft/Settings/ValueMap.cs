using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Weft.Settings;

/// <summary>Immutable names and texts, in the order given, that equal another with the same pairs in whatever order.</summary>
public sealed class ValueMap : IReadOnlyDictionary<string, string>, IEquatable<ValueMap>
{
    private readonly KeyValuePair<string, string>[] pairs;
    private readonly Dictionary<string, string> values;

    /// <summary>Creates the map.</summary>
    /// <param name="pairs">The pairs; no name twice.</param>
    public ValueMap(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        this.pairs = [.. pairs];
        values = new Dictionary<string, string>(this.pairs, StringComparer.Ordinal);
    }

    /// <summary>No pairs.</summary>
    public static ValueMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public IEnumerable<string> Keys => pairs.Select(pair => pair.Key);

    /// <inheritdoc/>
    public IEnumerable<string> Values => pairs.Select(pair => pair.Value);

    /// <inheritdoc/>
    public int Count => pairs.Length;

    /// <inheritdoc/>
    public string this[string key] => values[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public bool Equals(ValueMap? other) =>
        other is not null
        && pairs.Length == other.pairs.Length
        && pairs.All(pair => other.values.TryGetValue(pair.Key, out var value) && string.Equals(value, pair.Value, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueMap);

    /// <inheritdoc/>
    public override int GetHashCode() => pairs.Aggregate(pairs.Length, (hash, pair) => hash ^ HashCode.Combine(pair.Key, pair.Value));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => pairs.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
