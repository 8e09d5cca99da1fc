namespace Weft.Search.Strategies;

/// <summary>Small random changes of a choice, for any space of rows.</summary>
internal static class Mutation
{
    private const int Attempts = 64;

    /// <summary>
    /// One change: mostly a row is drawn anew until just one of its numbers differs, where the space has such rows; sometimes the last
    /// row leaves or another is appended.
    /// </summary>
    /// <param name="space">The space, which must admit the result.</param>
    /// <param name="rows">What is changed.</param>
    /// <param name="state">The stream of random numbers; advanced.</param>
    /// <returns>A choice that the space admits; the given one if no change was found.</returns>
    internal static ChoiceRows Change(ISequenceSpace space, ChoiceRows rows, ref ulong state)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var changed = Seeds.Below(ref state, 6) switch
            {
                0 when rows.Length > 1 => new ChoiceRows(rows.Rows.RemoveAt(rows.Length - 1)),
                1 when rows.Length < space.Levels => rows.With(rows.Length, RandomRow(space, rows.Length, ref state)),
                _ => Replace(space, rows, strict: attempt < Attempts / 2, ref state),
            };
            if (!changed.Equals(rows) && space.Admits(changed))
            {
                return changed;
            }
        }

        return rows;
    }

    /// <summary>Any row of a level.</summary>
    internal static System.Collections.Immutable.ImmutableArray<int> RandomRow(ISequenceSpace space, int level, ref ulong state) =>
        space.Option(level, (long)((UInt128)Seeds.Next(ref state) * (ulong)space.OptionCount(level) >> 64));

    private static ChoiceRows Replace(ISequenceSpace space, ChoiceRows rows, bool strict, ref ulong state)
    {
        var level = Seeds.Below(ref state, rows.Length);
        var row = RandomRow(space, level, ref state);
        var old = rows.Rows[level];
        for (var draw = 0; strict && draw < Attempts && row.Where((value, i) => value != old[i]).Count() != 1; draw++)
        {
            row = RandomRow(space, level, ref state);
        }

        return rows.With(level, row);
    }
}
