using Shouldly;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Search.Surrogate;
using Weft.Torch;

namespace Weft.Tests.Search.Strategies;

public sealed class SurrogateStrategyTests
{
    [Fact]
    public void It_finds_better_than_random_search()
    {
        var space = GoldenLandscape.Space;
        var settings = new SurrogateSearchSettings
        {
            Sweeps = 2,
            Temperature = new() { Index = TemperatureIndex.Steps },
            Model = new() { Hidden = 50, Epochs = 20 },
        };
        using var planned = new SurrogateStrategy(space, settings, 1);
        planned.PlannedTrials.ShouldBe(30 + (7 * 15));
        var guided = SmallStrategies.MedianBest(seed => new SurrogateStrategy(space, settings, seed), GoldenLandscape.Score);
        var random = SmallStrategies.MedianBest(
            seed => new RandomStrategy(space, new RandomSettings(), planned.PlannedTrials, seed), GoldenLandscape.Score);
        guided.ShouldBeGreaterThan(random);
    }

    [Fact]
    public void The_published_sizes()
    {
        using var strategy = new SurrogateStrategy(GoldenLandscape.Space, new SurrogateSearchSettings(), 1);
        strategy.PlannedTrials.ShouldBe(195);
        strategy.SurrogateLoss.ShouldBe(double.NaN);
        var first = strategy.Ask();
        first.Select(p => p.Rows).Distinct().Count().ShouldBe(30);
        strategy.Tell([.. first.Select(p => new ScoredChoice(p.Rows, 0.5))]);
        strategy.SurrogateLoss.ShouldBeInRange(0, 0.2);
        strategy.Ask().Count.ShouldBe(15);
    }

    [Fact]
    public void The_first_step_and_the_candidates_are_bounded()
    {
        var space = GoldenLandscape.Space;
        var candidates = new List<int>();
        var settings = SmallStrategies.Surrogate with { FirstStep = 7, Candidates = 20 };
        using var strategy = new SurrogateStrategy(space, settings, 1)
        {
            Drawer = (_, probabilities, count) =>
            {
                candidates.Add(probabilities.Length);
                return [.. Enumerable.Range(0, count)];
            },
        };
        var steps = SmallStrategies.Drive(strategy, GoldenLandscape.Score);
        steps[0].Select(c => c.Rows).Distinct().Count().ShouldBe(7);
        steps.Skip(1).ShouldAllBe(s => s.Count == 5);
        candidates.Count.ShouldBe(8);
        candidates[0].ShouldBe(7);
        candidates.Skip(1).ShouldAllBe(c => c == 20);

        // One more allows them all.
        using var all = new SurrogateStrategy(space, settings with { FirstStep = 30 }, 1);
        all.Ask().Count.ShouldBe(30);
    }

    [Fact]
    public void A_prior_guides_the_draw_while_little_is_known()
    {
        // Cold, so that the draw follows the order; the prior likes what the surrogate has not learnt to.
        var settings = SmallStrategies.Surrogate with
        {
            FirstStep = 30,
            Candidates = 10_000,
            PriorTrials = 1e6,
            Temperature = new() { Initial = 0.02, Final = 0.02 },
        };
        MeanActivation(settings, null).ShouldBeInRange(0.2, 0.8);
        MeanActivation(settings, rows => rows.Rows[^1][2]).ShouldBe(1);
        MeanActivation(settings, rows => -rows.Rows[^1][2]).ShouldBe(0);
        MeanActivation(settings, rows => rows.Rows[^1][2] == 0 ? null : double.NegativeZero).ShouldBe(1, "what has no prior comes last");

        // No weight, no guidance.
        var none = settings with { PriorTrials = 0 };
        Second(none, rows => rows.Rows[^1][2], GoldenLandscape.Score).ShouldBe(Second(none, null, GoldenLandscape.Score));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void A_first_step_that_failed_as_a_whole_leaves_the_prior(double weight)
    {
        var settings = SmallStrategies.Surrogate with { PriorTrials = weight };
        var steps = Second(settings, rows => rows.Rows[^1][0], _ => null);
        steps.Count.ShouldBe(5);
        steps.ShouldAllBe(rows => rows.Length == 2);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1e-6)]
    public void A_draw_as_cold_as_settings_allow_takes_the_best(double temperature)
    {
        var settings = SmallStrategies.Surrogate with
        {
            FirstStep = 30,
            Candidates = 10_000,
            Temperature = new() { Initial = temperature, Final = temperature },
        };
        using var strategy = new SurrogateStrategy(GoldenLandscape.Space, settings, 1);
        var first = strategy.Ask();
        strategy.Tell([.. first.Select(p => new ScoredChoice(p.Rows, GoldenLandscape.Score(p.Rows)))]);
        var best = first.OrderByDescending(p => GoldenLandscape.Score(p.Rows)).Take(5).Select(p => p.Rows).ToList();
        var second = strategy.Ask();
        second.Count.ShouldBe(5);
        second.ShouldAllBe(p => best.Contains(new ChoiceRows(p.Rows.Rows.RemoveAt(1))));
    }

    [Fact]
    public void Spaces_with_less_than_a_step_are_searched()
    {
        using var tiny = new SurrogateStrategy(SmallSpaces.Tiny, SmallStrategies.Surrogate with { Samples = 50 }, 1);
        var steps = SmallStrategies.Drive(tiny, _ => 0.5);
        steps.Select(s => s.Count).ShouldBe([2, 4, 4, 4]);
        steps.ShouldAllBe(s => s.Select(c => c.Rows).Distinct().Count() == s.Count);

        // As published, equal children stay: here the second sweep has two of each.
        using var published = new SurrogateStrategy(SmallSpaces.Tiny, SmallStrategies.Surrogate with { Samples = 50 }, 1, distinct: false);
        SmallStrategies.Drive(published, _ => 0.5).Select(s => s.Count).ShouldBe([2, 4, 8, 16]);
    }

    [Fact]
    public void Rows_that_no_space_has_are_said_however_many_there_would_be()
    {
        // Of two taps there is one pair, which a second cell may not take again.
        foreach (var most in new[] { 2, 20_000 })
        {
            using var strategy = new SurrogateStrategy(SmallSpaces.BmNas(2, 2), SmallStrategies.Surrogate with { Candidates = most }, 1);
            strategy.Tell([.. strategy.Ask().Select(p => new ScoredChoice(p.Rows, 0.5))]);
            Should.Throw<WeftException>(() => strategy.Ask()).Message.ShouldBe("No candidate with 2 rows is possible in this space: use fewer rows.");
        }
    }

    private static double MeanActivation(SurrogateSearchSettings settings, Func<ChoiceRows, double?>? prior) =>
        Second(settings, prior, rows => 0.4 + (0.01 * rows.Rows[0][0])).Average(rows => rows.Rows[^1][2]);

    /// <summary>The choices of the second step.</summary>
    private static List<ChoiceRows> Second(SurrogateSearchSettings settings, Func<ChoiceRows, double?>? prior, Func<ChoiceRows, double?> score)
    {
        using var strategy = new SurrogateStrategy(GoldenLandscape.Space, settings, 1, prior: prior);
        strategy.Tell([.. strategy.Ask().Select(p => new ScoredChoice(p.Rows, score(p.Rows)))]);
        return [.. strategy.Ask().Select(p => p.Rows)];
    }
}
