using System.Text;
using Weft.Data;
using Weft.Data.Loading;
using Weft.Runs;
using Weft.Search;
using Weft.Search.Candidates;
using Weft.Studies;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments.Trials;

/// <summary>
/// Measures a run's trials: together as one network where the space can and encoders are cached, one after the other otherwise. Either
/// way a trial is trained for a few epochs, and its best epoch on dev is its score.
/// </summary>
/// <param name="experiment">The run.</param>
/// <param name="features">Its cached taps.</param>
/// <param name="space">The space.</param>
/// <param name="name">Before the names of stages, so that several searches of one run are told apart.</param>
public sealed class TrialTrainer(FusionExperiment experiment, FeatureSet features, IFusionSpace space, string name) : ITrialTrainer, IDisposable
{
    private const int EvaluationBatch = 512;
    private const int MostTogether = 64;

    private readonly NetworkTrainer networks = new(experiment, features);
    private readonly Latency latency = new(features, experiment.Device, experiment.Run.Time);
    private readonly SharedLayers? shared = experiment.Settings.Trials.ShareWeights
        ? new SharedLayers(Path.Combine(experiment.Run.Folder, "shared", StageLedger.FileName(name)))
        : null;

    private bool Multitask => experiment.Method.TrialsMultitask(experiment.Settings);

    private TrialSettings Settings => experiment.Settings.Trials;

