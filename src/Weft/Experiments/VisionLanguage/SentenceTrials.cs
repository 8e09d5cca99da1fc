using Weft.Experiments.Trials;
using Weft.MmNas;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Studies;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Searches by trials on the space of MmNas: each trial's network is trained for a few epochs and scored on dev.</summary>
/// <param name="experiment">The run.</param>
/// <param name="space">The space.</param>
internal sealed class SentenceTrials(MmNasExperiment experiment, MmNasSpace space) : ITrialTrainer
{
    private readonly SentenceNetworks networks = new(experiment);

    private MmNasSettings Settings => experiment.Settings;

    /// <summary>The strategies by name that this space can be searched by, one-shot search first.</summary>
    internal static IReadOnlyList<string> Strategies { get; } = [StrategyNames.OneShot, .. StrategyNames.TrialBased];

    /// <summary>Searches until the study is finished.</summary>
    /// <param name="study">The study's file.</param>
    /// <param name="worker">This worker's name.</param>
    internal IReadOnlyList<Trial> Search(string study, string worker)
    {
        var seed = Seeds.Derive(Settings.Seed, SearchRun.Stage);
        using var strategy = Strategy(Seeds.Derive(seed, "strategy"));
        experiment.Run.Progress.Stage(SearchRun.Stage, $"searching {space.Levels} blocks by {strategy.Name}: {Settings.Trials.Count} trials");
        return new TrialStudy(experiment, new TrialPlan
        {
            Stage = SearchRun.Stage,
            File = study,
            Space = space,
            Strategy = strategy,
            Trainer = this,
            MostTrials = Settings.Trials.Count,
            LeaseSeconds = Settings.Trials.LeaseSeconds,
            Seed = seed,
            Worker = worker,
            Advice = "lower retrain.rate, or look at the data",
        }).Search();
    }

    /// <summary>What a finished study says.</summary>
    /// <param name="trials">All trials.</param>
    internal SearchResult Result(IReadOnlyList<Trial> trials)
    {
        var best = trials.Where(t => t.Result?.Score is not null)
            .OrderByDescending(t => t.Result!.Score).ThenBy(t => t.Number)
            .DistinctBy(t => t.Proposal.Hash)
            .Take(experiment.Reference ? 1 : Settings.Trials.Candidates);
        return new SearchResult(
            [.. best.Select(t => new FoundCandidate($"trial-{t.Number}", $"trial {t.Number}", t.Result!.Score!.Value, t.Proposal.Genotype))],
            trials.Sum(t => t.Result?.Seconds ?? 0),
            trials.Count(t => t.Proposal.SameAs is null));
    }

    /// <summary>The search's part of the report.</summary>
    /// <param name="trials">All trials.</param>
    internal Runs.TrialSearchReport Report(IReadOnlyList<Trial> trials)
    {
        var began = trials.Min(t => t.Started);
        List<Runs.TrialReport> reports =
        [
            .. trials.Select(t => TrialReports.Of(t, TextOf((MmNasGenotype)space.Parse(t.Proposal.Genotype, $"trial {t.Number}")), began)),
        ];
        return new Runs.TrialSearchReport
        {
            Strategy = Settings.Strategy,
            Metric = experiment.Task.MetricName,
            Trials = reports,
            Correlations = Runs.TrialCorrelations.Of(reports),
        };
    }

    /// <inheritdoc/>
    public void Train(IReadOnlyList<Trial> trials, Action<IReadOnlyDictionary<long, TrialResult>> record)
    {
        foreach (var trial in trials)
        {
            experiment.Run.Cancellation.ThrowIfCancellationRequested();
            var stage = $"{SearchRun.Stage}:{trial.Number}";
            record(new Dictionary<long, TrialResult> { [trial.Number] = TrainOne(trial, stage) });

            // Only now: a kill between the two must not cost the training.
            experiment.Checkpoints(stage).Clear();
        }
    }

    private TrialResult TrainOne(Trial trial, string stage)
    {
        var genotype = (MmNasGenotype)space.Parse(trial.Proposal.Genotype, $"trial {trial.Number}");
        try
        {
            var trained = networks.Try(new SentencePlan(stage, $"trial {trial.Number}", genotype, trial.Proposal.Seed), Settings.Trials.Epochs);
            return new TrialResult(
                trained.DevMetric, [.. trained.EpochScores.Where(s => s is not null).Select(s => s!.Value)], trained.Seconds, null, trained.Parameters);
        }
        catch (DivergedException diverged)
        {
            return new TrialResult(null, [], 0, diverged.Message);
        }
    }

    private ISearchStrategy Strategy(ulong seed) => Settings.Strategy switch
    {
        RandomStrategy.StrategyName => new RandomStrategy(space, Settings.Random, Settings.Trials.Count, seed),
        EvolutionStrategy.StrategyName => new EvolutionStrategy(space, Settings.Evolution.For(Settings.Trials.Count), Settings.Trials.Count, seed),
        SurrogateStrategy.StrategyName => new SurrogateStrategy(space, new SurrogateSearchSettings
        {
            FirstStep = Math.Max(2, Settings.Trials.Count / 3),
        }, seed),
        var name => throw new UsageException($"strategy: there is no '{name}'; there are {string.Join(", ", Strategies)}."),
    };

    private static string TextOf(MmNasGenotype genotype) => $"{Side(genotype.Encoder)} | {Side(genotype.Decoder)}";

    private static string Side(IEnumerable<System.Collections.Immutable.ImmutableArray<string>> blocks) => string.Join(' ', blocks.Select(b => string.Join('+', b)));
}
