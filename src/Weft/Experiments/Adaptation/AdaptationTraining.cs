using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Cdar;
using Weft.Data.Loading;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments.Adaptation;

/// <summary>What a training over two domains is made of.</summary>
internal sealed record AdaptationSetup
{
    /// <summary>The network with its way of learning.</summary>
    public required AdaptationMethod Method { get; init; }

    /// <summary>Labelled clips: a pass over them is an epoch.</summary>
    public required BatchLoader Source { get; init; }

    /// <summary>Clips of the other domain, over and over; null for methods that do not need them.</summary>
    public required BatchLoader? Target { get; init; }

    /// <summary>Scores epochs; null for none.</summary>
    public required ClipJudge? Judge { get; init; }

    /// <summary>Changes the weights.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>How every group's own rate goes on.</summary>
    public required IEpochSchedule Schedule { get; init; }

    /// <summary>Draws masks and orders.</summary>
    public required Generator Noise { get; init; }

    /// <summary>Epochs, batch size and so on.</summary>
    public required AdaptationTrainingSettings Settings { get; init; }

    /// <summary>Where the best epoch's weights lie.</summary>
    public required BestWeights BestWeights { get; init; }

    /// <summary>Where it runs.</summary>
    public required Device Device { get; init; }
}

/// <summary>
/// Trains on steps of one source and one target batch of the same size; the target is read over and over, and the larger of two last
/// batches is cut to the smaller (CDAR specification 2.1 and 4).
/// </summary>
internal sealed class AdaptationTraining : TrainingProcedure
{
    private const string TrainPhase = "train";
    private const string DevPhase = "dev";

    private readonly AdaptationSetup setup;
    private readonly Tensor[] parameters;
    private readonly double[] rates;
    private readonly Dictionary<string, double> sums = new(StringComparer.Ordinal);
    private BatchPass? source;
    private BatchPass? target;
    private int targetLeft;
    private long iteration;
    private int currentEpoch;
    private int phase;
    private int step;
    private int trained;
    private int gathered;
    private double score = double.NaN;
    private List<double?> scores = [];

    /// <summary>Readies the training.</summary>
    /// <param name="setup">What it is made of.</param>
    public AdaptationTraining(AdaptationSetup setup)
    {
        this.setup = setup;
        parameters = [.. setup.Optimizer.Groups.SelectMany(g => g.Parameters)];
        rates = [.. setup.Optimizer.Groups.Select(g => g.LearningRate)];
        Phases = [.. new Phase[] { new(TrainPhase, setup.Source.Batches), new(DevPhase, setup.Judge?.Steps ?? 0, false) }.Where(p => p.Batches > 0)];
    }

    /// <inheritdoc/>
    public override int Epochs => setup.Settings.Epochs;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases { get; }

    /// <inheritdoc/>
    public override double Best => BestScore;

    /// <summary>The best epoch's score; NaN where none was scored.</summary>
    public double BestScore { get; private set; } = double.NaN;

    /// <summary>The best epoch, 1-based; the last one where none was scored.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The score after each epoch; null where it was not taken.</summary>
    public IReadOnlyList<double?> EpochScores => scores;

    /// <summary>Puts the best epoch's weights into the network.</summary>
    public void UseBest()
    {
        if (BestEpoch > 0 && BestEpoch < Epochs)
        {
            setup.BestWeights.Load(BestEpoch, setup.Method);
        }
    }

    /// <inheritdoc/>
    public override void BeginPhase(int epoch, int phase, int firstStep)
    {
        (currentEpoch, this.phase) = (epoch, phase);
        var trains = Phases[phase].Name is TrainPhase;
        setup.Method.Train(trains);
        if (!trains)
        {
            // What only memory held before a resume is scored again.
            for (var s = 0; Measures && s < firstStep; s++)
            {
                setup.Judge!.Step(setup.Method, s);
            }

            step = firstStep;
            return;
        }

        iteration = ((long)epoch * setup.Source.Batches) + firstStep;
        source = setup.Source.Begin(epoch, firstStep);
        if (firstStep == 0)
        {
            sums.Clear();
            trained = 0;
        }

        for (var g = 0; g < rates.Length; g++)
        {
            setup.Optimizer.Groups[g].LearningRate = setup.Schedule.Rate(rates[g], epoch);
        }

        if (setup.Target is { } clips)
        {
            BeginTarget(clips);
        }
    }

    /// <inheritdoc/>
    public override double Step()
    {
        if (Phases[phase].Name is DevPhase)
        {
            if (Measures)
            {
                setup.Judge!.Step(setup.Method, step);
            }

            step++;
            return 0;
        }

        var loss = setup.Method.Loss(Next(out var other), other, new TrainingPlace(iteration, currentEpoch, Epochs));
        var accumulate = setup.Settings.Accumulate;
        var value = loss.Total.Item();
        if (gathered == 0)
        {
            setup.Optimizer.ZeroGradients();
        }

        (accumulate > 1 ? loss.Total / accumulate : loss.Total).Backward();
        if (++gathered == accumulate)
        {
            Update();
        }

        foreach (var (name, part) in loss.Parts)
        {
            sums[name] = sums.GetValueOrDefault(name) + part.Item();
        }

        sums[string.Empty] = sums.GetValueOrDefault(string.Empty) + value;
        trained++;
        iteration++;
        return value;
    }

