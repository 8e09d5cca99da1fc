using System.Globalization;
using Weft.Data;
using Weft.Data.Loading;
using Weft.Encoders;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>What came of training an encoder.</summary>
/// <param name="DevMetric">The metric on dev.</param>
/// <param name="Seconds">Seconds of training, over all resumes.</param>
public sealed record TrainedEncoder(double DevMetric, double Seconds);

/// <summary>Trains a modality's encoder on its labels, or takes the one that the data already has.</summary>
public static class EncoderStage
{
    private const int ReferenceEpochs = 50;
    private const int ReferenceBatch = 128;
    private const double ReferenceRate = 0.1;
    private const double ReferenceDecay = 1e-4;

    /// <summary>
    /// The run's encoders, one for each modality in the task's order. Ones that an earlier run trained on this data are taken; missing
    /// ones are trained now and left with the data for later runs.
    /// </summary>
    public static IReadOnlyList<EncoderFile> Provide(Experiment experiment) =>
        [.. experiment.Task.Modalities.Select(modality => Provide(experiment, modality))];

    /// <summary>Trains an encoder, leaving it in the run folder.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="modality">Which modality.</param>
    /// <returns>The encoder's file.</returns>
    public static EncoderFile Train(Experiment experiment, Modality modality)
    {
        var target = FileIn(experiment.Run.Folder, modality.Name);
        if (File.Exists(target))
        {
            return EncoderFile.Open(target);
        }

        var stage = $"encoder:{modality.Name}";
        var settings = experiment.Settings;
        var seed = Seeds.Derive(settings.Seed, stage);
        var channels = Channels(settings, modality);
        experiment.Run.Progress.Stage(stage, $"training the {modality.Name} encoder");
        using var random = new NetworkRandom(seed, experiment.Device);
        using var encoder = experiment.Task.BuildEncoder(modality.Name, channels, experiment.EncoderDropout, random);
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

    /// <summary>Leaves an encoder with the data, where later runs take it from.</summary>
    public static void Publish(Experiment experiment, EncoderFile encoder)
    {
        var target = FileIn(experiment.Settings.Data, encoder.Modality);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Torch.Files.AtomicFile.WriteAllBytes(target, File.ReadAllBytes(encoder.Path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or WeftException)
        {
            experiment.Run.Remark($"The {encoder.Modality} encoder stays in the run folder only: {experiment.Settings.Data} cannot be written to.");
        }
    }

    /// <summary>Where a folder keeps a modality's encoder.</summary>
    public static string FileIn(string folder, string modality) => Path.Combine(folder, "encoders", modality + ".safetensors");

    /// <summary>Copies another run's encoders, for a worker of its study: trained again they would be others.</summary>
    /// <param name="host">The other run's folder.</param>
    /// <param name="folder">The worker's run folder.</param>
    /// <param name="modalities">Whose encoders.</param>
    /// <exception cref="UsageException">The other run has none.</exception>
    public static void TakeFrom(string host, string folder, IReadOnlyList<string> modalities)
    {
        foreach (var modality in modalities)
        {
            var (source, target) = (FileIn(host, modality), FileIn(folder, modality));
            if (!File.Exists(source))
            {
                throw new UsageException($"{source} is not there: a study is joined where its run folder is, with the run's encoders.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Torch.Files.AtomicFile.WriteAllBytes(target, File.ReadAllBytes(source));
        }
    }

    private static EncoderFile Provide(Experiment experiment, Modality modality)
    {
        var own = FileIn(experiment.Run.Folder, modality.Name);
        var published = FileIn(experiment.Settings.Data, modality.Name);
        if (File.Exists(own))
        {
            var kept = EncoderFile.Open(own);
            if (!File.Exists(published))
            {
                // A kill came between training and publishing.
                Publish(experiment, kept);
            }

            return kept;
        }

        if (File.Exists(published))
        {
            var found = EncoderFile.Open(published);
            if (Fits(experiment, found))
            {
                RemarkOnOtherRecipe(experiment, modality, found);

                // The run keeps a copy: it must stay what it is when somebody trains the encoder anew.
                Directory.CreateDirectory(Path.GetDirectoryName(own)!);
                Torch.Files.AtomicFile.WriteAllBytes(own, File.ReadAllBytes(published));
                var dev = found.DevMetric.ToString("0.000", CultureInfo.InvariantCulture);
                experiment.Run.Progress.Line($"encoder:{modality.Name}: taken from {published} (dev {dev}).");
                return EncoderFile.Open(own);
            }

            experiment.Run.Remark($"{published} was trained on other data or by other rules; the {modality.Name} encoder is trained again.");
        }

        var trained = Train(experiment, modality);
        Publish(experiment, trained);
        return trained;
    }

    /// <summary>An encoder of other data is worthless, and one trained by the other rules would make the report a lie.</summary>
    private static bool Fits(Experiment experiment, EncoderFile found) =>
        string.Equals(found.DataHash, experiment.Data.ContentHash, StringComparison.Ordinal)
        && string.Equals(found.Task, experiment.Task.Name, StringComparison.Ordinal)
        && found.Recipe.StartsWith(Rules(experiment), StringComparison.Ordinal);

    private static void RemarkOnOtherRecipe(Experiment experiment, Modality modality, EncoderFile found)
    {
        if (!string.Equals(found.Recipe, Recipe(experiment, modality), StringComparison.Ordinal))
        {
            experiment.Run.Remark(
                $"The {modality.Name} encoder that was left with the data is used; it was trained with {found.Recipe}, not with this run's own encoder settings.");
        }
    }

    private static string Rules(Experiment experiment) => $"{experiment.Settings.Compatibility.ToString().ToLowerInvariant()} rules";

    private static string Recipe(Experiment experiment, Modality modality)
    {
        var s = experiment.Settings.Encoder;
        var channels = Channels(experiment.Settings, modality);
        var own = experiment.PublishedEncoders
            ? string.Empty
            : FormattableString.Invariant(
                $", {s.Epochs} epochs, batch {s.BatchSize}, rate {s.LearningRate}, decay {s.WeightDecay}, dropout {s.Dropout}, augmentation {s.Augmentation}");
        return FormattableString.Invariant($"{Rules(experiment)}, seed {experiment.Settings.Seed}, {channels} channels{own}");
    }

    private static SupervisedSetup Setup(Experiment experiment, Modality modality, Encoder encoder, NetworkRandom random, ulong seed)
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

    /// <summary>The width that the settings give a modality's encoder.</summary>
    /// <exception cref="UsageException">It is no number of channels.</exception>
    internal static int Channels(RunSettings settings, Modality modality)
    {
        if (!settings.Encoder.Channels.TryGetValue(modality.Name, out var text))
        {
            return settings.Compatibility == Compatibility.Reference ? 3 : modality.DefaultChannels;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var channels) && channels is > 0 and <= 4096
            ? channels
            : throw new UsageException($"encoder.channels.{modality.Name}: '{text}' is no number of channels from 1 to 4096.");
    }
}
