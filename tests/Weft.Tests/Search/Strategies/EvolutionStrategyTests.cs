using System.ComponentModel.DataAnnotations;
using Shouldly;
using Weft.Search;
using Weft.Search.Strategies;

namespace Weft.Tests.Search.Strategies;

public sealed class EvolutionStrategyTests
{
    private static readonly EvolutionSettings Settings = new() { Population = 20, Tournament = 5, StepSize = 10 };

    [Theory]
    [InlineData("mfas")]
    [InlineData("mfas, three modalities")]
    [InlineData("bmnas")]
    [InlineData("bmnas, two steps")]
    public void Children_are_one_change_away_from_the_population(string name)
    {
        var space = SmallSpaces.All[name];
        using var strategy = new EvolutionStrategy(space, Settings, 80, 1);
        var scores = 0;

        // The earliest score best: whoever kept them would have their children.
        var steps = SmallStrategies.Drive(strategy, _ => 1.0 / ++scores);
        steps.Count.ShouldBe(8);
        for (var step = 2; step < steps.Count; step++)
        {
            var population = steps.Take(step).SelectMany(s => s).TakeLast(20).Select(c => c.Rows).ToList();
            foreach (var child in steps[step].Select(c => c.Rows))
            {
                population.ShouldContain(p => IsOneChange(p, child), $"{child} in step {step}");
            }
        }
    }

    [Fact]
    public void The_oldest_leave_however_good()
    {
        // 20 rows that share nothing with 20 newer, worse ones: no child is near them any more.
        using var strategy = new EvolutionStrategy(GoldenLandscape.Space, Settings, 1000, 1);
        strategy.Tell([.. Sequences(0).Select(rows => new ScoredChoice(rows, 0.9))]);
        var near = strategy.Ask().Select(p => p.Rows).ToList();
        near.ShouldAllBe(child => child.Rows.Take(3).Count(r => r[0] == 0) >= 2);
        strategy.Tell([.. Sequences(4).Select(rows => new ScoredChoice(rows, 0.1))]);
        strategy.Ask().ShouldAllBe(p => p.Rows.Rows.Take(3).Count(r => r[0] == 4) >= 2);
    }

    [Fact]
    public void Tournaments_are_won_by_the_better_and_never_by_what_failed()
    {
        using var strategy = new EvolutionStrategy(GoldenLandscape.Space, Settings with { Tournament = 20 }, 1000, 1);
        strategy.Tell([.. Sequences(4).Select((rows, i) => new ScoredChoice(rows, i == 7 ? 0.8 : i < 10 ? 0.1 : null))]);
        var winner = Sequences(4).ElementAt(7);
        strategy.Ask().Count(p => IsOneChange(winner, p.Rows)).ShouldBeGreaterThan(4, "a tournament of 20 mostly finds the best of 10");

        using var failed = new EvolutionStrategy(GoldenLandscape.Space, Settings, 1000, 1);
        failed.Tell([.. Sequences(4).Select(rows => new ScoredChoice(rows, null))]);
        failed.Ask().Select(p => p.Rows.Length).Distinct().Count().ShouldBeGreaterThan(1, "they are drawn anew");
    }

    [Fact]
    public void Changes_are_of_one_number_mostly_and_of_every_kind()
    {
        var space = GoldenLandscape.Space;
        var rows = ChoiceRows.Of([1, 1, 0], [3, 2, 1], [0, 0, 0]);
        var state = 5UL;
        var changed = Enumerable.Range(0, 600).Select(_ => Mutation.Change(space, rows, ref state)).ToList();
        changed.ShouldAllBe(c => space.Admits(c) && IsOneChange(rows, c));
        changed.Count(c => c.Length == 2).ShouldBeInRange(60, 140);
        changed.Count(c => c.Length == 4).ShouldBeInRange(60, 140);
        changed.Where(c => c.Length == 3).ShouldAllBe(c => Differences(rows, c) == 1);

        // Of two taps there is one cell; it changes all the same, by its operation or the order of its states.
        var only = SmallSpaces.BmNas(2, 1);
        var cell = only.Encode(only.Sample(1));
        IsOneChange(cell, Mutation.Change(only, cell, ref state)).ShouldBeTrue();
    }

    [Fact]
    public void It_beats_random_search_on_a_smooth_landscape()
    {
        var space = GoldenLandscape.Space;
        var evolved = SmallStrategies.MedianBest(seed => new EvolutionStrategy(space, new EvolutionSettings(), 195, seed), GoldenLandscape.Score);
        var random = SmallStrategies.MedianBest(seed => new RandomStrategy(space, new RandomSettings(), 195, seed), GoldenLandscape.Score);
        evolved.ShouldBeGreaterThan(random);
    }

    [Fact]
    public void A_tournament_larger_than_the_population_is_refused()
    {
        var settings = Settings with { Tournament = 21 };
        settings.Validate(new ValidationContext(settings)).ShouldHaveSingleItem()
            .ErrorMessage.ShouldBe("tournament is 21, but the population is only 20.");
        Settings.Validate(new ValidationContext(Settings)).ShouldBeEmpty();
    }

    /// <summary>Twenty different sequences whose first column is one number throughout.</summary>
    private static IEnumerable<ChoiceRows> Sequences(int first) =>
        Enumerable.Range(0, 20).Select(i => ChoiceRows.Of([first, i % 3, 0], [first, i / 3 % 3, 0], [first, i / 9 % 3, 1]));

    private static bool IsOneChange(ChoiceRows parent, ChoiceRows child)
    {
        var common = Math.Min(parent.Length, child.Length);
        var changed = Enumerable.Range(0, common).Count(l => !parent.Rows[l].AsSpan().SequenceEqual(child.Rows[l].AsSpan()));
        return parent.Length == child.Length ? changed == 1 : Math.Abs(parent.Length - child.Length) == 1 && changed == 0;
    }

    private static int Differences(ChoiceRows one, ChoiceRows other) =>
        one.Rows.Zip(other.Rows).Sum(pair => pair.First.Zip(pair.Second).Count(x => x.First != x.Second));
}
