using Weft.Cdar;
using Weft.Data.Clips.Lists;
using Weft.Encoders.Clips;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments.Adaptation;

/// <summary>A network to be trained and kept.</summary>
/// <param name="Stage">The stage's name, such as <c>glad:3</c>.</param>
/// <param name="Variant">Its method.</param>
/// <param name="Seed">The seed of its weights, masks, frames and order.</param>
public sealed record AdaptationPlan(string Stage, AdaptationVariant Variant, ulong Seed)
{
    /// <summary>The plan of a variant for a seed.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="seed">The seed.</param>
    public static AdaptationPlan Of(AdaptationVariant variant, ulong seed) => new($"{variant.Name}:{seed}", variant, seed);
}

/// <summary>What came of a training. What may be absent comes last: a stage's file leaves it out.</summary>
/// <param name="Weights">The weights that results are of, relative to the run folder.</param>
/// <param name="BestEpoch">The epoch of <paramref name="Weights"/>, 1-based.</param>
/// <param name="EpochScores">The score after each epoch; null where it was not taken.</param>
/// <param name="Parameters">Numbers that learn.</param>
/// <param name="Seconds">Seconds of training.</param>
/// <param name="LastWeights">Those of the last epoch, where others are kept; null otherwise.</param>
/// <param name="DevMetric">The score of the kept epoch; null where none was scored.</param>
public sealed record AdaptedNetwork(
    string Weights,
    int BestEpoch,
    IReadOnlyList<double?> EpochScores,
    long Parameters,
    double Seconds,
    string? LastWeights = null,
    double? DevMetric = null);

/// <summary>Trains networks and asks them: the method of the run and every rival by the same code and settings.</summary>
/// <param name="experiment">The run.</param>
public sealed class AdaptationNetworks(AdaptationExperiment experiment)
{
    private readonly AdaptationClips clips = new(experiment);

    private AdaptationSettings Settings => experiment.Settings;

    /// <summary>Trains a network, once in a run.</summary>
    /// <param name="plan">The network.</param>
    public AdaptedNetwork Train(AdaptationPlan plan)
    {
        var trained = experiment.Ledger.Once(plan.Stage, () => TrainNow(plan));

        // Only now: a kill between the two must not cost the training.
        experiment.Checkpoints(plan.Stage).Clear();
        return trained;
    }

    /// <summary>What a trained network says of clips, once in a run.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="weights">The weights, relative to the run folder.</param>
    /// <param name="list">The clips.</param>
    /// <param name="apply">What is asked.</param>
    /// <param name="what">What is done, for progress.</param>
    public ClipScores Ask(AdaptationPlan plan, string weights, ClipList list, Func<AdaptationMethod, Tensor, Tensor> apply, string what)
    {
        try
        {
            return AskNow(plan, weights, list, apply, what);
        }
        finally
        {
            clips.Release();
        }
    }

