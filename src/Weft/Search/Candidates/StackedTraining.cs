using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Data.Loading;
using Weft.Runs;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Search.Candidates;

/// <summary>What training networks together is made of.</summary>
public sealed record StackedSetup
{
    /// <summary>Loss and metric.</summary>
    public required ITask Task { get; init; }

    /// <summary>The networks.</summary>
    public required StackedNetwork Network { get; init; }

    /// <summary>Batches of training, with masks.</summary>
    public required BatchLoader Train { get; init; }

    /// <summary>Batches of the split that scores.</summary>
    public required BatchLoader Dev { get; init; }

    /// <summary>
    /// Logits of the modalities' own classifiers on the scoring split, [samples, classes] each, which are added to the networks' before
    /// they are judged (multitask); none by default.
    /// </summary>
    public Tensor? AddedLogits { get; init; }

    /// <summary>Epochs, rates, decay.</summary>
    public required RestartTrainingSettings Settings { get; init; }

    /// <summary>When a cosine cycle ends.</summary>
    public RestartRule Restarts { get; init; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; init; } = Device.Cpu;
}

/// <summary>
/// Trains stacked networks for a few epochs and scores each after every one (MFAS specification, section 3). A network whose numbers stop
/// being finite fails alone: nothing of it reaches the others.
/// </summary>
public sealed class StackedTraining : TrainingProcedure
{
    private const int StepsBetweenLosses = 16;

    private readonly StackedSetup setup;
    private readonly Adam optimizer;
    private readonly RestartSchedule schedule;
    private readonly Dictionary<string, Tensor> best;
    private readonly List<double[]> scores = [];
    private MetricAccumulator[] metrics = [];
    private BatchPass? stream;
    private double lastLoss;
    private int step;

