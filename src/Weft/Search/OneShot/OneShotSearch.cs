using System.Text.Json.Nodes;
using Weft.Data.Loading;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Search.OneShot;

/// <summary>What a one-shot search is made of.</summary>
public sealed record OneShotSetup
{
    /// <summary>The supernet.</summary>
    public required IGateSupernet Supernet { get; init; }

    /// <summary>What it learns from, and how it is judged.</summary>
    public required ITrainingWork Work { get; init; }

    /// <summary>What the architecture learns from; of its evaluation nothing is read.</summary>
    public required ITrainingWork Architecture { get; init; }

    /// <summary>Changes the weights.</summary>
    public required Optimizer Weights { get; init; }

    /// <summary>The weights' learning rate.</summary>
    public required WarmupSchedule Schedule { get; init; }

    /// <summary>The learning rate of the architecture; 0.1 as published.</summary>
    public double ArchitectureRate { get; init; } = 0.1;

    /// <summary>Draws dropout masks.</summary>
    public required Generator Noise { get; init; }

    /// <summary>Determines which candidates are drawn.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Epochs at most.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs in which only weights learn.</summary>
    public required int WarmupEpochs { get; init; }

    /// <summary>After every how many weight steps the architecture takes one.</summary>
    public required int Every { get; init; }

    /// <summary>Ends when the best architecture has not changed for so many epochs after the warm-up; 0 never does.</summary>
    public int StopAfter { get; init; }

    /// <summary>In how many parts a batch is computed.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>The largest norm of the weights' gradients; 0 for no bound.</summary>
    public double Clip { get; init; }

    /// <summary>
    /// Whether candidates that were not drawn have zero gradients, so that Adam keeps moving them by their momentum, as published; otherwise
    /// they stay as they are.
    /// </summary>
    public bool MovesUndrawn { get; init; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; init; } = Device.Cpu;
}

/// <summary>
/// One-shot search with binary gates (ProxylessNAS, Cai and others, ICLR 2019; MmNas specification 3.2 to 3.4): weights learn in networks
/// drawn by the architecture's probabilities; after a warm-up the architecture takes a step on held-out batches now and then. It ends when
/// the most probable architecture has stood still for a while.
/// </summary>
public sealed class OneShotSearch : TrainingProcedure
{
    // MmNas specification 3.2: without a first moment the first step is just the rate.
    private const double ArchitectureBeta1 = 0.0;
    private const double ArchitectureBeta2 = 0.999;

    private readonly OneShotSetup setup;
    private readonly WorkPhases phases;
    private readonly Adam architecture;
    private readonly Tensor[] parameters;
    private BatchPass? stream;
    private BatchPass? heldOut;
    private ulong draws;
    private long architectureSteps;
    private int epochNow;
    private int stepNow;
    private double loss;
    private int batches;
    private double rate;
    private double score = double.NaN;
    private string? genotype;
    private int unchanged;
    private int? stoppedAfter;

    /// <summary>Readies the search.</summary>
    /// <param name="setup">What it is made of.</param>
    public OneShotSearch(OneShotSetup setup)
    {
        this.setup = setup;
        phases = new WorkPhases(setup.Work, setup.Architecture);
        parameters = setup.Supernet.Network.Parameters();
        architecture = new Adam(
            [new ParameterGroup("architecture", [.. setup.Supernet.ArchitectureParameters.Select(p => p.Tensor)], setup.ArchitectureRate)],
            ArchitectureBeta1,
            ArchitectureBeta2);
        draws = Seeds.Derive(setup.Seed, "gates");
    }

    /// <inheritdoc/>
    public override int Epochs => stoppedAfter ?? setup.Epochs;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases => phases.All;

    /// <inheritdoc/>
    public override double Best => score;

    /// <summary>The most probable architecture after the last epoch, as canonical JSON; null before the first epoch ends.</summary>
    public string? Genotype => genotype;

    /// <summary>The score of the most probable architecture after the last epoch, with the supernet's weights; NaN where it was not measured.</summary>
    public double Score => score;

    /// <summary>The epoch after which the search ended because nothing had changed, 1-based; null if it went to its last epoch.</summary>
    public int? StoppedAfter => stoppedAfter;

    /// <inheritdoc/>
    public override void BeginPhase(int epoch, int phase, int firstStep)
    {
        (epochNow, stepNow) = (epoch, firstStep);
        var name = phases.All[phase].Name;
        setup.Supernet.Network.Train(name is WorkPhases.Train);
        switch (name)
        {
            case WorkPhases.Train:
                stream = setup.Work.Train.Begin(epoch, firstStep);
                (loss, batches) = firstStep == 0 ? (0, 0) : (loss, batches);
                break;
            case WorkPhases.Prepare:
                // One architecture for all of an epoch's mining, as published; its own stream, so that it can be repeated.
                var state = Seeds.Derive(setup.Seed, $"mining/{epoch}");
                setup.Supernet.DrawWeights(ref state);
                break;
            default:
                setup.Supernet.UseBest();
                break;
        }

        phases.Begin(epoch, phase, firstStep);
    }

