using Shouldly;
using Weft.Runs;
using Weft.Tests.Runs.Html;
using Weft.Torch;

namespace Weft.Tests.Runs;

public sealed class TrialBudgetTests
{
    private static readonly TrialReport[] Trials =
    [
        SampleTrials.Trial(1, 0.70, parameters: 900, milliseconds: 0.50),
        SampleTrials.Trial(2, 0.90, parameters: 5000, milliseconds: 0.30),
        SampleTrials.Trial(3, null, parameters: 10, milliseconds: 0.01),
        SampleTrials.Trial(4, 0.80, parameters: 2000, milliseconds: 0.40),
        SampleTrials.Trial(5, 0.95),
        SampleTrials.Trial(6, double.NaN),
    ];

    [Theory]
    [InlineData(null, null, 5)]
    [InlineData(5000L, null, 2)]
    [InlineData(4999L, null, 4)]
    [InlineData(900L, null, 1)]
    [InlineData(null, 0.30, 2)]
    [InlineData(3000L, 0.45, 4)]
    public void The_best_within_the_budget_is_chosen(long? parameters, double? milliseconds, int number) =>
        new TrialBudget(parameters, milliseconds).Choose(Trials).Number.ShouldBe(number);

    [Theory]
    [InlineData(899L, null, "No trial has at most 899 parameters; the smallest, trial 1, has 900.")]
    [InlineData(null, 0.2, "No trial takes at most 0.2 ms; the fastest, trial 2, takes 0.3 ms.")]
    [InlineData(2000L, 0.3, "No trial fits both budgets; with at most 2000 parameters the fastest, trial 4, takes 0.4 ms.")]
    public void Where_nothing_fits_the_cheapest_is_named(long? parameters, double? milliseconds, string sentence) =>
        Should.Throw<WeftException>(() => new TrialBudget(parameters, milliseconds).Choose(Trials)).Message.ShouldBe(sentence);

    [Fact]
    public void The_time_that_is_named_is_a_budget_that_fits()
    {
        TrialReport[] odd = [SampleTrials.Trial(1, 0.5, milliseconds: 0.13444512986365945)];
        Refusal(new(Milliseconds: 0.1), odd).ShouldBe("No trial takes at most 0.1 ms; the fastest, trial 1, takes 0.1345 ms.");
        new TrialBudget(Milliseconds: 0.1345).Choose(odd).Number.ShouldBe(1);
    }

    [Fact]
    public void Costs_that_are_not_known_fit_no_budget()
    {
        TrialReport[] unknown = [SampleTrials.Trial(1, 0.5)];
        Refusal(new(Parameters: 1), unknown).ShouldBe("The parameters of no trial are known, so --budget-parameters cannot choose; leave it out.");
        Refusal(new(Milliseconds: 1), unknown).ShouldBe("The time of no trial's network was measured, so --budget-ms cannot choose; leave it out.");
        Refusal(new(10, 1), [SampleTrials.Trial(1, 0.5, parameters: 10), SampleTrials.Trial(2, 0.5, parameters: 11, milliseconds: 0.5)])
            .ShouldBe("No trial fits both budgets; the time of those with at most 10 parameters was not measured.");
    }

    [Fact]
    public void Without_scores_there_is_nothing_to_pick()
    {
        Refusal(new(), []).ShouldBe("The search has no trial yet, so there is nothing to pick.");
        Refusal(new(), [SampleTrials.Trial(1, null)]).ShouldStartWith("None of the 1 trials gave a score, so there is nothing to pick;");
    }

    [Fact]
    public void Of_equal_scores_the_smaller_network_comes_first_then_the_lower_number()
    {
        TrialReport[] equal =
        [
            SampleTrials.Trial(1, 0.9), SampleTrials.Trial(2, 0.9, parameters: 50), SampleTrials.Trial(4, 0.9, parameters: 40),
            SampleTrials.Trial(3, 0.9, parameters: 40), SampleTrials.Trial(5, 0.91, parameters: 90),
        ];
        TrialRanking.Ranked(equal).Select(trial => trial.Number).ShouldBe([5, 3, 4, 2, 1]);
        TrialRanking.Best([SampleTrials.Trial(1, 0.9) with { State = "failed" }]).ShouldBeNull();
    }

    private static string Refusal(TrialBudget budget, TrialReport[] trials) => Should.Throw<WeftException>(() => budget.Choose(trials)).Message;
}