    /// <summary>Readies the training.</summary>
    public StackedTraining(StackedSetup setup)
    {
        this.setup = setup;
        var s = setup.Settings;
        optimizer = new Adam([new ParameterGroup("weights", setup.Network.Parameters(), s.MaximumRate, s.WeightDecay)]);
        schedule = s.Schedule(setup.Train, setup.Restarts);
        using var scope = new TensorScope();
        best = setup.Network.Stacked().ToDictionary(t => t.Key, t => t.Value.Detach().Clone().Unscoped(), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override int Epochs => setup.Settings.Epochs;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases => [new("train", setup.Train.Batches), new("dev", setup.Dev.Batches)];

    /// <inheritdoc/>
    public override double Best => scores.SelectMany(e => e).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();

    /// <summary>Each network's score after every epoch so far; NaN where its numbers were not finite.</summary>
    public IReadOnlyList<IReadOnlyList<double>> EpochScores => [.. Enumerable.Range(0, setup.Network.Count).Select(k => scores.ConvertAll(e => e[k]))];

    /// <summary>Puts every network's weights of its best epoch back.</summary>
    public void UseBest()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        foreach (var (name, tensor) in setup.Network.Stacked())
        {
            tensor.CopyFrom(best[name]);
        }
    }

    /// <inheritdoc/>
    public override void BeginPhase(int epoch, int phase, int firstStep)
    {
        if (firstStep == 0 || metrics.Length == 0)
        {
            metrics = [.. Enumerable.Range(0, setup.Network.Count).Select(_ => setup.Task.NewMetric())];
        }

        step = firstStep;
        setup.Network.Train(phase == 0);
        stream = (phase == 0 ? setup.Train : setup.Dev).Begin(epoch, firstStep);
    }

    /// <inheritdoc/>
    public override double Step()
    {
        var batch = stream!.Next(setup.Device);
        return setup.Network.Training ? TrainStep(batch) : Evaluate(batch);
    }

    /// <inheritdoc/>
    public override PhaseResult EndPhase()
    {
        stream!.Dispose();
        stream = null;
        if (setup.Network.Training)
        {
            return new PhaseResult(lastLoss, null, null, optimizer.LearningRate);
        }

        // A loss that is not finite means weights that are not: such a network has no score, whatever its argmax says.
        scores.Add([.. metrics.Select(m => double.IsFinite(m.Loss) ? m.Value(setup.Task.Metric) : double.NaN)]);
        KeepBest();
        var finite = metrics.Where(m => double.IsFinite(m.Loss)).ToList();
        return new PhaseResult(
            finite.Count == 0 ? double.NaN : finite.Average(m => m.Loss), TrainingLoop.Finite(scores[^1].Max()), setup.Task.MetricName(), null);
    }

    /// <inheritdoc/>
    public override void Save(Checkpoint checkpoint)
    {
        checkpoint.Put("network", setup.Network);
        checkpoint.Put("optimizer", optimizer);
        checkpoint.PutAll("best", best);
        checkpoint.State["schedule"] = schedule.Save();
        checkpoint.State["metrics"] = new JsonArray([.. metrics.Select(m => m.Save())]);
        checkpoint.State["stacked"] = new JsonObject
        {
            ["rate"] = optimizer.LearningRate,
            ["lastLoss"] = lastLoss,
            ["scores"] = JsonSerializer.SerializeToNode(scores, RunReport.Json),
        };
    }

    /// <inheritdoc/>
    public override void Restore(Checkpoint checkpoint)
    {
        checkpoint.Restore("network", setup.Network);
        checkpoint.Restore("optimizer", optimizer);
        foreach (var (name, tensor) in checkpoint.All("best"))
        {
            best[name].CopyFrom(tensor);
        }

        schedule.Load(checkpoint.State["schedule"]!.AsObject());
        metrics = [.. checkpoint.State["metrics"]!.AsArray().Select(m =>
        {
            var metric = setup.Task.NewMetric();
            metric.Load(m!.AsObject());
            return metric;
        })];
        var state = checkpoint.State["stacked"]!.AsObject();
        optimizer.LearningRate = state["rate"]!.GetValue<double>();
        lastLoss = state["lastLoss"]!.GetValue<double>();
        scores.Clear();
        scores.AddRange(state["scores"].Deserialize<List<double[]>>(RunReport.Json)!);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        stream?.Dispose();
        optimizer.Dispose();
        foreach (var tensor in best.Values)
        {
            tensor.Dispose();
        }
    }

    private double TrainStep(Batch batch)
    {
        optimizer.ZeroGradients();
        var inputs = batch.Inputs;
        var masked = inputs.Length > setup.Network.Inputs.Count;
        var logits = setup.Network.Forward(masked ? inputs[..^1] : inputs, masked ? inputs[^1] : null);

        // The mean over all, times their number, is the sum of each network's mean: its gradient is the one it would have alone.
        var loss = setup.Task.Loss(logits.Flatten(0, 1), batch.Labels) * (double)setup.Network.Count;
        optimizer.LearningRate = schedule.Next();
        loss.Backward();
        optimizer.Step();
        if (step++ % StepsBetweenLosses == 0 && loss.Item() / setup.Network.Count is var mean && double.IsFinite(mean))
        {
            lastLoss = mean;
        }

        return lastLoss;
    }

    private double Evaluate(Batch batch)
    {
        using var noGrad = Autograd.NoGrad();
        var logits = setup.Network.Forward(batch.Inputs, mask: null);
        var size = logits.Size(1);
        var labels = batch.Labels.Narrow(0, 0, size);
        if (setup.AddedLogits is { } added)
        {
            logits = logits + added.Narrow(0, metrics[0].Samples, size);
        }

        for (var k = 0; k < metrics.Length; k++)
        {
            var mine = logits.Select(0, k);
            metrics[k].Add(mine, labels, setup.Task.Loss(mine, labels).Item());
        }

        return lastLoss;
    }

    /// <summary>Where the last epoch's score is above all before it, its weights are kept (a tie keeps the earlier ones, as published).</summary>
    private void KeepBest()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var improved = new bool[setup.Network.Count];
        for (var k = 0; k < improved.Length; k++)
        {
            var before = scores.SkipLast(1).Select(e => e[k]).Where(double.IsFinite).DefaultIfEmpty(0).Max();
            improved[k] = scores[^1][k] > before;
        }

        var mask = Tensor.From(improved, improved.Length).To(setup.Device);
        foreach (var (name, tensor) in setup.Network.Stacked())
        {
            var shape = new long[tensor.Rank];
            Array.Fill(shape, 1);
            shape[0] = improved.Length;
            best[name].CopyFrom(Tensor.Where(mask.Reshape(shape), tensor.Detach(), best[name]));
        }
    }
}
