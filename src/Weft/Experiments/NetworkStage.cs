using Weft.Data;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>A network to be trained and kept.</summary>
/// <param name="Stage">The stage's name, such as <c>found:2</c>.</param>
/// <param name="Description">What a person reads while it trains.</param>
/// <param name="Build">Builds it, over taps, with fresh weights.</param>
/// <param name="Modality">Only this modality's taps; null for all.</param>
/// <param name="Seed">The seed of its weights, masks and order.</param>
/// <param name="Multitask">Whether the encoders' logits take part.</param>
public sealed record NetworkPlan(
    string Stage, string Description, Func<NetworkRandom, FusionNetwork> Build, string? Modality, ulong Seed, bool Multitask = false);

/// <summary>What came of training a network.</summary>
/// <param name="Weights">The file of the best epoch's weights, relative to the run folder.</param>
/// <param name="DevMetric">The metric on dev (on test, where the published rules select by it).</param>
/// <param name="DevLoss">The loss on dev.</param>
/// <param name="BestEpoch">1-based.</param>
/// <param name="Parameters">Trainable numbers of the fusion part.</param>
/// <param name="Seconds">Seconds of training.</param>
/// <param name="WithEncoders">Whether its encoders were trained along and their weights are in the file.</param>
public sealed record TrainedNetwork(
    string Weights, double DevMetric, double DevLoss, int BestEpoch, long Parameters, double Seconds, bool WithEncoders = false);

/// <summary>That a network's training diverged.</summary>
/// <param name="Problem">Where.</param>
public sealed record DivergedNetwork(string Problem);

/// <summary>What the test split says of a trained network.</summary>
/// <param name="Metric">The task's headline metric.</param>
/// <param name="Loss">Mean loss.</param>
public sealed record TestedNetwork(double Metric, double Loss);

/// <summary>
/// Trains and tests networks that are kept: the found one and every baseline by the same code and settings, first over cached taps and
/// then, where the settings want it, with everything unfrozen (MFAS specification 4).
/// </summary>
/// <param name="experiment">The run.</param>
/// <param name="features">Its cached taps.</param>
public sealed class NetworkStage(FusionExperiment experiment, FeatureSet features)
{
    private readonly NetworkTrainer trainer = new(experiment, features);

    /// <summary>BM-NAS's published found networks train their encoders from the first epoch on; a second stage takes that over where there is one.</summary>
    private bool TrainsEncodersAtOnce => experiment.Reference
        && experiment.Settings.Retrain.UnfrozenEpochs == 0
        && experiment.EncoderMode != EncoderMode.Cached
        && experiment.Method.ReferenceTrainsEncoders(experiment.Task.Name);

    /// <summary>Trains a network, once in a run.</summary>
    public TrainedNetwork Train(NetworkPlan plan)
    {
        var trained = experiment.Ledger.Once(plan.Stage, () => TrainNow(plan));

        // Only now: a kill between the two must not cost the training.
        experiment.Checkpoints(plan.Stage).Clear();
        experiment.Checkpoints(UnfrozenStage(plan)).Clear();
        return trained;
    }

    /// <summary>Trains one of several networks: one that diverges is out of the running, which is no reason to end the run.</summary>
    /// <returns>Null if it diverged, now or before a resume.</returns>
    public TrainedNetwork? TryTrain(NetworkPlan plan) => experiment.UnlessDiverged(plan.Stage, plan.Description, () => Train(plan));

    /// <summary>Logits on dev of a trained network.</summary>
    public NdArray DevLogits(NetworkPlan plan) => NpyReader.Read(LogitsPath(plan.Stage, Split.Dev));

    /// <summary>Logits on test of a tested network.</summary>
    public NdArray TestLogits(NetworkPlan plan) => NpyReader.Read(LogitsPath(plan.Stage, Split.Test));

    /// <summary>Measures a trained network on test, once in a run.</summary>
    public TestedNetwork Test(NetworkPlan plan, TrainedNetwork trained) =>
        experiment.Ledger.Once($"test:{plan.Stage}", () =>
        {
            var result = EvaluateSaved(plan, trained);
            Keep(plan, Split.Test, result);
            return new TestedNetwork(result.Metric, result.Loss);
        });

    /// <summary>Measures a trained network on test now, without looking for an earlier result and without touching the run's predictions.</summary>
    public TestedNetwork TestNow(NetworkPlan plan, TrainedNetwork trained)
    {
        var result = EvaluateSaved(plan, trained);
        return new TestedNetwork(result.Metric, result.Loss);
    }

    private static string UnfrozenStage(NetworkPlan plan) => $"{plan.Stage}:unfrozen";

