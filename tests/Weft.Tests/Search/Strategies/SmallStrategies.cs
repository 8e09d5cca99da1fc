using Weft.Search;
using Weft.Search.Strategies;
using Weft.Search.Surrogate;

namespace Weft.Tests.Search.Strategies;

/// <summary>Every strategy with settings that make a search short.</summary>
internal static class SmallStrategies
{
    internal const int Trials = 30;

    internal static SurrogateSearchSettings Surrogate { get; } = new()
    {
        Sweeps = 2,
        Samples = 5,
        FirstStep = 12,
        Candidates = 50,
        Model = new SurrogateSettings { Hidden = 6, Epochs = 3 },
    };

    /// <summary>A fresh strategy.</summary>
    /// <exception cref="InvalidOperationException">The name has no line here yet.</exception>
    internal static ISearchStrategy Create(string name, ISequenceSpace space, ulong seed, int trials = Trials) => name switch
    {
        SurrogateStrategy.StrategyName => new SurrogateStrategy(space, Surrogate, seed),
        RandomStrategy.StrategyName => new RandomStrategy(space, new RandomSettings { StepSize = 6 }, trials, seed),
        EvolutionStrategy.StrategyName => new EvolutionStrategy(
            space, new EvolutionSettings { Population = 12, Tournament = 3, StepSize = 5 }, trials, seed),
        _ => throw new InvalidOperationException($"The strategy '{name}' is tested nowhere: give it a line in {nameof(SmallStrategies)}."),
    };

    /// <summary>Searches to the end without a study.</summary>
    /// <returns>What was told, step by step.</returns>
    internal static List<List<ScoredChoice>> Drive(ISearchStrategy strategy, Func<ChoiceRows, double?> score)
    {
        var steps = new List<List<ScoredChoice>>();
        while (strategy.Ask() is { Count: > 0 } proposals)
        {
            steps.Add([.. proposals.Select(p => new ScoredChoice(p.Rows, score(p.Rows)))]);
            strategy.Tell(steps[^1]);
            if (steps.Count > 10_000)
            {
                throw new InvalidOperationException($"{strategy.Name} does not end.");
            }
        }

        return steps;
    }

    /// <summary>The best score over seeds in the middle.</summary>
    internal static double MedianBest(Func<ulong, ISearchStrategy> create, Func<ChoiceRows, double?> score)
    {
        var best = new List<double>();
        for (var seed = 1UL; seed <= 5; seed++)
        {
            using var strategy = create(seed);
            best.Add(Drive(strategy, score).SelectMany(step => step).Max(r => r.Score!.Value));
        }

        return best.Order().ElementAt(2);
    }
}
