using Weft.Data;
using Weft.Data.Features;
using Weft.Data.Loading;
using Weft.Encoders;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>
/// Encoders made of weights that the settings name (<c>encoder.weights</c>): published ones, brought over by <c>weft weights import</c>. A
/// head that they lack, such as that of weights trained on ImageNet, is trained on features that the frozen rest gives once.
/// </summary>
internal static class EncoderWeights
{
    /// <summary>The file that the settings name for a modality; null for none.</summary>
    internal static string? Named(FusionExperiment experiment, Modality modality) => experiment.Settings.Encoder.Weights.GetValueOrDefault(modality.Name);

    /// <summary>What an encoder's recipe says of its weights.</summary>
    internal static string Describe(string file) => $"weights {Checksum.OfFile(file)[..16]}";

    /// <summary>What the recipe of an encoder that was tuned from weights ends with.</summary>
    internal static string DescribeTuning(string file) => $", tuned from {Describe(file)}";

    /// <summary>The recipe of an encoder that is made of weights as they are, up to a head that had to be trained.</summary>
    internal static string Recipe(FusionExperiment experiment, Modality modality, string file) =>
        $"{EncoderTraining.Rules(experiment)}, {Describe(file)}, {EncoderStage.Channels(experiment.Settings, experiment.Task, modality)} channels";

    /// <summary>What follows in the recipe where the head was trained.</summary>
    internal static string DescribeHead(FusionExperiment experiment) => $", head trained with seed {experiment.Settings.Seed}";

    /// <summary>
    /// Whether an encoder that lies with the data is made of the weights that the settings name, tuned or not as they want it; true where
    /// they name none.
    /// </summary>
    internal static bool Agree(FusionExperiment experiment, Modality modality, EncoderFile found) =>
        Named(experiment, modality) is not { } file
        || (experiment.Settings.Encoder.FineTune
            ? found.Recipe.EndsWith(DescribeTuning(file), StringComparison.Ordinal)
            : found.Recipe.StartsWith(Recipe(experiment, modality, file), StringComparison.Ordinal));

    /// <summary>Copies weights into an encoder; a separate head may be missing, or be one for other classes.</summary>
    /// <returns>Whether the head was there.</returns>
    /// <exception cref="InvalidFileException">The file is no safetensors file, or its weights do not fit.</exception>
    internal static bool Load(Encoder encoder, string file)
    {
        using var scope = new TensorScope();
        var found = TensorFile.LoadSafeTensors(file).ToDictionary(StringComparer.Ordinal);
        var state = encoder.State();
        var head = HeadNames(encoder);
        var present = head.All(name => found.TryGetValue(name, out var tensor) && tensor.Shape.AsSpan().SequenceEqual(state[name].Shape));
        foreach (var name in present ? [] : head)
        {
            found[name] = state[name];
        }

        try
        {
            encoder.LoadState(found);
        }
        catch (WeftException error) when (error is not InvalidFileException)
        {
            throw new InvalidFileException(
                file, $"{error.Message.TrimEnd('.')}; bring published weights over by `weft weights import FILE --encoder NAME`", error);
        }

        return present || head.Count == 0;
    }

    /// <summary>Makes the run's encoder of weights.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="modality">The modality.</param>
    /// <param name="file">The weights.</param>
    /// <param name="target">The encoder's file in the run folder.</param>
    internal static EncoderFile Take(FusionExperiment experiment, Modality modality, string file, string target)
    {
        var channels = EncoderStage.Channels(experiment.Settings, experiment.Task, modality);
        var seed = Seeds.Derive(experiment.Settings.Seed, $"encoder:{modality.Name}");
        using var random = new NetworkRandom(seed, experiment.Device);
        using var encoder = experiment.Task.BuildEncoder(modality.Name, channels, 0, random);
        var complete = Load(encoder, file);
        experiment.Run.Progress.Stage(
            $"encoder:{modality.Name}", complete ? $"taking {file}" : $"taking {file}; its head is missing and is trained");
        var body = Save(BodyOf(target), double.NaN, complete ? string.Empty : ", head not trained yet");
        new FeatureViews(experiment).Announce([body], experiment.Method.Pooling(experiment.Settings));
        var dev = complete ? Measure(experiment, body) : TrainHead(experiment, body, encoder, random, seed);
        var result = Save(target, dev, complete ? string.Empty : DescribeHead(experiment));
        File.Delete(body.Path);
        return result;

        EncoderFile Save(string path, double metric, string more) => EncoderFile.Save(
            path, encoder, experiment.Task.Name, modality.Name, channels, experiment.Data.ContentHash, metric,
            Recipe(experiment, modality, file) + more);
    }

