using Weft.Cdar.Evaluation;
using Weft.Cdar.Space;
using Weft.Data.Clips.Lists;
using Weft.Experiments.Trials;
using Weft.Runs;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Studies;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments.Adaptation;

/// <summary>
/// Searches alignments by trials: each is trained for a few epochs on a part of the source and on the target without its labels, and
/// scored on the rest of the source by importance-weighted validation.
/// </summary>
/// <param name="experiment">The run.</param>
/// <param name="space">The space.</param>
internal sealed class AlignmentTrials(AdaptationExperiment experiment, AlignmentSpace space) : ITrialTrainer
{
    /// <summary>What a trial's score is called.</summary>
    internal const string MetricName = "validation for the target";

    private readonly AlignmentParts parts =
        AlignmentParts.Of(experiment.Lists, experiment.Settings.Trials.HeldOut, Seeds.Derive(experiment.Settings.Seed, SearchRun.Stage));

    private AdaptationSettings Settings => experiment.Settings;

    private AlignmentTrialSettings Trials => Settings.Trials;

    /// <summary>Searches until the study is finished.</summary>
    /// <param name="study">The study's file.</param>
    /// <param name="worker">This worker's name.</param>
    internal IReadOnlyList<Trial> Search(string study, string worker)
    {
        var seed = Seeds.Derive(Settings.Seed, SearchRun.Stage);
        using var strategy = Strategy(Seeds.Derive(seed, "strategy"));
        experiment.Run.Progress.Stage(
            SearchRun.Stage,
            $"searching {space.Size} alignments by {strategy.Name}: {Trials.Count} trials on {parts.Learned.Clips.Count} clips of the source, "
            + $"{parts.HeldOut.Clips.Count} held out");
        return new TrialStudy(experiment, new TrialPlan
        {
            Stage = SearchRun.Stage,
            File = study,
            Space = space,
            Strategy = strategy,
            Trainer = this,
            MostTrials = Trials.Count,
            LeaseSeconds = Trials.LeaseSeconds,
            Seed = seed,
            Worker = worker,
            Advice = "lower train.rate, or look at the data",
        }).Search();
    }

    /// <summary>What a finished study says.</summary>
    /// <param name="trials">All trials.</param>
    internal SearchResult Result(IReadOnlyList<Trial> trials)
    {
        var best = trials.Where(t => t.Result?.Score is not null)
            .OrderByDescending(t => t.Result!.Score).ThenBy(t => t.Number)
            .DistinctBy(t => t.Proposal.Hash)
            .Take(Trials.Candidates);
        return new SearchResult(
            [.. best.Select(t =>
                new FoundCandidate($"trial-{t.Number}", $"trial {t.Number}", t.Result!.Score!.Value, t.Proposal.Genotype))],
            trials.Sum(t => t.Result?.Seconds ?? 0),
            trials.Count(t => t.Proposal.SameAs is null));
    }

    /// <summary>The candidate that is the best after a training as long as a found network's; a single one is taken untried.</summary>
    /// <param name="found">What the study says.</param>
    /// <exception cref="WeftException">Every candidate's training diverged.</exception>
    internal AlignmentGenotype Choose(SearchResult found)
    {
        var genotypes = found.Candidates.Select(c => (AlignmentGenotype)space.Parse(c.Genotype, "the search's result")).ToList();
        if (genotypes.Count == 1)
        {
            return genotypes[0];
        }

        var tried = new List<(int Index, double Score)>();
        for (var i = 0; i < genotypes.Count; i++)
        {
            var (candidate, genotype) = (found.Candidates[i], genotypes[i]);
            var stage = $"candidate:{candidate.Id}";
            var result = experiment.Ledger.Once(
                stage, () => new CandidateScore(Measure(genotype, stage, $"the choice of {candidate.Name}", Settings.Seed, Settings.Train.Epochs).Score));
            experiment.Checkpoints(stage).Clear();
            if (result.Score is { } score)
            {
                tried.Add((i, score));
            }
        }

        return tried.Count > 0
            ? genotypes[tried.OrderByDescending(t => t.Score).ThenBy(t => t.Index).First().Index]
            : throw new WeftException(
                $"Every candidate's training diverged: begin another run with a lower train.rate, which is {Settings.Train.Rate}.");
    }

    /// <summary>The search's part of the report.</summary>
    /// <param name="trials">All trials.</param>
    internal TrialSearchReport Report(IReadOnlyList<Trial> trials)
    {
        var began = trials.Min(t => t.Started);
        List<TrialReport> reports =
        [
            .. trials.Select(t => TrialReports.Of(
                t, ((AlignmentGenotype)space.Parse(t.Proposal.Genotype, $"trial {t.Number}")).Describe(), began)),
        ];
        return new TrialSearchReport
        {
            Strategy = AlignmentChecks.StrategyOf(Settings),
            Metric = MetricName,
            Trials = reports,
            Correlations = TrialCorrelations.Of(reports),
        };
    }

