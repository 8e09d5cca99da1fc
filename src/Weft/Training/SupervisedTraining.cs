using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Data.Loading;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Modules;
using Weft.Torch.Optim;

namespace Weft.Training;

/// <summary>A pass of every epoch of a supervised training.</summary>
/// <param name="Name"><c>train</c>, <c>dev</c> or <c>test</c>.</param>
/// <param name="Loader">Its batches.</param>
/// <param name="Trains">Whether weights are changed; otherwise the network is evaluated.</param>
/// <param name="Selects">Whether its metric chooses the best epoch.</param>
public sealed record TrainingPass(string Name, BatchLoader Loader, bool Trains, bool Selects);

/// <summary>Trains a network on labels, keeping the weights of the best epoch: encoders, found networks, baselines.</summary>
public sealed class SupervisedTraining : TrainingProcedure
{
    private readonly SupervisedSetup setup;
    private readonly Dictionary<string, Tensor> best;
    private readonly RestartSchedule schedule;
    private MetricAccumulator metric;
    private BatchPass? stream;
    private TrainingPass pass;
    private double rate;
    private double epochScore = double.NaN;
    private List<double> scores = [];

    /// <summary>Readies the training.</summary>
    public SupervisedTraining(SupervisedSetup setup)
    {
        this.setup = setup;
        schedule = setup.Schedule;
        metric = setup.Task.NewMetric();
        pass = setup.Passes[0];

        // Its scope frees what lies between the network's tensors and their copies.
        using var scope = new TensorScope();
        best = setup.Network.State().ToDictionary(s => s.Key, s => s.Value.Detach().Clone().Unscoped(), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override int Epochs => setup.Epochs;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases => [.. setup.Passes.Select(p => new Phase(p.Name, p.Loader.Batches))];

    /// <summary>The selecting metric of the best epoch.</summary>
    public override double Best => BestScore;

    /// <summary>The best epoch, 1-based; 0 before there is one.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The selecting metric after each epoch so far.</summary>
    public IReadOnlyList<double> EpochScores => scores;

    private double BestScore { get; set; } = double.NaN;

    /// <summary>Puts the best epoch's weights into the network (the last epoch's, if nothing selects).</summary>
    public void UseBest()
    {
        if (setup.Passes.Any(p => p.Selects))
        {
            setup.Network.LoadState(best);
        }
    }

    /// <inheritdoc/>
    public override void BeginPhase(int epoch, int phase, int firstStep)
    {
        pass = setup.Passes[phase];
        if (firstStep == 0)
        {
            metric = setup.Task.NewMetric();
        }

        setup.Network.Train(pass.Trains || setup.AlwaysTrainMode);
        stream = pass.Loader.Begin(epoch, firstStep);
    }

    /// <inheritdoc/>
    public override double Step()
    {
        var batch = stream!.Next(setup.Device);
        if (!pass.Trains)
        {
            using var noGrad = Autograd.NoGrad();
            return Count(setup.Forward(batch), batch).Loss;
        }

        setup.Optimizer.ZeroGradients();
        var (loss, tensor) = Count(setup.Forward(batch), batch);
        rate = schedule.Next();
        foreach (var group in setup.Optimizer.Groups)
        {
            group.LearningRate = rate * setup.RateOf(group.Name);
        }

        tensor.Backward();
        setup.Optimizer.Step();
        return loss;
    }

    /// <inheritdoc/>
    public override PhaseResult EndPhase()
    {
        stream!.Dispose();
        stream = null;
        var value = metric.Value(setup.Task.Metric);
        if (pass.Selects)
        {
            epochScore = value;
        }

        return new PhaseResult(metric.Loss, value, setup.Task.MetricName(), pass.Trains ? rate : null);
    }

    /// <inheritdoc/>
    public override IEnumerable<Runs.RunEvent> EndEpoch(int epoch)
    {
        scores.Add(epochScore);
        var tie = setup.TieIsBetter && epochScore.Equals(BestScore);
        if (double.IsNaN(epochScore) || (epochScore <= BestScore && !tie))
        {
            return [];
        }

        BestScore = epochScore;
        BestEpoch = epoch + 1;
        using var noGrad = Autograd.NoGrad();
        foreach (var (name, tensor) in setup.Network.State())
        {
            best[name].CopyFrom(tensor);
        }

        return [];
    }

    /// <inheritdoc/>
    public override void Save(Checkpoint checkpoint)
    {
        checkpoint.Put("network", setup.Network);
        checkpoint.Put("optimizer", setup.Optimizer);
        checkpoint.Put("noise", setup.Noise);
        checkpoint.PutAll("best", best);
        checkpoint.State["schedule"] = schedule.Save();
        checkpoint.State["metric"] = metric.Save();
        checkpoint.State["supervised"] = new JsonObject
        {
            ["rate"] = rate,
            ["bestEpoch"] = BestEpoch,
            ["bestScore"] = double.IsNaN(BestScore) ? null : BestScore,
            ["epochScore"] = double.IsNaN(epochScore) ? null : epochScore,
            ["scores"] = JsonSerializer.SerializeToNode(scores, Runs.RunReport.Json),
        };
    }

    /// <inheritdoc/>
    public override void Restore(Checkpoint checkpoint)
    {
        checkpoint.Restore("network", setup.Network);
        checkpoint.Restore("optimizer", setup.Optimizer);
        checkpoint.Restore("noise", setup.Noise);
        foreach (var (name, tensor) in checkpoint.All("best"))
        {
            best[name].CopyFrom(tensor);
        }

        schedule.Load(checkpoint.State["schedule"]!.AsObject());
        metric.Load(checkpoint.State["metric"]!.AsObject());
        var state = checkpoint.State["supervised"]!.AsObject();
        rate = state["rate"]!.GetValue<double>();
        BestEpoch = state["bestEpoch"]!.GetValue<int>();
        BestScore = state["bestScore"]?.GetValue<double>() ?? double.NaN;
        epochScore = state["epochScore"]?.GetValue<double>() ?? double.NaN;
        scores = state["scores"].Deserialize<List<double>>(Runs.RunReport.Json)!;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        stream?.Dispose();
        foreach (var tensor in best.Values)
        {
            tensor.Dispose();
        }
    }

    private (double Loss, Tensor Tensor) Count(Judged judged, Batch batch)
    {
        var loss = judged.Loss.Item();
        metric.Add(judged.Scores, batch.Labels, loss);
        return (loss, judged.Loss);
    }
}

/// <summary>What a network makes of a batch.</summary>
/// <param name="Scores">What predictions are read from, [batch, classes].</param>
/// <param name="Loss">What is minimised: one number.</param>
public readonly record struct Judged(Tensor Scores, Tensor Loss);

/// <summary>What a supervised training is made of.</summary>
public sealed record SupervisedSetup
{
    /// <summary>Loss and metric.</summary>
    public required ITask Task { get; init; }

    /// <summary>The network whose state is saved.</summary>
    public required Module Network { get; init; }

    /// <summary>From a batch to what it is judged by and what is minimised.</summary>
    public required Func<Batch, Judged> Forward { get; init; }

    /// <summary>Changes the weights.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>Its learning rate.</summary>
    public required RestartSchedule Schedule { get; init; }

    /// <summary>The part of the learning rate that a group of parameters has, by the group's name; all have all of it by default.</summary>
    public Func<string, double> RateOf { get; init; } = _ => 1;

    /// <summary>Draws dropout masks.</summary>
    public required Generator Noise { get; init; }

    /// <summary>The passes of every epoch.</summary>
    public required IReadOnlyList<TrainingPass> Passes { get; init; }

    /// <summary>The number of epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>Whether the later of two equally good epochs counts, as published for tasks with one label.</summary>
    public bool TieIsBetter { get; init; }

    /// <summary>Evaluate in train mode too, as the published unimodal training does (MFAS specification 6.1).</summary>
    public bool AlwaysTrainMode { get; init; }
}