    private EvaluationResult EvaluateSaved(NetworkPlan plan, TrainedNetwork trained)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(plan.Seed, experiment.Device);
        var fusion = plan.Build(random);
        using var network = trained.WithEncoders ? Live(plan, Inputs(plan).Join(fusion, random)) : Cached(plan, fusion);
        network.Network.LoadState(TensorFile.LoadSafeTensors(Path.Combine(experiment.Run.Folder, trained.Weights)));
        network.Network.MoveTo(experiment.Device);
        return Evaluate(network, plan, Split.Test, trained.WithEncoders);
    }

    private TrainedNetwork TrainNow(NetworkPlan plan)
    {
        experiment.Run.Progress.Stage(plan.Stage, plan.Description);
        var s = experiment.Settings.Retrain;
        var onTest = experiment.ChoosesOnTest;
        var encodersRun = experiment.EncoderMode != EncoderMode.Cached;
        using var random = new NetworkRandom(plan.Seed, experiment.Device);
        var fusion = plan.Build(random);
        var parameters = fusion.ParameterCount();
        var inputs = Inputs(plan);
        var live = encodersRun || s.UnfrozenEpochs > 0 ? inputs.Join(fusion, random) : null;
        using var owner = (FusionNetwork?)live ?? fusion;
        owner.MoveTo(experiment.Device);
        var outcome = encodersRun
            ? trainer.TrainLive(
                plan.Stage, Live(plan, live!), live!, inputs, s, s.Epochs, TrainsEncodersAtOnce ? 1 : null, random.Noise, plan.Seed, onTest)
            : trainer.TrainCached(plan.Stage, Cached(plan, fusion), plan.Modality, s, random.Noise, plan.Seed, onTest);
        var seconds = outcome.Seconds;
        if (s.UnfrozenEpochs > 0)
        {
            experiment.Run.Progress.Stage(UnfrozenStage(plan), $"{plan.Description}, encoders too");
            outcome = trainer.TrainLive(
                UnfrozenStage(plan), Live(plan, live!), live!, inputs, s, s.UnfrozenEpochs, s.UnfrozenRate, random.Noise,
                Seeds.Derive(plan.Seed, "unfrozen"), onTest);
            seconds += outcome.Seconds;
        }

        return Keep(plan, live is null ? Cached(plan, fusion) : Live(plan, live), live is not null, parameters, outcome, seconds);
    }

    private TrainedNetwork Keep(
        NetworkPlan plan, TrainableNetwork network, bool withEncoders, long parameters, TrainingOutcome outcome, double seconds)
    {
        var weights = Path.Combine("networks", Runs.StageLedger.FileName(plan.Stage) + ".safetensors");
        var path = Path.Combine(experiment.Run.Folder, weights);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        TensorFile.SaveSafeTensors(path, network.Network.State());
        var dev = Evaluate(network, plan, Split.Dev, withEncoders);
        Keep(plan, Split.Dev, dev);
        experiment.Run.Log.Write(new Runs.RunEvent { Event = "stage", Stage = plan.Stage, Seconds = seconds, Metric = dev.Metric });
        return new TrainedNetwork(weights, experiment.ChoosesOnTest ? outcome.Best : dev.Metric, dev.Loss, outcome.BestEpoch, parameters, seconds, withEncoders);
    }

    private LiveInputs Inputs(NetworkPlan plan) => new(
        experiment,
        features,
        [.. experiment.Task.Modalities.Where(m => plan.Modality is null || string.Equals(m.Name, plan.Modality, StringComparison.Ordinal))],
        learn: TrainsEncodersAtOnce || experiment.Settings.Retrain.UnfrozenEpochs > 0);

    private TrainableNetwork Cached(NetworkPlan plan, FusionNetwork network) => TrainableNetwork.Cached(
        experiment.Task,
        network,
        features.Taps.Count(t => plan.Modality is null || string.Equals(t.Modality, plan.Modality, StringComparison.Ordinal)),
        plan.Multitask);

    private TrainableNetwork Live(NetworkPlan plan, LiveNetwork network) => TrainableNetwork.Live(experiment.Task, network, plan.Multitask);

    private EvaluationResult Evaluate(TrainableNetwork network, NetworkPlan plan, Split split, bool withEncoders)
    {
        var inputs = Inputs(plan);
        return withEncoders
            ? Evaluation.Run(experiment.Task, network.Network, network.Scores, inputs.Source(split), experiment.Device, inputs.EvaluationBatch)
            : Evaluation.Run(
                experiment.Task, network.Network, network.Scores, features.Source(split, plan.Modality, withLogits: true), experiment.Device);
    }

    /// <summary>Keeps predictions for late fusion and paired intervals.</summary>
    private void Keep(NetworkPlan plan, Split split, EvaluationResult result)
    {
        var path = LogitsPath(plan.Stage, split);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NpyWriter.Write(path, result.Logits);
    }

    private string LogitsPath(string stage, Split split) => Path.Combine(
        experiment.Run.Folder, "predictions", $"{Runs.StageLedger.FileName(stage)}.{split.Word()}.npy");
}
