namespace Weft.Cdar.Evaluation;

/// <summary>
/// Pairs rows with columns so that the pairs' costs are least in sum (Kuhn 1955; by shortest augmenting paths with potentials, Jonker and
/// Volgenant 1987), in O(n² m) for n rows or columns, whichever are fewer, and m of the other.
/// </summary>
public static class HungarianAssignment
{
    /// <summary>Finds an assignment of least cost; every row gets a column, or every column a row, whichever are fewer.</summary>
    /// <param name="costs">[rows, columns] in C order; finite.</param>
    /// <param name="rows">Rows; 0 gives no pair.</param>
    /// <param name="columns">Columns.</param>
    /// <returns>The column of each row; -1 for a row without one.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit the number of costs, or a cost is not finite.</exception>
    public static int[] Solve(ReadOnlySpan<double> costs, int rows, int columns)
    {
        if (rows < 0 || columns < 0 || (long)rows * columns != costs.Length)
        {
            throw new ArgumentException($"[{rows}, {columns}] does not hold {costs.Length} costs.", nameof(costs));
        }

        foreach (var cost in costs)
        {
            if (!double.IsFinite(cost))
            {
                throw new ArgumentException("A cost is not finite.", nameof(costs));
            }
        }

        if (rows <= columns)
        {
            return Match(costs, rows, columns);
        }

        var turned = new double[costs.Length];
        for (var i = 0; i < costs.Length; i++)
        {
            turned[(i % columns * rows) + (i / columns)] = costs[i];
        }

        var rowOf = Match(turned, columns, rows);
        var columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        for (var column = 0; column < rowOf.Length; column++)
        {
            columnOf[rowOf[column]] = column;
        }

        return columnOf;
    }

    /// <summary>Takes up one row after the other; row and column 0 stand for "none".</summary>
    private static int[] Match(ReadOnlySpan<double> costs, int rows, int columns)
    {
        var rowPotential = new double[rows + 1];
        var columnPotential = new double[columns + 1];
        var rowOf = new int[columns + 1];
        var before = new int[columns + 1];
        var least = new double[columns + 1];
        var reached = new bool[columns + 1];
        for (var start = 1; start <= rows; start++)
        {
            Array.Fill(least, double.PositiveInfinity);
            Array.Clear(reached);
            rowOf[0] = start;
            var at = 0;
            do
            {
                reached[at] = true;
                var row = rowOf[at];
                var (step, next) = (double.PositiveInfinity, 0);
                for (var column = 1; column <= columns; column++)
                {
                    if (reached[column])
                    {
                        continue;
                    }

                    var cost = costs[((row - 1) * columns) + column - 1] - rowPotential[row] - columnPotential[column];
                    if (cost < least[column])
                    {
                        (least[column], before[column]) = (cost, at);
                    }

                    if (least[column] < step)
                    {
                        (step, next) = (least[column], column);
                    }
                }

                for (var column = 0; column <= columns; column++)
                {
                    if (reached[column])
                    {
                        rowPotential[rowOf[column]] += step;
                        columnPotential[column] -= step;
                    }
                    else
                    {
                        least[column] -= step;
                    }
                }

                at = next;
            }
            while (rowOf[at] != 0);

            // The free column is reached: everyone on the way moves up by one.
            for (; at != 0; at = before[at])
            {
                rowOf[at] = rowOf[before[at]];
            }
        }

        var columnOf = new int[rows];
        for (var column = 1; column <= columns; column++)
        {
            if (rowOf[column] != 0)
            {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }

        return columnOf;
    }
}
