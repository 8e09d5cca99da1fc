using Shouldly;
using Weft.Cdar.Evaluation;
using Weft.Data;

namespace Weft.Tests.Cdar.Evaluation;

public sealed class HungarianAssignmentTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(6, 6)]
    [InlineData(3, 6)]
    [InlineData(6, 3)]
    [InlineData(1, 7)]
    [InlineData(7, 1)]
    public void It_finds_what_trying_all_finds(int rows, int columns)
    {
        var draws = ItemRandom.For(3, rows, columns);
        for (var n = 0; n < 40; n++)
        {
            // Few different costs, some below 0: ties are where a wrong search shows.
            var costs = Enumerable.Range(0, rows * columns).Select(_ => (double)draws.Next(n < 20 ? 5 : 1000) - 2).ToArray();
            var assigned = HungarianAssignment.Solve(costs, rows, columns);
            var pairs = assigned.Select((column, row) => (Row: row, Column: column)).Where(pair => pair.Column >= 0).ToList();
            pairs.Count.ShouldBe(Math.Min(rows, columns));
            pairs.Select(pair => pair.Column).ShouldBeUnique();
            pairs.Sum(pair => costs[(pair.Row * columns) + pair.Column]).ShouldBe(Least(costs, rows, columns, 0, new bool[columns], rows - columns));
        }
    }

    [Fact]
    public void Nothing_gives_nothing() => HungarianAssignment.Solve([], 0, 4).ShouldBeEmpty();

    [Fact]
    public void What_cannot_be_assigned_is_said()
    {
        Should.Throw<ArgumentException>(() => HungarianAssignment.Solve([1, 2, 3], 2, 2)).Message.ShouldContain("[2, 2] does not hold 3 costs.");
        Should.Throw<ArgumentException>(() => HungarianAssignment.Solve([double.NaN], 1, 1)).Message.ShouldContain("A cost is not finite.");
    }

    private static double Least(double[] costs, int rows, int columns, int row, bool[] used, int spare)
    {
        if (row == rows)
        {
            return 0;
        }

        var best = spare > 0 ? Least(costs, rows, columns, row + 1, used, spare - 1) : double.PositiveInfinity;
        for (var column = 0; column < columns; column++)
        {
            if (!used[column])
            {
                used[column] = true;
                best = Math.Min(best, costs[(row * columns) + column] + Least(costs, rows, columns, row + 1, used, spare));
                used[column] = false;
            }
        }

        return best;
    }
}
