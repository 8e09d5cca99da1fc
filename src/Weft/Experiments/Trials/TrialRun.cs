using Weft.Search;
using Weft.Search.Proxies;
using Weft.Search.Strategies;
using Weft.Studies;
using Weft.Torch;

namespace Weft.Experiments.Trials;

/// <summary>A search by trials as a part of a run: its study in the run folder, its strategy from the settings.</summary>
/// <param name="experiment">The run.</param>
/// <param name="features">Its cached taps.</param>
/// <param name="space">The space as it is searched.</param>
public sealed class TrialRun(FusionExperiment experiment, FeatureSet features, IFusionSequenceSpace space)
{
    private const int ProxyBatch = 32;

    private int[]? proxySamples;

    /// <summary>The most trials; 0, the default, is the strategy's own number.</summary>
    public int MostTrials { get; init; } = experiment.Settings.Trials.Count;

    /// <summary>Whether training-free scores are kept with the trials.</summary>
    public bool WithProxies { get; init; } = experiment.Settings.Trials.Proxies;

    /// <summary>Searches until the study is finished.</summary>
    /// <param name="strategyName">Which strategy.</param>
    /// <param name="studyFile">The study's file; made if it is not there.</param>
    /// <param name="stage">The name of the search in the log.</param>
    /// <param name="seed">Determines everything random.</param>
    /// <param name="worker">This worker's name.</param>
    /// <returns>All trials.</returns>
    /// <exception cref="WeftException">The study is of other data, encoders or settings, or no trial gave a score.</exception>
    public IReadOnlyList<Trial> Search(string strategyName, string studyFile, string stage, ulong seed, string worker)
    {
        var settings = experiment.Settings;
        using var trainer = new TrialTrainer(experiment, features, space, stage);
        using var strategy = Strategy(strategyName, seed);
        var planned = MostTrials > 0 ? Math.Min(MostTrials, strategy.PlannedTrials) : strategy.PlannedTrials;
        experiment.Run.Progress.Stage(stage, $"searching {space.Name} over {space.Taps.Count} taps by {strategyName}: {planned} trials");
        return new TrialStudy(experiment, new TrialPlan
        {
            Stage = stage,
            File = studyFile,
            Space = space,
            Strategy = strategy,
            Trainer = trainer,
            MostTrials = MostTrials,
            LeaseSeconds = settings.Trials.LeaseSeconds,
            Seed = seed,
            Worker = worker,
            ReuseScores = !SwitchSettings.Published(settings.Switches.Duplicates, settings.Compatibility),
            Proxies = WithProxies ? Proxies : null,
            EncoderHashes = features.Encoders.ToDictionary(e => e.Modality, e => e.Hash, StringComparer.Ordinal),
            Advice = "lower trials.maximumRate, or look at the data",
        }).Search();
    }

    /// <summary>The training-free scores of a genotype, on some samples of train.</summary>
    /// <param name="genotype">The genotype.</param>
    /// <param name="seed">The seed of its weights.</param>
    public IReadOnlyDictionary<string, double> Proxies(IGenotype genotype, ulong seed)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (kind, name) in TrainingFreeScores.All)
        {
            if (Proxy(kind, genotype, seed) is { } score)
            {
                scores[name] = score;
            }
        }

        return scores;
    }

    private double? Proxy(ProxyKind kind, IGenotype genotype, ulong seed)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(seed, experiment.Device);
        using var network = space.Build(genotype, random);
        network.MoveTo(experiment.Device);

        // What networks train on, so that no encoder runs for this alone.
        var source = features.TrainingSource();

        // Drawn once: a prior asks for thousands of scores, all on the same samples.
        proxySamples ??= [.. Seeds.Permutation(source.Count, experiment.Settings.Seed).Take(ProxyBatch)];
        return TrainingFreeScores.Compute(kind, experiment.Task, network, source.Load(0, proxySamples).Scoped(experiment.Device));
    }

    private ISearchStrategy Strategy(string name, ulong seed)
    {
        var s = experiment.Settings;
        var surrogate = s.Surrogate with
        {
            // A short search must have trials left for what its surrogate learns from the first ones.
            FirstStep = MostTrials > 0 ? Math.Min(s.Surrogate.FirstStep, Math.Max(2, MostTrials / 3)) : s.Surrogate.FirstStep,
            Temperature = s.Surrogate.Temperature with
            {
                Index = SwitchSettings.Published(s.Switches.TemperatureIndex, s.Compatibility)
                    ? Weft.Search.Surrogate.TemperatureIndex.Published
                    : Weft.Search.Surrogate.TemperatureIndex.Steps,
            },
        };
        // Others get as many trials as surrogate-guided search has, so that strategies are compared at equal cost.
        var trials = MostTrials > 0 ? MostTrials : SurrogateStrategy.Planned(space, surrogate);
        var own = Seeds.Derive(seed, "strategy");
        return name switch
        {
            SurrogateStrategy.StrategyName => new SurrogateStrategy(
                space,
                surrogate,
                own,
                distinct: !SwitchSettings.Published(s.Switches.Duplicates, s.Compatibility),
                surrogate.Prior == ProxyKind.None ? null : rows => Proxy(surrogate.Prior, space.Decode(rows), seed)),
            EvolutionStrategy.StrategyName => new EvolutionStrategy(space, s.Evolution.For(MostTrials), trials, own),
            RandomStrategy.StrategyName => new RandomStrategy(space, s.Random, trials, own),
            _ => throw new UsageException($"strategy: there is no '{name}'; there are {string.Join(", ", StrategyNames.TrialBased)}."),
        };
    }
}
