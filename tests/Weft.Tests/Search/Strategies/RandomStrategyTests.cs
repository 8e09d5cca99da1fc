using Shouldly;
using Weft.Search;
using Weft.Search.Strategies;

namespace Weft.Tests.Search.Strategies;

public sealed class RandomStrategyTests
{
    [Fact]
    public void Nothing_comes_twice_while_there_is_more()
    {
        using var strategy = new RandomStrategy(GoldenLandscape.Space, new RandomSettings(), 200, 3);
        var steps = SmallStrategies.Drive(strategy, _ => 0.5);
        steps.Select(s => s.Count).ShouldBe([.. Enumerable.Repeat(15, 13), 5]);
        var choices = steps.SelectMany(s => s).Select(c => c.Rows).ToList();
        choices.Distinct().Count().ShouldBe(200);
        choices.Select(c => c.Length).Distinct().Order().ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void A_space_that_is_used_up_is_repeated_and_all_of_it_came()
    {
        using var strategy = new RandomStrategy(SmallSpaces.Tiny, new RandomSettings { StepSize = 4 }, 20, 3);
        var choices = SmallStrategies.Drive(strategy, _ => 0.5).SelectMany(s => s).Select(c => c.Rows).ToList();
        choices.Count.ShouldBe(20);
        choices.Take(6).Distinct().Count().ShouldBe(6, "there are six");
    }

    [Fact]
    public void Scores_do_not_matter()
    {
        using var one = new RandomStrategy(GoldenLandscape.Space, new RandomSettings(), 60, 3);
        using var two = new RandomStrategy(GoldenLandscape.Space, new RandomSettings(), 60, 3);
        Rows(SmallStrategies.Drive(one, GoldenLandscape.Score)).ShouldBe(Rows(SmallStrategies.Drive(two, _ => null)));
    }

    private static IEnumerable<ChoiceRows> Rows(List<List<ScoredChoice>> steps) => steps.SelectMany(s => s).Select(c => c.Rows);
}
