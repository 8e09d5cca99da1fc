using System.Collections.Immutable;

namespace Weft.Search;

/// <summary>
/// A space whose genotypes are sequences of rows, each row a choice from a finite list: what surrogate-guided search and evolution need.
/// A sequence may be shorter than the longest; it is then a smaller network.
/// </summary>
public interface ISequenceSpace : ISpace
{
    /// <summary>The largest number of rows.</summary>
    int Levels { get; }

    /// <summary>Numbers in a row.</summary>
    int RowWidth { get; }

    /// <summary>How many rows there are to choose from at a level.</summary>
    /// <param name="level">0 to <see cref="Levels"/> - 1.</param>
    long OptionCount(int level);

    /// <summary>A row by its place in the list of a level: the first number changes slowest.</summary>
    /// <param name="level">The level.</param>
    /// <param name="index">0 to <see cref="OptionCount"/> - 1.</param>
    ImmutableArray<int> Option(int level, long index);

    /// <summary>Whether rows that are each possible are possible together.</summary>
    bool Admits(ChoiceRows rows);

    /// <summary>A genotype's rows.</summary>
    ChoiceRows Encode(IGenotype genotype);

    /// <summary>The genotype of rows that the space admits.</summary>
    IGenotype Decode(ChoiceRows rows);
}