    /// <inheritdoc/>
    public void Train(IReadOnlyList<Trial> trials, Action<IReadOnlyDictionary<long, TrialResult>> record)
    {
        shared?.ReadBefore(trials[0].Number);
        var genotypes = trials.Select(t => space.Parse(t.Proposal.Genotype, $"trial {t.Number}")).ToList();
        if (space is IStackingSpace stacking && experiment.EncoderMode == EncoderMode.Cached)
        {
            // In parts: memory grows with the networks that train together.
            foreach (var part in trials.Zip(genotypes).Chunk(MostTogether))
            {
                Trial[] some = [.. part.Select(p => p.First)];
                record(TrainTogether(stacking, some, [.. part.Select(p => p.Second)]));

                // Only now: a kill between the two must not cost the training.
                experiment.Checkpoints($"{name}:{Numbers(some)}").Clear();
            }

            return;
        }

        for (var i = 0; i < trials.Count; i++)
        {
            experiment.Run.Cancellation.ThrowIfCancellationRequested();
            record(new Dictionary<long, TrialResult> { [trials[i].Number] = TrainAlone(trials[i], genotypes[i]) });
            experiment.Checkpoints($"{name}:{trials[i].Number}").Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => shared?.Dispose();

    private Dictionary<long, TrialResult> TrainTogether(IStackingSpace stacking, IReadOnlyList<Trial> trials, List<IGenotype> genotypes)
    {
        ulong[] seeds = [.. trials.Select(t => t.Proposal.Seed)];
        var stage = $"{name}:{Numbers(trials)}";
        using var network = stacking.BuildStacked(genotypes, seeds);
        network.MoveTo(experiment.Device);
        Exchange(network, genotypes, seeds, store: false);
        var views = features.TrainingViews();
        using var added = Multitask ? AddedLogits() : null;
        using var training = new StackedTraining(new StackedSetup
        {
            Task = experiment.Task,
            Network = network,
            Train = new BatchLoader(
                new StackedSource(network, views, features.Labels(Split.Train), seeds, experiment.Shuffles), Settings.BatchSize, null, network.NeedsTwoSamples),
            Dev = new BatchLoader(
                new StackedSource(network, [features.Tables(Split.Dev)], features.Labels(Split.Dev), null), EvaluationBatch, shuffleSeed: null),
            AddedLogits = added,
            Settings = Settings,
            Restarts = experiment.Restarts,
            Device = experiment.Device,
        });
        var checkpoints = experiment.Checkpoints(stage);
        var all = new TrainingLoop(stage, checkpoints, experiment.Run).Run(training);
        experiment.Run.Log.Write(new RunEvent { Event = "stage", Stage = stage, Seconds = all, Metric = TrainingLoop.Finite(training.Best) });
        var seconds = all / trials.Count;
        training.UseBest();
        Exchange(network, genotypes, seeds, store: true);
        shared?.Write(trials[^1].Number);
        var results = new Dictionary<long, TrialResult>();
        for (var k = 0; k < trials.Count; k++)
        {
            results[trials[k].Number] = Result(training.EpochScores[k], seconds, genotypes[k], seeds[k]);
        }

        return results;
    }

    private TrialResult TrainAlone(Trial trial, IGenotype genotype)
    {
        var seed = trial.Proposal.Seed;
        var stage = $"{name}:{trial.Number}";
        using var random = new NetworkRandom(seed, experiment.Device);
        var fusion = space.Build(genotype, random);
        shared?.Load(fusion);
        var inputs = new LiveInputs(experiment, features, experiment.Task.Modalities, learn: false);
        var live = experiment.EncoderMode == EncoderMode.Cached ? null : inputs.Join(fusion, random);
        using var owner = (FusionNetwork?)live ?? fusion;
        owner.MoveTo(experiment.Device);
        try
        {
            // A search's own dev is held out in every published search; only found networks are chosen on test there.
            var outcome = live is null
                ? networks.TrainCached(
                    stage, TrainableNetwork.Cached(experiment.Task, fusion, features.Taps.Count, Multitask), null, Settings, random.Noise,
                    seed, onTest: false)
                : networks.TrainLive(
                    stage, TrainableNetwork.Live(experiment.Task, live, Multitask), live, inputs, Settings, Settings.Epochs,
                    encoderRate: null, random.Noise, seed, onTest: false);
            experiment.Run.Log.Write(new RunEvent { Event = "stage", Stage = stage, Seconds = outcome.Seconds, Metric = TrainingLoop.Finite(outcome.Best) });
            shared?.Store(fusion);
            shared?.Write(trial.Number);
            return Result(outcome.EpochScores, outcome.Seconds, genotype, seed);
        }
        catch (DivergedException diverged)
        {
            return new TrialResult(null, [], 0, diverged.Message, fusion.ParameterCount());
        }
    }

    /// <summary>
    /// A name for trials that train together, which no other set of trials has: a checkpoint that a kill left must not be taken for one of
    /// others, when workers have finished some of those between the first and the last meanwhile.
    /// </summary>
    private static string Numbers(IReadOnlyList<Trial> trials)
    {
        var (first, last) = (trials[0].Number, trials[^1].Number);
        return last - first + 1 == trials.Count
            ? $"{first}-{last}"
            : $"{first}-{last}-{Checksum.OfBytes(Encoding.UTF8.GetBytes(string.Join(',', trials.Select(t => t.Number))))[..8]}";
    }

    private TrialResult Result(IReadOnlyList<double> scores, double seconds, IGenotype genotype, ulong seed)
    {
        using var random = new NetworkRandom(seed, experiment.Device);
        using var network = space.Build(genotype, random);
        network.MoveTo(experiment.Device);
        var finite = scores.Where(double.IsFinite).ToList();
        return finite.Count == 0
            ? new TrialResult(null, [], seconds, "Its loss stopped being finite: lower trials.maximumRate.", network.ParameterCount())
            : new TrialResult(finite.Max(), finite, seconds, null, network.ParameterCount(), latency.Milliseconds(network));
    }

    /// <summary>Weight sharing among networks that train together: they begin with what the steps before left, and the last one's stay.</summary>
    private void Exchange(StackedNetwork stack, List<IGenotype> genotypes, ulong[] seeds, bool store)
    {
        for (var k = 0; shared is not null && k < genotypes.Count; k++)
        {
            using var random = new NetworkRandom(seeds[k]);
            using var network = space.Build(genotypes[k], random);
            if (store)
            {
                stack.Store(k, network);
                shared.Store(network);
            }
            else
            {
                shared.Load(network);
                stack.Load(k, network);
            }
        }
    }

    /// <summary>What the encoders' own logits add to every network's on dev.</summary>
    private Tensor AddedLogits()
    {
        using var scope = new TensorScope();
        var sum = experiment.Task.Modalities.Select(m => features.EncoderLogits(Split.Dev, m.Name).ToTensor()).Aggregate((a, b) => a + b);
        return sum.To(experiment.Device).Clone().Unscoped();
    }
}
