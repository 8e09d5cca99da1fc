using System.Collections.Immutable;
using Weft.Search;
using Weft.Torch;

namespace Weft.BmNas;

/// <summary>
/// BM-NAS's genotypes as rows, one for each cell: <c>[x, y, then for each inner step: operation, a, b]</c>. x &lt; y are raw taps, a and b
/// different states of the cell, as the decoder chooses them (specification 1.9).
/// </summary>
internal sealed class BmNasRows(IReadOnlyList<string> taps, BmNasShape shape, IReadOnlyList<string> operations)
{
    internal int Levels => shape.Cells;

    internal int RowWidth => 2 + (3 * shape.Steps);

    private long TapPairs => (long)taps.Count * (taps.Count - 1) / 2;

    internal long OptionCount()
    {
        try
        {
            return Enumerable.Range(0, shape.Steps).Aggregate(TapPairs, (count, step) => checked(count * StepOptions(step)));
        }
        catch (OverflowException)
        {
            throw new UsageException($"Cells of {shape.Steps} steps have more choices than can be counted; use fewer steps.");
        }
    }

    internal ImmutableArray<int> Option(long index)
    {
        var row = new int[RowWidth];
        for (var step = shape.Steps - 1; step >= 0; step--)
        {
            (index, var choice) = Math.DivRem(index, StepOptions(step));
            var (operation, pair) = Math.DivRem((int)choice, StatePairs(step));
            var (a, b) = Math.DivRem(pair, 1 + step);
            row[2 + (3 * step)] = operation;
            row[3 + (3 * step)] = a;

            // b runs over the states without a.
            row[4 + (3 * step)] = b >= a ? b + 1 : b;
        }

        for (row[0] = 0; index >= taps.Count - 1 - row[0]; row[0]++)
        {
            index -= taps.Count - 1 - row[0];
        }

        row[1] = row[0] + 1 + (int)index;
        return [.. row];
    }

    internal bool Admits(ChoiceRows rows)
    {
        var used = new bool[taps.Count];
        foreach (var row in rows.Rows)
        {
            if (!IsOption(row) || (used[row[0]] && used[row[1]]))
            {
                return false;
            }

            used[row[0]] = used[row[1]] = true;
        }

        return rows.Length >= 1 && rows.Length <= Levels;
    }

    /// <summary>A genotype's rows.</summary>
    /// <exception cref="WeftException">The genotype is not one that the decoder produces for this shape.</exception>
    internal ChoiceRows Encode(BmNasGenotype genotype)
    {
        // An operation that is not offered becomes -1, which is in no row.
        var rows = new ChoiceRows([.. genotype.Cells.Select(cell => (ImmutableArray<int>)
        [
            cell.X, cell.Y, .. cell.Steps.SelectMany(s => new[] { IndexOf(s.Operation), s.X, s.Y }),
        ])]);
        return Admits(rows) && Decode(rows).Equals(genotype)
            ? rows
            : throw new WeftException(
                "This genotype is not one of those that rows can tell: cells must fuse two taps in their order, not both used before, by "
                + $"steps of two different states, {shape.Steps} in a cell, with the operations {string.Join(", ", operations)}.");
    }

    internal BmNasGenotype Decode(ChoiceRows rows) => Admits(rows)
        ? new BmNasGenotype([.. taps], [.. rows.Rows.Select(DecodeCell)], Math.Min(shape.OutputCells, rows.Length))
        : throw new WeftException(
            $"{rows} is no sequence of this space: 1 to {Levels} rows of two taps, x < y, not both used before, and of an operation and "
            + $"two different states for each of {shape.Steps} steps.");

    private static int StatePairs(int step) => (2 + step) * (1 + step);

    private static bool IsBelow(int value, int count) => value >= 0 && value < count;

    private long StepOptions(int step) => (long)operations.Count * StatePairs(step);

    private bool IsOption(ImmutableArray<int> row) =>
        row.Length == RowWidth && row[0] < row[1] && IsBelow(row[0], taps.Count) && IsBelow(row[1], taps.Count)
        && Enumerable.Range(0, shape.Steps).All(step =>
            IsBelow(row[2 + (3 * step)], operations.Count) && IsBelow(row[3 + (3 * step)], 2 + step)
            && IsBelow(row[4 + (3 * step)], 2 + step) && row[3 + (3 * step)] != row[4 + (3 * step)]);

    private int IndexOf(string operation) =>
        Enumerable.Range(0, operations.Count).FirstOrDefault(o => string.Equals(operations[o], operation, StringComparison.Ordinal), -1);

    private CellGenotype DecodeCell(ImmutableArray<int> row) => new(
        row[0],
        row[1],
        [.. Enumerable.Range(0, shape.Steps).Select(s =>
            new StepGenotype(operations[row[2 + (3 * s)]], row[3 + (3 * s)], row[4 + (3 * s)]))],
        shape.OutputSteps);
}