    /// <inheritdoc/>
    public override double Step()
    {
        if (phases.Current is not WorkPhases.Train)
        {
            phases.Repeatable();
            return 0;
        }

        var value = WeightStep(stream!.Next(setup.Device));
        stepNow++;
        loss += value;
        batches++;
        if (epochNow >= setup.WarmupEpochs && stepNow % setup.Every == 0)
        {
            using var scope = new TensorScope();
            ArchitectureStep();
        }

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

                // It reads ahead, and what it reads may depend on what the next epoch prepares anew.
                heldOut?.Dispose();
                heldOut = null;
                return new PhaseResult(loss / batches, null, null, rate);
            case WorkPhases.Prepare:
                phases.EndPreparation();
                return default;
            default:
                score = setup.Work.Score();
                return new PhaseResult(null, TrainingLoop.Finite(score), setup.Work.MetricName, null);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<RunEvent> EndEpoch(int epoch)
    {
        var now = setup.Supernet.Decode();
        var json = now.ToJson();
        var learns = epoch >= setup.WarmupEpochs;
        unchanged = learns && string.Equals(json, genotype, StringComparison.Ordinal) ? unchanged + 1 : 0;
        genotype = json;
        yield return new RunEvent { Event = "probabilities", GenotypeHash = now.Hash, Probabilities = setup.Supernet.Probabilities() };
        if (setup.StopAfter > 0 && unchanged >= setup.StopAfter && epoch + 1 < setup.Epochs)
        {
            stoppedAfter = epoch + 1;
            yield return new RunEvent
            {
                Event = "remark",
                Message = $"The search ended after epoch {epoch + 1} of {setup.Epochs}: its best architecture had not changed for {unchanged} epochs.",
            };
        }
    }

    /// <inheritdoc/>
    public override void Save(Checkpoint checkpoint)
    {
        checkpoint.Put("network", setup.Supernet.Network);
        checkpoint.PutAll("architecture", Architecture());
        checkpoint.Put("weightsOptimizer", setup.Weights);
        checkpoint.Put("architectureOptimizer", architecture);
        checkpoint.Put("noise", setup.Noise);
        checkpoint.State["schedule"] = setup.Schedule.Save();
        checkpoint.State["oneShot"] = new JsonObject
        {
            ["draws"] = draws,
            ["architectureSteps"] = architectureSteps,
            ["loss"] = loss,
            ["batches"] = batches,
            ["rate"] = rate,
            ["score"] = TrainingLoop.Finite(score),
            ["genotype"] = genotype,
            ["unchanged"] = unchanged,
            ["stoppedAfter"] = stoppedAfter,
        };
        setup.Work.Save(checkpoint);
        setup.Architecture.Save(checkpoint);
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

        checkpoint.Restore("weightsOptimizer", setup.Weights);
        checkpoint.Restore("architectureOptimizer", architecture);
        checkpoint.Restore("noise", setup.Noise);
        setup.Schedule.Load(checkpoint.State["schedule"]!.AsObject());
        var state = checkpoint.State["oneShot"]!.AsObject();
        draws = state["draws"]!.GetValue<ulong>();
        architectureSteps = state["architectureSteps"]!.GetValue<long>();
        loss = state["loss"]!.GetValue<double>();
        batches = state["batches"]!.GetValue<int>();
        rate = state["rate"]!.GetValue<double>();
        score = state["score"]?.GetValue<double>() ?? double.NaN;
        genotype = state["genotype"]?.GetValue<string>();
        unchanged = state["unchanged"]!.GetValue<int>();
        stoppedAfter = state["stoppedAfter"]?.GetValue<int>();
        setup.Work.Restore(checkpoint);
        setup.Architecture.Restore(checkpoint);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        stream?.Dispose();
        heldOut?.Dispose();
        architecture.Dispose();
    }

    private double WeightStep(Batch batch)
    {
        setup.Weights.ZeroGradients();
        setup.Supernet.DrawWeights(ref draws);
        var value = setup.Work.Differentiate(batch, setup.Parts);
        if (setup.MovesUndrawn)
        {
            setup.Supernet.TouchWeights();
        }

        rate = setup.Schedule.Next();
        setup.Weights.LearningRate = rate;
        if (setup.Clip > 0)
        {
            GradientClipping.ByNorm(parameters, setup.Clip);
        }

        setup.Weights.Step();
        return value;
    }

    private void ArchitectureStep()
    {
        var batch = NextHeldOut();
        architecture.ZeroGradients();
        setup.Supernet.DrawArchitecture(ref draws);
        setup.Architecture.Differentiate(batch, setup.Parts);
        setup.Supernet.CollectGradients();
        architecture.Step();
        setup.Supernet.EndArchitecture();
        architectureSteps++;
    }

    /// <summary>The next held-out batch; the architecture's batches begin anew when they are used up.</summary>
    private Batch NextHeldOut()
    {
        var (pass, index) = Math.DivRem(architectureSteps, setup.Architecture.Train.Batches);
        if (heldOut is null || index == 0)
        {
            heldOut?.Dispose();
            heldOut = setup.Architecture.Train.Begin((int)pass, (int)index);
        }

        return heldOut.Next(setup.Device);
    }

    private IEnumerable<KeyValuePair<string, Tensor>> Architecture() =>
        setup.Supernet.ArchitectureParameters.Select(p => KeyValuePair.Create(p.Name, p.Tensor));
}