    private ClipScores AskNow(AdaptationPlan plan, string weights, ClipList list, Func<AdaptationMethod, Tensor, Tensor> apply, string what)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(plan.Seed, experiment.Device);
        using var method = Build(plan.Variant, random, initialised: false);
        method.LoadState(TensorFile.LoadSafeTensors(Path.Combine(experiment.Run.Folder, weights)));
        method.MoveTo(experiment.Device);
        using var judge = Judge(plan.Variant, list, "asked", _ => 0, apply);
        return judge.Run(method, step =>
        {
            experiment.Run.Progress.Report(new ProgressUpdate($"{what}:{plan.Stage}", 1, 1, "test", step, judge.Steps, "batches", null, null, null, null));
            experiment.Run.Cancellation.ThrowIfCancellationRequested();
        });
    }

    private AdaptationMethod Build(AdaptationVariant variant, NetworkRandom random, bool initialised)
    {
        var encoder = Settings.Encoder;
        return AdaptationMethods.Build(variant.Method, new MethodPlan
        {
            Encoder = ClipEncoders.Build(initialised ? encoder : encoder with { Weights = string.Empty }, random, experiment.Reference),
            Classes = experiment.Lists.Known,
            Random = random,
            Settings = Settings.Adapt,
            Reference = experiment.Reference,
        });
    }

    /// <summary>Trains a network, from its last checkpoint if there is one.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="description">What a person reads; null for its method and seed.</param>
    internal AdaptedNetwork TrainNow(AdaptationPlan plan, string? description = null)
    {
        experiment.Run.Progress.Stage(plan.Stage, description ?? $"training {plan.Variant.Name}, seed {plan.Seed}");
        var begun = plan.Variant is { Orders: true, Traits.DescribesOnly: false } && Settings.Order.Epochs > 0
            ? Train(new AdaptationPlan($"order:{plan.Seed}", AdaptationVariant.Parse(AdaptationVariant.TemporalOrder, "order"), plan.Seed))
            : null;
        try
        {
            return TrainFrom(plan, begun);
        }
        finally
        {
            clips.Release();
        }
    }

    private AdaptedNetwork TrainFrom(AdaptationPlan plan, AdaptedNetwork? begun)
    {
        using var random = new NetworkRandom(Seeds.Derive(plan.Seed, "network"), experiment.Device);
        using var method = Build(plan.Variant, random, initialised: true);
        if (begun is not null)
        {
            TakeEncoder(method, begun);
        }

        method.MoveTo(experiment.Device);
        var settings = TrainingOf(plan);
        using var judge = EpochJudge(plan);
        using var optimizer = AdaptationOptimizers.Build(method, settings, experiment.Reference);
        var checkpoints = experiment.Checkpoints(plan.Stage);
        var target = method.NeedsTarget
            ? clips.Training(plan, experiment.Lists.Target ?? throw new UsageException($"--target is missing: {plan.Variant.Method} learns from clips of the target too."), settings.BatchSize, isSource: false)
            : null;
        using var training = new AdaptationTraining(new AdaptationSetup
        {
            Method = method,
            Source = clips.Training(plan, experiment.Lists.Source, settings.BatchSize, isSource: true),
            Target = target,
            Judge = judge,
            Optimizer = optimizer,
            Schedule = AdaptationOptimizers.Schedule(settings),
            Noise = random.Noise,
            Settings = settings,
            BestWeights = new BestWeights(Path.Combine(checkpoints.Folder, "best")),
            Device = experiment.Device,
        });
        var seconds = new TrainingLoop(plan.Stage, checkpoints, experiment.Run).Run(training);
        var last = judge is not null && training.BestEpoch < training.Epochs ? Save(method, plan.Stage + ".last") : null;
        training.UseBest();
        var kept = Save(method, plan.Stage);
        var dev = TrainingLoop.Finite(training.BestScore);
        experiment.Run.Log.Write(new RunEvent { Event = "stage", Stage = plan.Stage, Seconds = seconds, Metric = dev });
        return new AdaptedNetwork(
            kept, training.BestEpoch, training.EpochScores, method.Parameters().Where(p => p.RequiresGrad).Sum(p => p.ElementCount), seconds + (begun?.Seconds ?? 0), last, dev);
    }

    private AdaptationTrainingSettings TrainingOf(AdaptationPlan plan)
    {
        var (train, order) = (Settings.Train, Settings.Order);
        return plan.Variant.Method is not AdaptationVariant.TemporalOrder || string.Equals(Settings.Method, AdaptationVariant.TemporalOrder, StringComparison.Ordinal)
            ? train
            : train with
            {
                Epochs = order.Epochs,
                BatchSize = order.BatchSize > 0 ? order.BatchSize : train.BatchSize,
                Rate = order.Rate > 0 ? order.Rate : train.Rate,
                Schedule = RateSchedule.Step,
                DecayEpochs = order.DecayEpochs,
                Accumulate = order.Accumulate,
            };
    }

    /// <summary>What the best epoch is chosen by: held-out clips of the source, or under reference rules the target's labels, as published.</summary>
    private ClipJudge? EpochJudge(AdaptationPlan plan)
    {
        if (!experiment.KeepsBest || plan.Variant.Traits.DescribesOnly)
        {
            return null;
        }

        if (experiment.Lists.Dev is { } dev && !plan.Variant.Traits.Clusters)
        {
            return Judge(plan.Variant, dev, "dev mean-class accuracy", scores => AdaptationFigures.MeanClass(scores, experiment.Reference), (m, c) => m.Scores(c));
        }

        if (!experiment.Reference)
        {
            return null;
        }

        var mode = AdaptationFigures.ModeOf(plan.Variant.Method, Settings);
        return Judge(plan.Variant, experiment.Lists.Test(mode), "target score", scores => AdaptationFigures.Published(experiment.Lists, plan, scores), (m, c) => m.Scores(c));
    }

    private ClipJudge Judge(
        AdaptationVariant variant, ClipList list, string name, Func<ClipScores, double> metric, Func<AdaptationMethod, Tensor, Tensor> apply) =>
        new(clips.Test(variant, list), experiment.Device, name, metric, apply);

    /// <summary>The file of a network, relative to the run folder.</summary>
    /// <param name="stage">The network's stage.</param>
    public static string FileOf(string stage) => Path.Combine("networks", StageLedger.FileName(stage) + ".safetensors");

    private string Save(AdaptationMethod method, string stage)
    {
        using var scope = new TensorScope();
        var path = Path.Combine(experiment.Run.Folder, FileOf(stage));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        TensorFile.SaveSafeTensors(path, method.State());
        return FileOf(stage);
    }

    private void TakeEncoder(AdaptationMethod method, AdaptedNetwork begun)
    {
        const string Prefix = "backbone.";
        using var scope = new TensorScope();
        method.Encoder.LoadState(TensorFile.LoadSafeTensors(Path.Combine(experiment.Run.Folder, begun.Weights))
            .Where(t => t.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[Prefix.Length..], t => t.Value, StringComparer.Ordinal));
    }
}
