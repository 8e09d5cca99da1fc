using Shouldly;
using Weft.Search.Strategies;
using Weft.Studies;
using Weft.Torch;

namespace Weft.Tests.Search.Strategies;

/// <summary>What every strategy must do on every space; a new one joins by a line in <see cref="SmallStrategies"/>.</summary>
public sealed partial class StrategyConformanceTests : IDisposable
{
    private readonly SearchBench bench = new();

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var strategy in StrategyNames.TrialBased)
            {
                foreach (var space in SmallSpaces.All.Keys)
                {
                    pairs.Add(strategy, space);
                }
            }

            return pairs;
        }
    }

    public static TheoryData<string> Strategies => [.. StrategyNames.TrialBased];

    public void Dispose() => bench.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_seed_determines_the_trials(string strategy, string spaceName)
    {
        var space = SmallSpaces.All[spaceName];
        var first = Text(bench.Run(bench.Memory(), space, strategy));
        Text(bench.Run(bench.Memory(), space, strategy)).ShouldBe(first);
        var other = bench.Run(bench.Memory(), space, strategy, seed: 2);
        Text(other).ShouldNotBe(first);
        other.Select(t => t.Proposal.Seed).Distinct().Count().ShouldBe(other.Count, "every trial has weights of its own");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void It_proposes_what_it_planned_and_what_the_space_admits(string strategyName, string spaceName)
    {
        var space = SmallSpaces.All[spaceName];
        using var strategy = SmallStrategies.Create(strategyName, space, 1);
        strategy.Name.ShouldBe(strategyName);
        var trials = new TrialSearch(bench.Setup(bench.Memory(), space, strategy, new FakeTrainer(space))).Run();
        trials.Count.ShouldBe(strategy.PlannedTrials);
        trials.ShouldAllBe(t => t.State == TrialState.Done);
        foreach (var trial in trials)
        {
            var genotype = space.Parse(trial.Proposal.Genotype, "proposed");
            genotype.Hash.ShouldBe(trial.Proposal.Hash);
            space.Admits(space.Encode(genotype)).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_it_proposes_depends_on_nothing_but_what_it_was_told(string strategyName, string spaceName)
    {
        var space = SmallSpaces.All[spaceName];
        using var often = SmallStrategies.Create(strategyName, space, 1);
        using var once = SmallStrategies.Create(strategyName, space, 1);
        using var told = SmallStrategies.Create(strategyName, space, 1);
        for (var step = 0; step < 5; step++)
        {
            var asked = once.Ask();
            often.Ask().ShouldBe(asked);
            often.Ask().ShouldBe(asked, $"asked again at step {step}");
            ScoredChoice[] results = [.. asked.Select((p, i) => new ScoredChoice(p.Rows, i == 2 ? null : 0.1 + (0.01 * ((i * 7) % 10))))];
            often.Tell(results);
            once.Tell(results);

            // As in a search that is resumed: it is told what it was never asked for.
            told.Tell(results);
        }

        told.Ask().ShouldBe(once.Ask());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_trial_without_a_score_fails_alone(string strategyName, string spaceName)
    {
        var space = SmallSpaces.All[spaceName];
        using var strategy = SmallStrategies.Create(strategyName, space, 1);
        var trainer = new FakeTrainer(space)
        {
            Change = (number, result) => (number % 5) switch
            {
                0 => result with { Score = double.NaN },
                1 => new TrialResult(null, [], 0, "It ran out of memory."),

                // A trainer that forgets one.
                2 => null,
                _ => result,
            },
        };
        var trials = new TrialSearch(bench.Setup(bench.Memory(), space, strategy, trainer)).Run();
        trials.Count.ShouldBe(strategy.PlannedTrials);
        foreach (var trial in trials.Where(t => t.Proposal.SameAs is null))
        {
            trial.State.ShouldBe(trial.Number % 5 < 3 ? TrialState.Failed : TrialState.Done);
            trial.Attempts.ShouldBe(1);
        }

        trials.First(t => t.Number == 2).Result!.Problem.ShouldBe("Training ended without a result.");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void All_may_fail(string strategyName, string spaceName)
    {
        var space = SmallSpaces.All[spaceName];
        using var strategy = SmallStrategies.Create(strategyName, space, 1);
        var trainer = new FakeTrainer(space) { Change = (_, _) => new TrialResult(null, [], 0, "It broke.") };
        var trials = new TrialSearch(bench.Setup(bench.Memory(), space, strategy, trainer)).Run();
        trials.Count.ShouldBe(strategy.PlannedTrials);
        trials.ShouldAllBe(t => t.State == TrialState.Failed && t.Result!.Problem == "It broke.");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Scores_of_nothing_are_no_reason_to_stop(string strategyName, string spaceName)
    {
        var space = SmallSpaces.All[spaceName];
        using var strategy = SmallStrategies.Create(strategyName, space, 1);
        SmallStrategies.Drive(strategy, _ => 0.0).Sum(step => step.Count).ShouldBe(strategy.PlannedTrials);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Equal_choices_are_trained_once_and_share_the_score(string strategy)
    {
        var space = SmallSpaces.Tiny;
        var trainer = new FakeTrainer(space);
        var trials = bench.Run(bench.Memory(), space, strategy, trainer);
        var different = trials.DistinctBy(t => t.Proposal.Hash).ToList();
        different.Count.ShouldBeLessThan(trials.Count, "or nothing is tested");
        trainer.Trained.ShouldBe(different.Select(t => t.Number));
        foreach (var trial in trials.Except(different))
        {
            var first = different.Single(t => string.Equals(t.Proposal.Hash, trial.Proposal.Hash, StringComparison.Ordinal));
            trial.Proposal.SameAs.ShouldBe(first.Number);
            trial.Result!.Score.ShouldBe(first.Result!.Score);
        }

        var again = new FakeTrainer(space);
        var all = bench.Run(bench.Memory(), space, strategy, again, change: s => s with { ReuseScores = false });
        again.Trained.ShouldBe(all.Select(t => t.Number));
        all.ShouldAllBe(t => t.Proposal.SameAs == null && t.Attempts == 1);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_bound_holds_exactly_and_can_be_raised(string strategyName, string spaceName)
    {
        var space = SmallSpaces.All[spaceName];
        var whole = bench.Run(bench.Memory(), space, strategyName);
        foreach (var most in new[] { 1, 12, 14, 10_000 })
        {
            var bounded = bench.Run(bench.Memory(), space, strategyName, change: s => s with { MostTrials = most });
            bounded.Count.ShouldBe(Math.Min(most, whole.Count));
            if (most <= 12)
            {
                // Of the first steps' genotypes none depends on a step that was cut short.
                Text(bounded).ShouldBe(Text(whole).Take(most));
            }
        }

        var study = bench.Memory();
        bench.Run(study, space, strategyName, change: s => s with { MostTrials = 8 }).Count.ShouldBe(8);
        bench.Run(study, space, strategyName, change: s => s with { MostTrials = 8 }).Count.ShouldBe(8);
        bench.Run(study, space, strategyName, change: s => s with { MostTrials = 21 }).Count.ShouldBe(21);
        bench.Run(study, space, strategyName, change: s => s with { MostTrials = 3 }).Count.ShouldBe(21, "what is there stays");
    }

    [Fact]
    public void Strategies_that_count_end_where_a_study_has_more_than_they_want()
    {
        var space = SmallSpaces.All["mfas"];
        foreach (var name in new[] { RandomStrategy.StrategyName, EvolutionStrategy.StrategyName })
        {
            using var strategy = SmallStrategies.Create(name, space, 1, trials: 7);
            strategy.Tell([.. Enumerable.Range(0, 9).Select(i => new ScoredChoice(space.Encode(space.Sample((ulong)i)), 0.5))]);
            strategy.Ask().ShouldBeEmpty(name);
        }
    }

    [Fact]
    public void A_search_leaves_no_tensor()
    {
        var before = TensorScope.LiveTensors;
        foreach (var name in StrategyNames.TrialBased)
        {
            bench.Run(bench.Memory(), SmallSpaces.All["mfas"], name);
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    private static List<string> Text(IEnumerable<Trial> trials) => [.. SearchBench.Text(trials)];
}
