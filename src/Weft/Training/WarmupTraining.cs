using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Data.Loading;
using Weft.Torch;
using Weft.Torch.Modules;
using Weft.Torch.Optim;

namespace Weft.Training;

/// <summary>What a training with a stepped warm-up is made of.</summary>
public sealed record WarmupSetup
{
    /// <summary>What is learned from, and how it is judged.</summary>
    public required ITrainingWork Work { get; init; }

    /// <summary>The network whose state is saved.</summary>
    public required Module Network { get; init; }

    /// <summary>Changes the weights.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>Its learning rate.</summary>
    public required WarmupSchedule Schedule { get; init; }

    /// <summary>Draws dropout masks.</summary>
    public required Generator Noise { get; init; }

    /// <summary>The number of epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>In how many parts a batch is computed.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>The largest norm of all gradients together; 0 for no bound.</summary>
    public double Clip { get; init; }

    /// <summary>Every how many epochs dev is measured; of the last epoch it always is.</summary>
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>Whether the best epoch's weights are kept instead of the last one's.</summary>
    public bool KeepsBest { get; init; }

    /// <summary>Where the best epoch's weights lie, when it is not the last.</summary>
    public required BestWeights BestWeights { get; init; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; init; } = Device.Cpu;
}

/// <summary>
/// Trains a network by gradients of whole batches, clipped, at a rate that warms up in steps and decays (MmNas specification 5.2), and
/// measures it on dev between epochs.
/// </summary>
public sealed class WarmupTraining : TrainingProcedure
{
    private readonly WarmupSetup setup;
    private readonly WorkPhases phases;
    private readonly Tensor[] parameters;
    private BatchPass? stream;
    private double rate;
    private double loss;
    private int batches;
    private int currentEpoch;
    private double score = double.NaN;
    private List<double?> scores = [];

    /// <summary>Readies the training.</summary>
    /// <param name="setup">What it is made of.</param>
    public WarmupTraining(WarmupSetup setup)
    {
        this.setup = setup;
        phases = new WorkPhases(setup.Work);
        parameters = setup.Network.Parameters();
    }

    /// <inheritdoc/>
    public override int Epochs => setup.Epochs;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases => phases.All;

    /// <inheritdoc/>
    public override double Best => BestScore;

    /// <summary>The score on dev of the epoch whose weights are kept; NaN where dev was not measured.</summary>
    public double BestScore { get; private set; } = double.NaN;

    /// <summary>The epoch whose weights are kept, 1-based; 0 before the first ends.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The score on dev after each epoch; null where it was not measured.</summary>
    public IReadOnlyList<double?> EpochScores => scores;

    /// <summary>Puts the weights of the epoch that is kept into the network.</summary>
    public void UseBest()
    {
        if (setup.KeepsBest && BestEpoch > 0 && BestEpoch < Epochs)
        {
            setup.BestWeights.Load(BestEpoch, setup.Network);
        }
    }

    /// <inheritdoc/>
    public override void BeginPhase(int epoch, int phase, int firstStep)
    {
        currentEpoch = epoch;
        var trains = phases.All[phase].Name is WorkPhases.Train;
        setup.Network.Train(trains);
        if (trains)
        {
            stream = setup.Work.Train.Begin(epoch, firstStep);
            (loss, batches) = firstStep == 0 ? (0, 0) : (loss, batches);
        }

        phases.Begin(epoch, phase, phases.All[phase].Name is WorkPhases.Dev && !Measures ? 0 : firstStep);
    }

    /// <inheritdoc/>
    public override double Step()
    {
        if (phases.Current is not WorkPhases.Train)
        {
            if (phases.Current is WorkPhases.Prepare || Measures)
            {
                phases.Repeatable();
            }

            return 0;
        }

        setup.Optimizer.ZeroGradients();
        var value = setup.Work.Differentiate(stream!.Next(setup.Device), setup.Parts);
        rate = setup.Schedule.Next();
        foreach (var group in setup.Optimizer.Groups)
        {
            group.LearningRate = rate;
        }

        if (setup.Clip > 0)
        {
            GradientClipping.ByNorm(parameters, setup.Clip);
        }

        setup.Optimizer.Step();
        loss += value;
        batches++;
        return value;
    }

    /// <inheritdoc/>
    public override PhaseResult EndPhase()
    {
        switch (phases.Current)
        {
            case WorkPhases.Train:
                stream!.Dispose();
                stream = null;
                return new PhaseResult(loss / batches, null, null, rate);
            case WorkPhases.Prepare:
                phases.EndPreparation();
                return default;
            default:
                score = Measures ? setup.Work.Score() : double.NaN;
                return new PhaseResult(null, TrainingLoop.Finite(score), setup.Work.MetricName, null);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<Runs.RunEvent> EndEpoch(int epoch)
    {
        scores.Add(TrainingLoop.Finite(score));
        var better = !setup.KeepsBest || score > BestScore || (double.IsNaN(BestScore) && !double.IsNaN(score));
        if (better || (epoch + 1 == Epochs && BestEpoch == 0))
        {
            (BestScore, BestEpoch) = (score, epoch + 1);
            if (setup.KeepsBest && epoch + 1 < Epochs)
            {
                setup.BestWeights.Save(BestEpoch, setup.Network);
            }
        }

        score = double.NaN;
        return [];
    }

    /// <inheritdoc/>
    public override void Save(Checkpoint checkpoint)
    {
        checkpoint.Put("network", setup.Network);
        checkpoint.Put("optimizer", setup.Optimizer);
        checkpoint.Put("noise", setup.Noise);
        checkpoint.State["schedule"] = setup.Schedule.Save();
        checkpoint.State["warmup"] = new JsonObject
        {
            ["rate"] = rate,
            ["loss"] = loss,
            ["batches"] = batches,
            ["bestEpoch"] = BestEpoch,
            ["bestScore"] = TrainingLoop.Finite(BestScore),
            ["score"] = TrainingLoop.Finite(score),
            ["scores"] = JsonSerializer.SerializeToNode(scores, Runs.RunReport.Json),
        };
        setup.Work.Save(checkpoint);
    }

    /// <inheritdoc/>
    public override void Restore(Checkpoint checkpoint)
    {
        checkpoint.Restore("network", setup.Network);
        checkpoint.Restore("optimizer", setup.Optimizer);
        checkpoint.Restore("noise", setup.Noise);
        setup.Schedule.Load(checkpoint.State["schedule"]!.AsObject());
        var state = checkpoint.State["warmup"]!.AsObject();
        rate = state["rate"]!.GetValue<double>();
        loss = state["loss"]!.GetValue<double>();
        batches = state["batches"]!.GetValue<int>();
        BestEpoch = state["bestEpoch"]!.GetValue<int>();
        BestScore = state["bestScore"]?.GetValue<double>() ?? double.NaN;
        score = state["score"]?.GetValue<double>() ?? double.NaN;
        scores = state["scores"].Deserialize<List<double?>>(Runs.RunReport.Json)!;
        setup.Work.Restore(checkpoint);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => stream?.Dispose();

    /// <summary>Whether dev is measured after the current epoch.</summary>
    private bool Measures => (currentEpoch + 1) % setup.EvaluateEvery == 0 || currentEpoch + 1 == Epochs;
}
