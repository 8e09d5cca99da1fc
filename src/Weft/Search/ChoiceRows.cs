using System.Collections.Immutable;

namespace Weft.Search;

/// <summary>A genotype as a sequence of rows of small whole numbers: what strategies compare, change and learn from. An immutable value.</summary>
/// <param name="Rows">The rows in order, each as wide as the space says.</param>
public sealed record ChoiceRows(ImmutableArray<ImmutableArray<int>> Rows)
{
    /// <summary>The number of rows.</summary>
    public int Length => Rows.Length;

    /// <summary>Creates one from plain arrays.</summary>
    public static ChoiceRows Of(params int[][] rows) => new([.. rows.Select(r => r.ToImmutableArray())]);

    /// <summary>The same sequence with a row put at a level: in the place of the one that is there, or behind the last.</summary>
    /// <param name="level">0 to <see cref="Length"/>.</param>
    /// <param name="row">The row.</param>
    public ChoiceRows With(int level, ImmutableArray<int> row) => new(level < Length ? Rows.SetItem(level, row) : Rows.Add(row));

    /// <inheritdoc/>
    public bool Equals(ChoiceRows? other) =>
        other is not null && Length == other.Length && Rows.Zip(other.Rows).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in Rows.SelectMany(r => r))
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Rows.Select(r => $"[{string.Join(", ", r)}]"))}]";
}
