using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Data.Loading;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Search;

/// <summary>
/// First-order bilevel search (BM-NAS specification 2.1): in every epoch one pass over train that changes the weights, then one over dev
/// that changes the architecture parameters. It takes any space with a supernet.
/// </summary>
/// <remarks>
/// Sound: after both passes the supernet is evaluated on dev, and the genotype of the best epoch is kept. Reference: the score is taken
/// in train mode right after each architecture step, on the batch just used, as published.
/// </remarks>
public sealed class BilevelSearch : TrainingProcedure
{
    private readonly BilevelSetup setup;
    private readonly Optimizer weights;
    private readonly Optimizer architecture;
    private readonly RestartSchedule schedule;
    private readonly bool reference;
    private MetricAccumulator metric;
    private BatchPass? stream;
    private string phaseName = "train";
    private double epochScore;
    private List<EpochGenotype> history = [];

    /// <summary>Readies the search.</summary>
    public BilevelSearch(BilevelSetup setup)
    {
        this.setup = setup;
        var s = setup.Settings;
        reference = setup.Compatibility == Compatibility.Reference;
        var learned = setup.Supernet.Network.NamedParameters().Where(p => setup.Learns?.Invoke(p.Name) ?? true).Select(p => p.Tensor);
        weights = new Adam([new ParameterGroup("weights", [.. learned], s.MaximumRate, s.WeightDecay)]);
        architecture = new Adam(
            [new ParameterGroup(
                "architecture", [.. setup.Supernet.ArchitectureParameters.Select(p => p.Tensor)], s.ArchitectureRate, s.ArchitectureWeightDecay)],
            beta1: 0.5);
        schedule = s.Schedule(setup.Train, setup.Restarts ?? (reference ? RestartRule.Legacy : RestartRule.Exact));
        metric = setup.Task.NewMetric();
    }

    /// <inheritdoc/>
    public override int Epochs => setup.Settings.Epochs;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases => reference
        ? [new("train", setup.Train.Batches), new("dev", setup.Dev.Batches)]
        : [new("train", setup.Train.Batches), new("architecture", setup.Dev.Batches), new("dev", setup.DevEvaluation.Batches)];

    /// <inheritdoc/>
    public override double Best => BestScore;

    /// <summary>The dev metric of the best epoch.</summary>
    public double BestScore { get; private set; } = double.NaN;

    /// <summary>The best epoch, 1-based.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The canonical JSON of the best epoch's genotype; null before the first epoch ends.</summary>
    public string? BestGenotype { get; private set; }

    /// <summary>What each epoch decoded to: its score on dev and the canonical JSON, in order.</summary>
    public IReadOnlyList<EpochGenotype> History => history;

    /// <inheritdoc/>
    public override void BeginPhase(int epoch, int phase, int firstStep)
    {
        phaseName = Phases[phase].Name;
        if (firstStep == 0)
        {
            metric = setup.Task.NewMetric();
        }

        var evaluates = !reference && string.Equals(phaseName, "dev", StringComparison.Ordinal);
        setup.Supernet.Network.Train(!evaluates);
        stream = (phase switch { 0 => setup.Train, 1 => setup.Dev, _ => setup.DevEvaluation }).Begin(epoch, firstStep);
    }

    /// <inheritdoc/>
    public override double Step()
    {
        var batch = stream!.Next(setup.Device);
        return phaseName switch
        {
            "train" => WeightStep(batch),
            "architecture" => ArchitectureStep(batch),
            _ when reference => ReferenceDevStep(batch),
            _ => Evaluate(batch),
        };
    }

    /// <inheritdoc/>
    public override PhaseResult EndPhase()
    {
        stream!.Dispose();
        stream = null;
        epochScore = metric.Value(setup.Task.Metric);
        return new PhaseResult(
            metric.Loss, epochScore, setup.Task.MetricName(), string.Equals(phaseName, "train", StringComparison.Ordinal) ? weights.LearningRate : null);
    }

    /// <inheritdoc/>
    public override IEnumerable<RunEvent> EndEpoch(int epoch)
    {
        var genotype = setup.Supernet.Decode();
        history.Add(new EpochGenotype(epoch + 1, epochScore, genotype.ToJson()));

        // The published code takes a tie for better on single-label tasks and not on multi-label ones.
        var tie = reference && !setup.Task.MultiLabel && epochScore.Equals(BestScore);
        if (double.IsNaN(BestScore) || epochScore > BestScore || tie)
        {
            BestScore = epochScore;
            BestEpoch = epoch + 1;
            BestGenotype = genotype.ToJson();
        }

        yield return new RunEvent
        {
            Event = "probabilities",
            GenotypeHash = genotype.Hash,
            Probabilities = setup.Supernet.Probabilities(),
        };
    }