    /// <inheritdoc/>
    public void Train(IReadOnlyList<Trial> trials, Action<IReadOnlyDictionary<long, TrialResult>> record)
    {
        foreach (var trial in trials)
        {
            experiment.Run.Cancellation.ThrowIfCancellationRequested();
            var stage = $"{SearchRun.Stage}:{trial.Number}";
            var genotype = (AlignmentGenotype)space.Parse(trial.Proposal.Genotype, $"trial {trial.Number}");
            var result = Measure(genotype, stage, $"trial {trial.Number}: {genotype.Describe()}", trial.Proposal.Seed, Trials.Epochs);
            record(new Dictionary<long, TrialResult> { [trial.Number] = result });

            // Only now: a kill between the two must not cost the training.
            experiment.Checkpoints(stage).Clear();
        }
    }

    private TrialResult Measure(AlignmentGenotype genotype, string stage, string description, ulong seed, int epochs)
    {
        // Epochs are not chosen, which would need a criterion of its own, and the order of views is learned beside or not at all.
        var settings = AlignmentChoice.Apply(Settings, genotype);
        var train = settings.Train with { Epochs = epochs, Choose = AdaptedEpoch.Last, Seeds = 1 };
        var own = experiment.With(settings with { Train = train }, parts.Learned);
        var networks = new AdaptationNetworks(own);
        var plan = new AdaptationPlan(stage, AdaptationVariant.Parse(AlignmentChoice.Method, "--method") with { Orders = false }, seed);
        try
        {
            var trained = networks.TrainNow(plan, description);
            var score = Score(own, networks, plan, trained);
            File.Delete(Path.Combine(experiment.Run.Folder, trained.Weights));
            return double.IsFinite(score)
                ? new TrialResult(score, [score], trained.Seconds, null, trained.Parameters)
                : new TrialResult(null, [], trained.Seconds, "Its features are not finite: lower train.rate.", trained.Parameters);
        }
        catch (DivergedException diverged)
        {
            return new TrialResult(null, [], 0, diverged.Message);
        }
    }

    /// <summary>The criterion; NaN where features are not finite. The target's labels are not looked at.</summary>
    private double Score(AdaptationExperiment own, AdaptationNetworks networks, AdaptationPlan plan, AdaptedNetwork trained)
    {
        ClipScores Ask(ClipList list, Func<Cdar.AdaptationMethod, Tensor, Tensor> apply, string what) =>
            networks.Ask(plan, trained.Weights, list, apply, what);
        var source = Ask(parts.Learned, (method, clips) => method.Features(clips), "features of the source");
        var target = Ask(own.Lists.Target!, (method, clips) => method.Features(clips), "features of the target");
        var held = Ask(parts.HeldOut, (method, clips) => Tensor.Cat([method.Features(clips), method.Scores(clips)], 1), "held-out clips");
        if (!source.Values.Concat(target.Values).Concat(held.Values).All(float.IsFinite))
        {
            return double.NaN;
        }

        var (features, losses) = Split(held, source.Columns, own.Lists.Known);
        return ImportanceWeightedValidation.Estimate(Rows(source), Rows(target), features, losses, Trials.Decay).Score;
    }

    private (FeatureRows Features, double[] Losses) Split(ClipScores held, int columns, int known)
    {
        var features = new float[held.Rows * columns];
        var losses = new double[held.Rows];
        for (var row = 0; row < held.Rows; row++)
        {
            var values = held.Values.AsSpan(row * held.Columns, held.Columns);
            values[..columns].CopyTo(features.AsSpan(row * columns));
            losses[row] = Loss(values.Slice(columns, known), held.Labels[row]);
        }

        return (new FeatureRows(features, held.Rows, columns), losses);
    }

    private double Loss(ReadOnlySpan<float> scores, int label)
    {
        double sum = 0, highest = double.NegativeInfinity;
        var likeliest = 0;
        for (var c = 0; c < scores.Length; c++)
        {
            (likeliest, highest) = scores[c] > highest ? (c, scores[c]) : (likeliest, highest);
        }

        if (Trials.Loss == ValidationLoss.Error)
        {
            return likeliest == label ? 0 : 1;
        }

        var areProbabilities = Settings.Adapt.ScoreAveraging == Cdar.ScoreAveraging.Prob;
        foreach (var score in scores)
        {
            sum += areProbabilities ? score : Math.Exp(score - highest);
        }

        return 1 - ((areProbabilities ? scores[label] : Math.Exp(scores[label] - highest)) / sum);
    }

    /// <summary>A candidate's score as it is kept between starts.</summary>
    /// <param name="Score">The criterion; null where its training diverged.</param>
    private sealed record CandidateScore(double? Score = null);

    private static FeatureRows Rows(ClipScores scores) => new(scores.Values, scores.Rows, scores.Columns);

    /// <summary>Trials train one after the other: large steps would gain nothing, and leave few children of good ones.</summary>
    private EvolutionSettings Evolution()
    {
        var settings = Settings.Evolution.For(Trials.Count);
        return settings with { StepSize = Math.Min(settings.StepSize, settings.Population) };
    }

    private ISearchStrategy Strategy(ulong seed) => AlignmentChecks.StrategyOf(Settings) switch
    {
        RandomStrategy.StrategyName => new RandomStrategy(space, Settings.Random, Trials.Count, seed),
        _ => new EvolutionStrategy(space, Evolution(), Trials.Count, seed),
    };
}