    /// <summary>The file that holds an encoder while its head is trained.</summary>
    internal static string BodyOf(string target) => target + ".body";

    /// <summary>The stage that trains a modality's missing head.</summary>
    internal static string HeadStageOf(string modality) => $"encoder:{modality}:head";

    /// <summary>The metric on dev, from the features that later stages read too.</summary>
    private static double Measure(FusionExperiment experiment, EncoderFile body)
    {
        using var features = Open(experiment, body, Split.Dev, 0);
        using var labels = experiment.Data.Labels(Split.Dev);
        var source = new FeatureSource([[features.Logits]], labels);
        var metric = experiment.Task.NewMetric();
        using var scope = new TensorScope();
        var batch = source.Load(0, [.. Enumerable.Range(0, source.Count)]).Scoped(Device.Cpu);
        metric.Add(batch.Inputs[0], batch.Labels, 0);
        return metric.Value(experiment.Task.Metric);
    }

    private static double TrainHead(FusionExperiment experiment, EncoderFile body, Encoder encoder, NetworkRandom random, ulong seed)
    {
        var stage = HeadStageOf(body.Modality);
        var s = experiment.Settings.Encoder;
        var views = new FeatureViews(experiment).Numbers;
        var train = views.Select(view => Open(experiment, body, Split.Train, view)).ToList();
        using var dev = Open(experiment, body, Split.Dev, 0);
        using var trainLabels = experiment.Data.Labels(Split.Train);
        using var devLabels = experiment.Data.Labels(Split.Dev);
        try
        {
            var batches = new BatchLoader(
                new FeatureSource([.. train.Select(f => (IReadOnlyList<RowTable>)[f.HeadFeatures!])], trainLabels),
                s.BatchSize, Seeds.Derive(seed, "head order"), dropSingle: true);
            encoder.MoveTo(experiment.Device);
            using var optimizer = new Adam(
                [new ParameterGroup("head", [.. encoder.HeadParameters().Select(p => p.Tensor)], s.LearningRate, s.WeightDecay)], decoupledDecay: true);
            using var training = new SupervisedTraining(new SupervisedSetup
            {
                Task = experiment.Task,
                Network = encoder,
                Forward = batch => experiment.Task.Judge(encoder.Head(batch.Inputs[0]), batch.Labels),
                Optimizer = optimizer,
                Schedule = new RestartSchedule(s.LearningRate, 0, s.Epochs, 1, batches.Batches, RestartRule.Exact),
                Noise = random.Noise,
                Passes =
                [
                    new("train", batches, Trains: true, Selects: false),
                    new("dev", new BatchLoader(new FeatureSource([[dev.HeadFeatures!]], devLabels), 256, shuffleSeed: null), Trains: false, Selects: true),
                ],
                Epochs = s.Epochs,
                Device = experiment.Device,
            });
            var checkpoints = experiment.Checkpoints(stage);
            new TrainingLoop(stage, checkpoints, experiment.Run).Run(training);
            training.UseBest();
            checkpoints.Clear();
            return training.Best;
        }
        finally
        {
            train.ForEach(f => f.Dispose());
        }
    }

    private static CachedFeatures Open(FusionExperiment experiment, EncoderFile body, Split split, int view) =>
        experiment.Cache().Open(
            new FeatureViews(experiment).Entry(body, experiment.Method.Pooling(experiment.Settings), split, view), experiment.Run, experiment.Device);

    private static List<string> HeadNames(Encoder encoder)
    {
        var parts = encoder.HeadParts();
        return [.. encoder.State().Keys.Where(name => parts.Contains(name.Split('.')[0]))];
    }
}
