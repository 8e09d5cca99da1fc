using Shouldly;
using Weft.Runs;

namespace Weft.Tests.Runs;

public sealed class RankCorrelationTests
{
    private const double Exact = 1e-12;

    [Fact]
    public void Equal_values_share_the_mean_of_their_ranks() =>
        RankCorrelation.Ranks([30, 10, 20, 20, 5, 20]).ShouldBe([6, 2, 4, 4, 1, 4]);

    /// <summary>Ranks 1, 2.5, 2.5, 4 against 1, 3.5, 2, 3.5: 3.75 / 4.5. Four pairs agree, five are told apart by each side: 4 / 5.</summary>
    [Fact]
    public void Ties_by_hand()
    {
        RankCorrelation.Spearman([1, 2, 2, 3], [1, 3, 2, 3])!.Value.ShouldBe(3.75 / 4.5, Exact);
        RankCorrelation.Kendall([1, 2, 2, 3], [1, 3, 2, 3])!.Value.ShouldBe(0.8, Exact);
    }

    /// <summary>A textbook's example: the squared differences of ranks sum to 194, 20 pairs agree, 25 do not.</summary>
    [Fact]
    public void A_known_example()
    {
        double[] iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
        double[] hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
        RankCorrelation.Spearman(iq, hours)!.Value.ShouldBe(1 - (6 * 194.0 / 990), Exact);
        RankCorrelation.Kendall(iq, hours)!.Value.ShouldBe(-5.0 / 45, Exact);
    }

    [Fact]
    public void Only_the_order_counts()
    {
        double[] values = [0.3, -2, 7, 1e9, 0.31];
        double[] curved = [.. values.Select(value => Math.Atan(value))];
        RankCorrelation.Spearman(values, curved).ShouldBe(1);
        RankCorrelation.Kendall(values, curved).ShouldBe(1);
        RankCorrelation.Spearman(values, [.. curved.Select(value => -value)]).ShouldBe(-1);
        RankCorrelation.Kendall(values, [.. curved.Select(value => -value)]).ShouldBe(-1);
    }

    /// <summary>Without ties Spearman is 1 - 6 sum(d²) / (n (n² - 1)), whatever the order.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(31)]
    public void It_agrees_with_the_formula_without_ties(int count)
    {
        var order = Enumerable.Range(0, count).Select(i => (double)i).ToArray();
        var shuffled = order.ToArray();
        new Random(count).Shuffle(shuffled);
        var squares = order.Zip(shuffled, (a, b) => (a - b) * (a - b)).Sum();
        RankCorrelation.Spearman(order, shuffled)!.Value.ShouldBe(1 - (6 * squares / (count * ((double)(count * count) - 1))), Exact);
    }

    [Fact]
    public void Where_nothing_can_be_ordered_there_is_no_correlation()
    {
        (double[] First, double[] Second)[] undefined =
        [
            ([], []), ([1], [2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, double.NaN], [3, double.NaN, 4]), ([0.0, -0.0], [1, 2]),
        ];
        foreach (var (first, second) in undefined)
        {
            RankCorrelation.Spearman(first, second).ShouldBeNull();
            RankCorrelation.Kendall(first, second).ShouldBeNull();
        }
    }

    [Fact]
    public void Pairs_that_are_not_finite_are_left_out_and_lengths_must_agree()
    {
        RankCorrelation.Spearman([1, double.PositiveInfinity, 2, 3], [1, 0, 2, 3]).ShouldBe(1);
        Should.Throw<ArgumentException>(() => RankCorrelation.Kendall([1, 2], [1])).Message.ShouldStartWith("2 values cannot be compared with 1.");
    }
}
