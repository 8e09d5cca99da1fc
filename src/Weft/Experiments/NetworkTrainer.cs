using Weft.Data;
using Weft.Data.Loading;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>What came of one training.</summary>
/// <param name="Best">The selecting metric of the best epoch; NaN if there is none.</param>
/// <param name="BestEpoch">1-based.</param>
/// <param name="EpochScores">The selecting metric after each epoch.</param>
/// <param name="Seconds">Seconds, over all resumes.</param>
public sealed record TrainingOutcome(double Best, int BestEpoch, IReadOnlyList<double> EpochScores, double Seconds);

/// <summary>Trains fusion networks, over cached taps or with their encoders, by a run's rules: trials, found networks and baselines alike.</summary>
/// <param name="experiment">The run.</param>
/// <param name="features">Its cached taps.</param>
public sealed class NetworkTrainer(FusionExperiment experiment, FeatureSet features)
{
    private const int EvaluationBatch = 256;

    /// <summary>Trains a network over cached taps; it has its best epoch's weights afterwards.</summary>
    /// <param name="stage">The name of the training in the log and of its checkpoints.</param>
    /// <param name="network">The network.</param>
    /// <param name="modality">Only this modality's taps; null for all.</param>
    /// <param name="settings">Epochs, batches, rates.</param>
    /// <param name="noise">Draws masks.</param>
    /// <param name="orderSeed">Determines the order of samples.</param>
    /// <param name="onTest">Train on train and dev, choose epochs on test, as published.</param>
    public TrainingOutcome TrainCached(
        string stage, TrainableNetwork network, string? modality, RestartTrainingSettings settings, Generator noise, ulong orderSeed, bool onTest)
    {
        IBatchSource Source(Split split, bool trains) => trains && split == Split.Train
            ? features.TrainingSource(modality, withLogits: true)
            : features.Source(split, modality, withLogits: true);
        ParameterGroup[] groups = [new("weights", network.Network.Parameters(), settings.MaximumRate, settings.WeightDecay)];
        return Train(stage, network, groups, _ => 1, settings, settings.Epochs, noise, Passes(Source, settings, orderSeed, onTest, EvaluationBatch));
    }

    /// <summary>Trains a network with its encoders on the samples; it has its best epoch's weights afterwards.</summary>
    /// <param name="stage">The name of the training in the log and of its checkpoints.</param>
    /// <param name="network">The network.</param>
    /// <param name="live">The same network's parts.</param>
    /// <param name="inputs">Where its samples come from.</param>
    /// <param name="settings">Batches, rates.</param>
    /// <param name="epochs">Epochs.</param>
    /// <param name="encoderRate">The encoders' part of the learning rate; null leaves their weights as they are.</param>
    /// <param name="noise">Draws masks.</param>
    /// <param name="orderSeed">Determines the order of samples and their augmentation.</param>
    /// <param name="onTest">Train on train and dev, choose epochs on test, as published.</param>
    internal TrainingOutcome TrainLive(
        string stage, TrainableNetwork network, LiveNetwork live, LiveInputs inputs, RestartTrainingSettings settings, int epochs,
        double? encoderRate, Generator noise, ulong orderSeed, bool onTest)
    {
        IBatchSource Source(Split split, bool trains) => inputs.Source(split, trains ? Seeds.Derive(orderSeed, "augmentation") : null);
        List<ParameterGroup> groups = [new("fusion", live.FusionParameters, settings.MaximumRate, settings.WeightDecay)];
        live.RecordEncoders(encoderRate is not null);
        live.EncodersEvaluate = encoderRate is null && experiment.EncoderMode == EncoderMode.Eval;
        if (encoderRate is not null)
        {
            groups.Add(new("encoders", [.. live.EncoderParameters], settings.MaximumRate, settings.WeightDecay));
        }

        double RateOf(string group) => string.Equals(group, "encoders", StringComparison.Ordinal) ? encoderRate!.Value : 1;
        return Train(stage, network, groups, RateOf, settings, epochs, noise, Passes(Source, settings, orderSeed, onTest, inputs.EvaluationBatch));
    }

    private TrainingOutcome Train(
        string stage, TrainableNetwork network, IReadOnlyList<ParameterGroup> groups, Func<string, double> rateOf, RestartTrainingSettings settings,
        int epochs, Generator noise, IReadOnlyList<TrainingPass> passes)
    {
        using var optimizer = new Adam(groups);
        using var training = new SupervisedTraining(new SupervisedSetup
        {
            Task = experiment.Task,
            Network = network.Network,
            Forward = network.Judge,
            Optimizer = optimizer,
            RateOf = rateOf,
            Schedule = settings.Schedule(Steps(passes), experiment.Restarts),
            Noise = noise,
            Passes = passes,
            Epochs = epochs,
            TieIsBetter = experiment.Reference && experiment.Method.IsDifferentiable && !experiment.Task.MultiLabel,
            Device = experiment.Device,
        });
        var seconds = new TrainingLoop(stage, experiment.Checkpoints(stage), experiment.Run).Run(training);
        training.UseBest();
        return new TrainingOutcome(training.Best, training.BestEpoch, training.EpochScores, seconds);
    }

    /// <summary>Steps in an epoch, for the schedule. BM-NAS's published one of MM-IMDB counts train alone, though dev's steps move it too.</summary>
    private double Steps(IReadOnlyList<TrainingPass> passes)
    {
        var training = passes.Where(p => p.Trains).Select(p => p.Loader).ToList();
        return experiment.Restarts == RestartRule.Exact ? training.Sum(l => l.Batches)
            : experiment.Method.ReferenceCountsDev(experiment.Task.Name) ? training.Sum(l => l.BatchesExact)
            : training[0].BatchesExact;
    }

    /// <summary>Published rules: dev is trained on too, and the best epoch is the best on test (BM-NAS specification 2.3, MFAS Q9).</summary>
    private List<TrainingPass> Passes(Func<Split, bool, IBatchSource> source, RestartTrainingSettings settings, ulong orderSeed, bool onTest, int evaluationBatch)
    {
        TrainingPass Learn(Split split) => new(
            split.Word(),
            new BatchLoader(
                source(split, true), settings.BatchSize, experiment.Shuffles ? Seeds.Derive(orderSeed, $"order/{split}") : null, dropSingle: true),
            Trains: true,
            Selects: false);
        TrainingPass Judge(Split split) => new(
            split.Word(), new BatchLoader(source(split, false), evaluationBatch, shuffleSeed: null), Trains: false, Selects: true);
        return onTest ? [Learn(Split.Train), Learn(Split.Dev), Judge(Split.Test)] : [Learn(Split.Train), Judge(Split.Dev)];
    }
}
