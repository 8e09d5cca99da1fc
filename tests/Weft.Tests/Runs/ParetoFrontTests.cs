using Shouldly;
using Weft.Runs;

namespace Weft.Tests.Runs;

public sealed class ParetoFrontTests
{
    [Fact]
    public void Members_are_beaten_by_nobody_and_ascend()
    {
        (double Score, double Cost)[] points = [(0.9, 30), (0.7, 10), (0.6, 5), (0.8, 40), (0.85, 20), (0.65, 12)];
        ParetoFront.Of(points).ShouldBe([2, 1, 4, 0]);
    }

    [Fact]
    public void Ties_leave_the_cheaper_the_better_and_of_equals_the_first()
    {
        ParetoFront.Of([(0.5, 3), (0.5, 2), (0.5, 4)]).ShouldBe([1]);
        ParetoFront.Of([(0.4, 2), (0.6, 2), (0.5, 2)]).ShouldBe([1]);
        ParetoFront.Of([(0.1, 9), (0.5, 2), (0.5, 2)]).ShouldBe([1]);
    }

    [Fact]
    public void What_is_not_finite_takes_no_part()
    {
        ParetoFront.Of([]).ShouldBeEmpty();
        ParetoFront.Of([(double.NaN, 1), (double.PositiveInfinity, 1), (0.5, double.NaN), (0.5, double.NegativeInfinity), (0.1, 7)]).ShouldBe([4]);
    }

    /// <summary>The definition itself, pair by pair, on points with many ties.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_agrees_with_the_definition(int seed)
    {
        var random = new Random(seed);
        var points = Enumerable.Range(0, 60).Select(_ => (Score: (double)random.Next(12), Cost: (double)random.Next(12))).ToArray();
        var expected = points.Where(p => !points.Any(q => q.Score >= p.Score && q.Cost <= p.Cost && q != p)).Distinct().OrderBy(p => p.Cost);
        var front = ParetoFront.Of(points);
        front.Select(i => points[i]).ShouldBe(expected);
        front.ShouldAllBe(i => Array.IndexOf(points, points[i]) == i);
    }
}
