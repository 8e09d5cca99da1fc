using Weft.Experiments.Trials;
using Weft.Search;
using Weft.Search.Strategies;

namespace Weft.Experiments.Baselines;

/// <summary>
/// Random search that is given what the search was given: after a bilevel search as many random networks, trained fully; after a search
/// by trials as many random trials, of which as many of the best are trained fully.
/// </summary>
/// <param name="experiment">The run.</param>
/// <param name="work">Its taps and space.</param>
/// <param name="search">What the search did; null for a given genotype.</param>
internal sealed class RandomBaseline(FusionExperiment experiment, FusionWork work, SearchResult? search)
{
    private bool ByTrials => search is not null && !string.Equals(
        SearchRun.StrategyOf(experiment.Settings), StrategyNames.Bilevel, StringComparison.Ordinal);

    /// <summary>How many networks or trials a seed gets.</summary>
    private int Count => experiment.Settings.Baselines.RandomNetworks is > 0 and var wanted ? wanted : search?.TrainedNetworks ?? 1;

    /// <summary>How it was made, in a sentence.</summary>
    internal string Note => ByTrials
        ? $"the best on dev among the {TrainedFully} best of {Count} random trials for each seed"
        : $"the best on dev of {Count} random networks for each seed";

    /// <summary>How many networks of a seed were trained fully.</summary>
    internal int TrainedFully { get; private set; } = 1;

    /// <summary>Mean seconds of a seed's trials.</summary>
    internal double SearchSeconds { get; private set; }

    /// <summary>The genotypes of a seed that are trained fully.</summary>
    internal IReadOnlyList<IGenotype> Candidates(ulong seed)
    {
        if (!ByTrials)
        {
            TrainedFully = Count;
            return [.. Enumerable.Range(1, Count).Select(j => work.Space.Sample(Seeds.Derive(seed, $"random/{j}")))];
        }

        var stage = $"random-trials:{seed}";
        var candidates = experiment.Ledger.Once(stage, () => Search(stage, seed));
        TrainedFully = Math.Max(TrainedFully, candidates.Genotypes.Count);
        SearchSeconds += candidates.Seconds / experiment.Settings.Retrain.Seeds;
        return [.. candidates.Genotypes.Select(g => work.Space.Parse(g, $"stages/{stage}"))];
    }

    private RandomTrials Search(string stage, ulong seed)
    {
        var bounded = new TrialRun(experiment, work.Features, work.Space) { MostTrials = Count, WithProxies = false };
        var file = Path.Combine(experiment.Run.Folder, $"random-{seed}.db");
        var trials = bounded.Search(
            RandomStrategy.StrategyName, file, stage, Seeds.Derive(seed, "random"), Workers.NameOf(experiment.Run.Folder));
        return new RandomTrials(
            [.. TrialResults.Best(experiment, work.Space, trials).Select(t => t.Genotype!)], trials.Sum(t => t.Result?.Seconds ?? 0));
    }

    /// <summary>What is kept of a seed's random trials.</summary>
    /// <param name="Genotypes">The best ones' canonical JSON.</param>
    /// <param name="Seconds">Seconds of training.</param>
    internal sealed record RandomTrials(IReadOnlyList<string> Genotypes, double Seconds);
}
