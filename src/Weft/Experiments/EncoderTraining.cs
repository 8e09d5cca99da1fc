using Weft.Data;
using Weft.Data.Loading;
using Weft.Encoders;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>What came of training an encoder.</summary>
/// <param name="DevMetric">The metric on dev.</param>
/// <param name="Seconds">Seconds of training, over all resumes.</param>
public sealed record TrainedEncoder(double DevMetric, double Seconds);

/// <summary>Trains a modality's encoder on its labels.</summary>
public static class EncoderTraining
{
    private const int ReferenceEpochs = 50;
    private const int ReferenceBatch = 128;
    private const double ReferenceRate = 0.1;
    private const double ReferenceDecay = 1e-4;

    /// <summary>
    /// Trains an encoder, leaving it in the run folder. With weights that the settings name, only what they lack is trained, unless
    /// everything is to be tuned from them on.
    /// </summary>
    /// <param name="experiment">The run.</param>
    /// <param name="modality">Which modality.</param>
    /// <returns>The encoder's file.</returns>
    public static EncoderFile Run(FusionExperiment experiment, Modality modality)
    {
        var target = EncoderStage.FileIn(experiment.Run.Folder, modality.Name);
        if (EncoderStage.Kept(experiment, modality) is { } kept)
        {
            return kept;
        }

        var weights = EncoderWeights.Named(experiment, modality);
        if (weights is not null && !experiment.Settings.Encoder.FineTune)
        {
            return EncoderWeights.Take(experiment, modality, weights, target);
        }

        var stage = StageOf(modality);
        var settings = experiment.Settings;
        var seed = Seeds.Derive(settings.Seed, stage);
        var channels = EncoderStage.Channels(settings, experiment.Task, modality);
        experiment.Run.Progress.Stage(stage, $"training the {modality.Name} encoder");
        using var random = new NetworkRandom(seed, experiment.Device);
        using var encoder = experiment.Task.BuildEncoder(modality.Name, channels, experiment.EncoderDropout, random);
        if (weights is not null)
        {
            EncoderWeights.Load(encoder, weights);
        }

        encoder.MoveTo(experiment.Device);
        var setup = Setup(experiment, modality, encoder, random, seed);
        using var training = new SupervisedTraining(setup);
        var checkpoints = experiment.Checkpoints(stage);
        var seconds = new TrainingLoop(stage, checkpoints, experiment.Run).Run(training);
        training.UseBest();
        setup.Optimizer.Dispose();
        experiment.Run.Log.Write(new Runs.RunEvent { Event = "stage", Stage = stage, Seconds = seconds, Metric = training.Best });
        var file = EncoderFile.Save(
            target, encoder, experiment.Task.Name, modality.Name, channels, experiment.Data.ContentHash, training.Best, Recipe(experiment, modality));
        experiment.Ledger.Complete(stage, new TrainedEncoder(file.DevMetric, seconds));
        checkpoints.Clear();
        return file;
    }

    /// <summary>An encoder as it was drawn, as BM-NAS's published search takes MM-IMDB's text encoder (specification 2.1).</summary>
    internal static EncoderFile Untrained(FusionExperiment experiment, Modality modality)
    {
        var target = EncoderStage.FileIn(experiment.Run.Folder, modality.Name);
        if (File.Exists(target))
        {
            return EncoderFile.Open(target);
        }

        var stage = StageOf(modality);
        var channels = EncoderStage.Channels(experiment.Settings, experiment.Task, modality);
        using var random = new NetworkRandom(Seeds.Derive(experiment.Settings.Seed, stage));
        using var encoder = experiment.Task.BuildEncoder(modality.Name, channels, 0, random);
        experiment.Run.Remark($"The {modality.Name} encoder is an untrained one, as in the published search.");
        return EncoderFile.Save(
            target, encoder, experiment.Task.Name, modality.Name, channels, experiment.Data.ContentHash, double.NaN, $"{Rules(experiment)}, untrained");
    }

    /// <summary>The stage that makes a modality's encoder.</summary>
    internal static string StageOf(Modality modality) => $"encoder:{modality.Name}";

    /// <summary>Whose rules an encoder was made by: what its recipe begins with.</summary>
    internal static string Rules(FusionExperiment experiment) => $"{experiment.Settings.Compatibility.ToString().ToLowerInvariant()} rules";

    /// <summary>How an encoder is trained, in one line.</summary>
    internal static string Recipe(FusionExperiment experiment, Modality modality)
    {
        var s = experiment.Settings.Encoder;
        var weights = EncoderWeights.Named(experiment, modality);
        if (weights is not null && !s.FineTune)
        {
            return EncoderWeights.Recipe(experiment, modality, weights);
        }

        var channels = EncoderStage.Channels(experiment.Settings, experiment.Task, modality);
        var own = experiment.PublishedEncoders
            ? string.Empty
            : FormattableString.Invariant(
                $", {s.Epochs} epochs, batch {s.BatchSize}, rate {s.LearningRate}, decay {s.WeightDecay}, dropout {s.Dropout}, augmentation {s.Augmentation}");
        var from = weights is null ? string.Empty : EncoderWeights.DescribeTuning(weights);
        return FormattableString.Invariant($"{Rules(experiment)}, seed {experiment.Settings.Seed}, {channels} channels{own}{from}");
    }

    private static SupervisedSetup Setup(FusionExperiment experiment, Modality modality, Encoder encoder, NetworkRandom random, ulong seed)
    {
        var s = experiment.Settings.Encoder;
        var reference = experiment.PublishedEncoders;
        var epochs = reference ? ReferenceEpochs : s.Epochs;
        var batchSize = reference ? ReferenceBatch : s.BatchSize;
        var augmentation = Augmenter.Of(
            modality, Seeds.Derive(seed, "augmentation"), Seeds.Derive(seed, "variation"), experiment.Reference ? 0 : s.Augmentation, experiment.Varies(modality));
        var train = new BatchLoader(
            new ModalitySource(experiment.Data, modality, Split.Train, augmentation), batchSize, reference ? null : Seeds.Derive(seed, "order"), dropSingle: !reference);
        var dev = new BatchLoader(new ModalitySource(experiment.Data, modality, Split.Dev), batchSize, shuffleSeed: null);
        var rate = reference ? ReferenceRate : s.LearningRate;
        ParameterGroup[] groups = [new("weights", encoder.Parameters(), rate, reference ? ReferenceDecay : s.WeightDecay)];
        return new SupervisedSetup
        {
            Task = experiment.Task,
            Network = encoder,
            Forward = batch => experiment.Task.Judge(encoder.Forward(batch.Inputs[0]).Logits, batch.Labels),
            Optimizer = reference ? new Sgd(groups) : new Adam(groups, decoupledDecay: true),
            Schedule = new RestartSchedule(rate, reference ? rate : 0, epochs, 1, train.Batches, RestartRule.Exact),
            Noise = random.Noise,
            Passes = [new("train", train, Trains: true, Selects: false), new("dev", dev, Trains: false, Selects: !reference)],
            Epochs = epochs,
            Device = experiment.Device,
            AlwaysTrainMode = reference,
        };
    }
}