    /// <inheritdoc/>
    public override PhaseResult EndPhase()
    {
        if (Phases[phase].Name is DevPhase)
        {
            score = Measures ? setup.Judge!.Score() : double.NaN;
            return new PhaseResult(null, TrainingLoop.Finite(score), setup.Judge!.MetricName, null);
        }

        // What was gathered at the very end must not be lost.
        if (currentEpoch + 1 == Epochs && gathered > 0)
        {
            Update();
        }

        source!.Dispose();
        target?.Dispose();
        (source, target) = (null, null);
        return new PhaseResult(sums[string.Empty] / trained, null, null, setup.Optimizer.Groups[0].LearningRate);
    }

    /// <inheritdoc/>
    public override IEnumerable<Runs.RunEvent> EndEpoch(int epoch)
    {
        scores.Add(TrainingLoop.Finite(score));
        if (setup.Judge is null || score > BestScore || (double.IsNaN(BestScore) && !double.IsNaN(score)))
        {
            (BestScore, BestEpoch) = (score, epoch + 1);
            if (setup.Judge is not null && epoch + 1 < Epochs)
            {
                setup.BestWeights.Save(BestEpoch, setup.Method);
            }
        }

        score = double.NaN;
        var parts = sums.Where(s => s.Key.Length > 0).ToDictionary(s => s.Key, s => s.Value / trained, StringComparer.Ordinal);
        return parts.Count > 1 ? [new Runs.RunEvent { Event = "losses", Losses = parts }] : [];
    }

    /// <inheritdoc/>
    public override void Save(Checkpoint checkpoint)
    {
        checkpoint.Put("network", setup.Method);
        checkpoint.Put("optimizer", setup.Optimizer);
        checkpoint.Put("noise", setup.Noise);
        for (var p = 0; gathered > 0 && p < parameters.Length; p++)
        {
            if (parameters[p].Grad is { } gradient)
            {
                checkpoint.Tensors[$"gradients/{p}"] = gradient;
            }
        }

        checkpoint.State["adaptation"] = new JsonObject
        {
            ["steps"] = trained,
            ["gathered"] = gathered,
            ["sums"] = JsonSerializer.SerializeToNode(sums, Runs.RunReport.Json),
            ["bestEpoch"] = BestEpoch,
            ["bestScore"] = TrainingLoop.Finite(BestScore),
            ["score"] = TrainingLoop.Finite(score),
            ["scores"] = JsonSerializer.SerializeToNode(scores, Runs.RunReport.Json),
        };
    }

    /// <inheritdoc/>
    public override void Restore(Checkpoint checkpoint)
    {
        checkpoint.Restore("network", setup.Method);
        checkpoint.Restore("optimizer", setup.Optimizer);
        checkpoint.Restore("noise", setup.Noise);
        var state = checkpoint.State["adaptation"]!.AsObject();
        trained = state["steps"]!.GetValue<int>();
        gathered = state["gathered"]!.GetValue<int>();
        foreach (var (name, sum) in state["sums"].Deserialize<Dictionary<string, double>>(Runs.RunReport.Json)!)
        {
            sums[name] = sum;
        }

        for (var p = 0; gathered > 0 && p < parameters.Length; p++)
        {
            parameters[p].Grad = checkpoint.Tensors.TryGetValue($"gradients/{p}", out var gradient) ? gradient.To(setup.Device).Clone() : null;
        }

        BestEpoch = state["bestEpoch"]!.GetValue<int>();
        BestScore = state["bestScore"]?.GetValue<double>() ?? double.NaN;
        score = state["score"]?.GetValue<double>() ?? double.NaN;
        scores = state["scores"].Deserialize<List<double?>>(Runs.RunReport.Json)!;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        source?.Dispose();
        target?.Dispose();
    }

    /// <summary>Whether clips are scored after the current epoch.</summary>
    private bool Measures => (currentEpoch + 1) % setup.Settings.EvaluateEvery == 0 || currentEpoch + 1 == Epochs;

    private void Update()
    {
        if (setup.Settings.Clip > 0)
        {
            GradientClipping.ByNorm(parameters, setup.Settings.Clip);
        }

        setup.Optimizer.Step();
        gathered = 0;
    }

    /// <summary>Begins where the target is after all steps until now.</summary>
    private void BeginTarget(BatchLoader clips)
    {
        target?.Dispose();
        var first = (int)(iteration % clips.Batches);
        target = clips.Begin((int)(iteration / clips.Batches), first);
        targetLeft = clips.Batches - first;
    }

    private DomainBatch Next(out DomainBatch? other)
    {
        var batch = source!.Next(setup.Device);
        other = null;
        if (setup.Target is not { } clips)
        {
            return new DomainBatch(batch.Inputs[0], batch.Labels);
        }

        if (targetLeft == 0)
        {
            BeginTarget(clips);
        }

        targetLeft--;
        var others = target!.Next(setup.Device);
        var size = Math.Min(batch.Size, others.Size);
        other = Cut(others, size);
        return Cut(batch, size);
    }

    private static DomainBatch Cut(Batch batch, int size) => size == batch.Size
        ? new DomainBatch(batch.Inputs[0], batch.Labels)
        : new DomainBatch(batch.Inputs[0].Narrow(0, 0, size), batch.Labels.Narrow(0, 0, size));
}
