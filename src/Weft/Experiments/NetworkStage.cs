using Weft.Data;
using Weft.Data.Loading;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>A network to be trained on cached taps.</summary>
/// <param name="Stage">The stage's name, such as <c>found:2</c>.</param>
/// <param name="Description">What a person reads while it trains.</param>
/// <param name="Build">Builds it with fresh weights.</param>
/// <param name="Modality">Only this modality's taps; null for all.</param>
/// <param name="Seed">The seed of its weights, masks and order.</param>
public sealed record NetworkPlan(string Stage, string Description, Func<NetworkRandom, FusionNetwork> Build, string? Modality, ulong Seed);

/// <summary>What came of training a network.</summary>
/// <param name="Weights">The file of the best epoch's weights, relative to the run folder.</param>
/// <param name="DevMetric">The metric on dev (on test, where the published rules select by it).</param>
/// <param name="DevLoss">The loss on dev.</param>
/// <param name="BestEpoch">1-based.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Seconds">Seconds of training.</param>
public sealed record TrainedNetwork(string Weights, double DevMetric, double DevLoss, int BestEpoch, long Parameters, double Seconds);

/// <summary>What the test split says of a trained network.</summary>
/// <param name="Metric">The task's headline metric.</param>
/// <param name="Loss">Mean loss.</param>
public sealed record TestedNetwork(double Metric, double Loss);

/// <summary>Trains and tests discrete networks: the found one and every baseline by the same code and settings.</summary>
/// <param name="experiment">The run.</param>
/// <param name="features">Its cached taps.</param>
public sealed class NetworkStage(Experiment experiment, FeatureSet features)
{
    /// <summary>Trains a network, once in a run.</summary>
    public TrainedNetwork Train(NetworkPlan plan)
    {
        var trained = experiment.Ledger.Once(plan.Stage, () => TrainNow(plan));

        // Only now: a kill between the two must not cost the training.
        experiment.Checkpoints(plan.Stage).Clear();
        return trained;
    }

    /// <summary>Logits on dev of a trained network.</summary>
    public NdArray DevLogits(NetworkPlan plan) => NpyReader.Read(LogitsPath(plan.Stage, Split.Dev));

    /// <summary>Logits on test of a tested network.</summary>
    public NdArray TestLogits(NetworkPlan plan) => NpyReader.Read(LogitsPath(plan.Stage, Split.Test));

    /// <summary>Measures a trained network on test, once in a run.</summary>
    public TestedNetwork Test(NetworkPlan plan, TrainedNetwork trained) =>
        experiment.Ledger.Once($"test:{plan.Stage}", () =>
        {
            var result = Evaluate(plan, trained);
            Keep(plan, Split.Test, result);
            return new TestedNetwork(result.Metric, result.Loss);
        });

    /// <summary>Measures a trained network on test now, without looking for an earlier result and without touching the run's predictions.</summary>
    public TestedNetwork TestNow(NetworkPlan plan, TrainedNetwork trained)
    {
        var result = Evaluate(plan, trained);
        return new TestedNetwork(result.Metric, result.Loss);
    }

    private EvaluationResult Evaluate(NetworkPlan plan, TrainedNetwork trained)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(plan.Seed, experiment.Device);
        using var network = plan.Build(random);
        network.LoadState(TensorFile.LoadSafeTensors(Path.Combine(experiment.Run.Folder, trained.Weights)));
        network.MoveTo(experiment.Device);
        return Evaluate(network, plan, Split.Test);
    }

    private TrainedNetwork TrainNow(NetworkPlan plan)
    {
        experiment.Run.Progress.Stage(plan.Stage, plan.Description);
        using var random = new NetworkRandom(plan.Seed, experiment.Device);
        using var network = plan.Build(random);
        network.MoveTo(experiment.Device);
        var s = experiment.Settings.Retrain;
        using var optimizer = new Adam([new ParameterGroup("weights", network.Parameters(), s.MaximumRate, s.WeightDecay)]);
        var train = Loader(Split.Train);
        using var training = new SupervisedTraining(new SupervisedSetup
        {
            Task = experiment.Task,
            Network = network,
            Forward = batch => network.Forward(batch.Inputs),
            Optimizer = optimizer,
            Schedule = s.Schedule(train.BatchesExact, experiment.Reference ? RestartRule.Legacy : RestartRule.Exact),
            Noise = random.Noise,
            Passes = Passes(train),
            Epochs = s.Epochs,
            TieIsBetter = experiment.Reference && !experiment.Task.MultiLabel,
            Device = experiment.Device,
        });
        var seconds = new TrainingLoop(plan.Stage, experiment.Checkpoints(plan.Stage), experiment.Run).Run(training);
        training.UseBest();
        var weights = Path.Combine("networks", Runs.StageLedger.FileName(plan.Stage) + ".safetensors");
        var path = Path.Combine(experiment.Run.Folder, weights);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        TensorFile.SaveSafeTensors(path, network.State());
        var dev = Evaluate(network, plan, Split.Dev);
        Keep(plan, Split.Dev, dev);
        experiment.Run.Log.Write(new Runs.RunEvent { Event = "stage", Stage = plan.Stage, Seconds = seconds, Metric = dev.Metric });
        return new TrainedNetwork(
            weights, experiment.Reference ? training.Best : dev.Metric, dev.Loss, training.BestEpoch, network.ParameterCount(), seconds);

        BatchLoader Loader(Split split) => new(
            split == Split.Train ? features.TrainingSource(plan.Modality) : features.Source(split, plan.Modality), s.BatchSize, Seeds.Derive(plan.Seed, $"order/{split}"), dropSingle: true);

        // Published rules: dev is trained on too, and the best epoch is the best on test (BM-NAS specification 2.3).
        IReadOnlyList<TrainingPass> Passes(BatchLoader first) => experiment.Reference
            ? [new("train", first, true, false), new("dev", Loader(Split.Dev), true, false), new("test", Stored(Split.Test), false, true)]
            : [new("train", first, true, false), new("dev", Stored(Split.Dev), false, true)];

        BatchLoader Stored(Split split) => new(features.Source(split, plan.Modality), 256, shuffleSeed: null);
    }

    private EvaluationResult Evaluate(FusionNetwork network, NetworkPlan plan, Split split) => Evaluation.Run(
        experiment.Task, network, batch => network.Forward(batch.Inputs), features.Source(split, plan.Modality), experiment.Device);

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