    /// <inheritdoc/>
    public override void Save(Checkpoint checkpoint)
    {
        checkpoint.Put("network", setup.Supernet.Network);
        checkpoint.PutAll("architecture", Architecture());
        checkpoint.Put("weightsOptimizer", weights);
        checkpoint.Put("architectureOptimizer", architecture);
        checkpoint.Put("noise", setup.Noise);
        checkpoint.State["schedule"] = schedule.Save();
        checkpoint.State["metric"] = metric.Save();
        checkpoint.State["bilevel"] = new JsonObject
        {
            ["rate"] = weights.LearningRate,
            ["bestScore"] = double.IsNaN(BestScore) ? null : BestScore,
            ["bestEpoch"] = BestEpoch,
            ["bestGenotype"] = BestGenotype,
            ["history"] = JsonSerializer.SerializeToNode(history),
        };
    }

    /// <inheritdoc/>
    public override void Restore(Checkpoint checkpoint)
    {
        checkpoint.Restore("network", setup.Supernet.Network);
        using (Autograd.NoGrad())
        {
            var saved = checkpoint.All("architecture");
            foreach (var (name, tensor) in Architecture())
            {
                tensor.CopyFrom(saved[name]);
            }
        }

        checkpoint.Restore("weightsOptimizer", weights);
        checkpoint.Restore("architectureOptimizer", architecture);
        checkpoint.Restore("noise", setup.Noise);
        schedule.Load(checkpoint.State["schedule"]!.AsObject());
        metric.Load(checkpoint.State["metric"]!.AsObject());
        var state = checkpoint.State["bilevel"]!.AsObject();
        weights.LearningRate = state["rate"]!.GetValue<double>();
        BestScore = state["bestScore"]?.GetValue<double>() ?? double.NaN;
        BestEpoch = state["bestEpoch"]!.GetValue<int>();
        BestGenotype = state["bestGenotype"]?.GetValue<string>();
        history = state["history"].Deserialize<List<EpochGenotype>>()!;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        stream?.Dispose();
        weights.Dispose();
        architecture.Dispose();
    }

    private IEnumerable<KeyValuePair<string, Tensor>> Architecture() =>
        setup.Supernet.ArchitectureParameters.Select(p => KeyValuePair.Create(p.Name, p.Tensor));

    private double WeightStep(Batch batch)
    {
        setup.Supernet.Record(weights: true, architecture: false);
        weights.ZeroGradients();
        var logits = setup.Supernet.Network.Forward(batch.Inputs);
        var loss = setup.Task.Loss(logits, batch.Labels);
        var value = loss.Item();
        metric.Add(logits, batch.Labels, value);
        weights.LearningRate = schedule.Next();
        loss.Backward();
        weights.Step();
        return value;
    }

    private double ArchitectureStep(Batch batch)
    {
        setup.Supernet.Record(weights: false, architecture: true);
        architecture.ZeroGradients();
        var logits = setup.Supernet.Network.Forward(batch.Inputs);
        var loss = setup.Task.Loss(logits, batch.Labels);
        loss.Backward();
        architecture.Step();
        var value = loss.Item();
        metric.Add(logits, batch.Labels, value);
        return value;
    }

    /// <summary>As published: a second forward pass on the same batch, still in train mode, counts.</summary>
    private double ReferenceDevStep(Batch batch)
    {
        setup.Supernet.Record(weights: false, architecture: true);
        architecture.ZeroGradients();
        setup.Task.Loss(setup.Supernet.Network.Forward(batch.Inputs), batch.Labels).Backward();
        architecture.Step();
        return Evaluate(batch);
    }

    private double Evaluate(Batch batch)
    {
        using var noGrad = Autograd.NoGrad();
        setup.Supernet.Record(weights: false, architecture: false);
        var logits = setup.Supernet.Network.Forward(batch.Inputs);
        var value = setup.Task.Loss(logits, batch.Labels).Item();
        metric.Add(logits, batch.Labels, value);
        return value;
    }
}

/// <summary>What an epoch of a search decoded to.</summary>
/// <param name="Epoch">1-based.</param>
/// <param name="Score">The supernet's score on dev.</param>
/// <param name="Genotype">Canonical JSON.</param>
public sealed record EpochGenotype(int Epoch, double Score, string Genotype)
{
    /// <summary>The best epochs of equal parts of a search, without repeated genotypes, in the order of the epochs.</summary>
    /// <param name="history">All epochs in order.</param>
    /// <param name="count">The number of parts; 1 is the best epoch of all.</param>
    public static IReadOnlyList<EpochGenotype> Candidates(IReadOnlyList<EpochGenotype> history, int count)
    {
        var parts = Math.Min(count, history.Count);
        return [.. Enumerable.Range(0, parts)
            .Select(p => history.Skip(p * history.Count / parts).Take(((p + 1) * history.Count / parts) - (p * history.Count / parts)).MaxBy(e => e.Score)!)
            .DistinctBy(e => e.Genotype)];
    }
}
