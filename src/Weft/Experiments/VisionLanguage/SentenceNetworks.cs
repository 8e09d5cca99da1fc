using Weft.MmNas;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments.VisionLanguage;

/// <summary>A network of sentences and regions to be trained and kept.</summary>
/// <param name="Stage">The stage's name, such as <c>found:888</c>.</param>
/// <param name="Description">What it is, for a person, such as <c>the found network, seed 2</c>.</param>
/// <param name="Genotype">Its blocks.</param>
/// <param name="Seed">The seed of its weights, masks and order.</param>
/// <param name="Blind">What it is not shown.</param>
public sealed record SentencePlan(string Stage, string Description, MmNasGenotype Genotype, ulong Seed, Blindfold Blind = Blindfold.None);

/// <summary>What came of training a network.</summary>
/// <param name="Weights">The file of the weights that are kept, relative to the run folder.</param>
/// <param name="BestEpoch">The epoch that is kept, 1-based.</param>
/// <param name="EpochScores">The metric on dev after each epoch; null where it was not measured.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Seconds">Seconds of training.</param>
/// <param name="DevMetric">The metric on dev; null where there is no dev.</param>
public sealed record TrainedSentenceNetwork(
    string Weights, int BestEpoch, IReadOnlyList<double?> EpochScores, long Parameters, double Seconds, double? DevMetric = null);

/// <summary>Trains and measures networks that are kept: the found one and every rival by the same code and settings.</summary>
/// <param name="experiment">The run.</param>
public sealed class SentenceNetworks(MmNasExperiment experiment)
{
    // MmNas specification 5.2.
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.98;
    private const double Eps = 1e-9;

    /// <summary>Adam as all published programs of MmNas have it.</summary>
    /// <param name="parameters">What it changes.</param>
    public static Adam Optimizer(IEnumerable<Tensor> parameters) =>
        new([new ParameterGroup("weights", [.. parameters], 0)], Beta1, Beta2, Eps);

    /// <summary>Trains a network, once in a run.</summary>
    /// <param name="plan">The network.</param>
    public TrainedSentenceNetwork Train(SentencePlan plan)
    {
        var trained = experiment.Ledger.Once(plan.Stage, () => TrainNow(plan, experiment.Settings.Retrain.Epochs, keeps: true));

        // Only now: a kill between the two must not cost the training.
        experiment.Checkpoints(plan.Stage).Clear();
        return trained;
    }

    /// <summary>Trains one of several networks: one that diverges is out of the running, which is no reason to end the run.</summary>
    /// <param name="plan">The network.</param>
    /// <returns>Null if it diverged, now or before a resume.</returns>
    public TrainedSentenceNetwork? TryTrain(SentencePlan plan) =>
        experiment.UnlessDiverged(plan.Stage, $"training {plan.Description}", () => Train(plan));

    /// <summary>Trains a network for a trial; its weights are not kept.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="epochs">Epochs.</param>
    public TrainedSentenceNetwork Try(SentencePlan plan, int epochs) => TrainNow(plan, epochs, keeps: false);

    /// <summary>Measures a trained network on a split, once in a run.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="trained">Its training.</param>
    /// <param name="split">The split.</param>
    public SplitResult Measure(SentencePlan plan, TrainedSentenceNetwork trained, string split) =>
        experiment.Ledger.Once($"{split}:{plan.Stage}", () => MeasureNow(plan, trained, split));

    /// <summary>Measures a trained network on a split now, and writes the result file that others take.</summary>
    /// <inheritdoc cref="Measure"/>
    public SplitResult MeasureNow(SentencePlan plan, TrainedSentenceNetwork trained, string split) => With(plan, trained, network =>
    {
        experiment.Run.Progress.Stage($"{split}:{plan.Stage}", $"{plan.Description}, measured on {split}");
        return experiment.Task.Measure(network, experiment.Task.Part(split), plan.Blind, ResultPath(plan, split), experiment.Run);
    });

    /// <summary>The result file of a network on a split.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="split">The split.</param>
    public string ResultPath(SentencePlan plan, string split)
    {
        var folder = Path.Combine(experiment.Run.Folder, "results");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{StageLedger.FileName(plan.Stage)}.{split}.json");
    }

    /// <summary>Does something with a trained network, in evaluation mode.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="trained">Its training.</param>
    /// <param name="use">What to do.</param>
    public T With<T>(SentencePlan plan, TrainedSentenceNetwork trained, Func<MmNasNetwork, T> use)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(plan.Seed, experiment.Device);
        var state = TensorFile.LoadSafeTensors(Path.Combine(experiment.Run.Folder, trained.Weights));

        // The weights tell how wide words are, so that the file of word vectors need not be there any more.
        var sizes = experiment.Settings.Network with { WordWidth = (int)state["embedding.weight"].Size(1) };
        using var network = new MmNasNetwork(sizes, plan.Genotype, experiment.Task.Ends, random);
        network.LoadState(state);
        network.MoveTo(experiment.Device);
        network.Eval();
        return use(network);
    }

    /// <summary>
    /// What a trial learns from and is judged by: train and dev, unless there is no dev or figures are measured on it; then two parts of train.
    /// </summary>
    /// <param name="experiment">The run.</param>
    internal static (SentencePart Train, SentencePart? Dev) TrialParts(MmNasExperiment experiment)
    {
        var (settings, task) = (experiment.Settings, experiment.Task);
        return experiment.Reference || experiment.DevIsFree
            ? (task.Part("train"), task.Dev)
            : task.SearchParts(settings.Search.WeightsPart, Seeds.Derive(settings.Seed, "trials"));
    }

    /// <summary>The network of a plan, with fresh weights.</summary>
    private MmNasNetwork Build(SentencePlan plan, NetworkRandom random)
    {
        using var scope = new TensorScope();
        var task = experiment.Task;
        return new MmNasNetwork(task.Fit(experiment.Settings.Network), plan.Genotype, task.Ends, random, task.InitialWords(plan.Seed));
    }

    private TrainedSentenceNetwork TrainNow(SentencePlan plan, int epochs, bool keeps)
    {
        var (s, task) = (experiment.Settings.Retrain, experiment.Task);
        if (keeps)
        {
            experiment.Run.Progress.Stage(plan.Stage, $"training {plan.Description}");
        }

        using var random = new NetworkRandom(plan.Seed, experiment.Device);
        using var network = Build(plan, random);
        network.MoveTo(experiment.Device);
        var (train, judge) = keeps ? (task.Part(experiment.Settings.Split), task.Dev) : TrialParts(experiment);
        using var work = task.Work(network, new WorkPlan
        {
            Train = train,
            Dev = judge,
            BatchSize = s.BatchSize,
            Seed = Seeds.Derive(plan.Seed, "samples"),
            Blind = plan.Blind,
        });
        using var optimizer = Optimizer(network.Parameters());
        var checkpoints = new CheckpointStore(
            Path.Combine(experiment.Run.Folder, "checkpoints", StageLedger.FileName(plan.Stage)), experiment.Run.Remark, s.KeepCheckpoints);
        using var training = new WarmupTraining(new WarmupSetup
        {
            Work = work,
            Network = network,
            Optimizer = optimizer,
            Schedule = new WarmupSchedule(s.Rate, work.Train.Batches, s.DecayEpochs, s.Decay, s.WarmupEpochs),
            Noise = random.Noise,
            Epochs = epochs,
            Parts = s.Accumulate,
            Clip = s.Clip,
            EvaluateEvery = keeps ? s.EvaluateEvery : epochs,
            KeepsBest = keeps && experiment.KeepsBest,
            BestWeights = new BestWeights(Path.Combine(checkpoints.Folder, "best")),
            Device = experiment.Device,
        });
        var seconds = new TrainingLoop(plan.Stage, checkpoints, experiment.Run).Run(training);
        training.UseBest();
        var weights = Path.Combine("networks", StageLedger.FileName(plan.Stage) + ".safetensors");
        if (keeps)
        {
            var path = Path.Combine(experiment.Run.Folder, weights);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var scope = new TensorScope();
            TensorFile.SaveSafeTensors(path, network.State());
        }

        var dev = TrainingLoop.Finite(training.BestScore);
        experiment.Run.Log.Write(new RunEvent { Event = "stage", Stage = plan.Stage, Seconds = seconds, Metric = dev });
        return new TrainedSentenceNetwork(weights, training.BestEpoch, training.EpochScores, network.ParameterCount(), seconds, dev);
    }
}
