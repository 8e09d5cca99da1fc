using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Runs;
using Weft.Search;
using Weft.Search.OneShot;
using Weft.Tests.Experiments.VisionLanguage;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Tests.Search.OneShot;

/// <summary>A one-shot search on a small task with everything of its own.</summary>
internal sealed class OneShotRig : TrainingProcedure
{
    private readonly NetworkRandom random = new(7);
    private readonly ITrainingWork work;
    private readonly ITrainingWork heldOut;
    private readonly Adam optimizer;

    public OneShotRig(SentenceBench bench, SentenceTask task, GateMode mode, Func<OneShotSetup, OneShotSetup>? change = null)
    {
        Gates = new MmNasGates(
            new MmNasSupernet(
                SentenceBench.Sizes, new MmNasPools(bench.Settings.Space.Encoder, bench.Settings.Space.Decoder), task.Ends, AlphaStart.Normal, random),
            mode);
        var (weights, architecture) = task.SearchParts(0.8, 3);
        var plan = new WorkPlan { Train = weights, Dev = task.Dev, BatchSize = task.Head == MmNasHead.Matching ? 16 : 8, Seed = 4 };
        work = task.Work(Gates.Supernet.Network, plan);
        heldOut = task.Work(Gates.Supernet.Network, plan with { Train = architecture, Dev = null, BatchSize = 4, Seed = 6 });
        optimizer = SentenceNetworks.Optimizer(Gates.Network.Parameters());
        Inner = new OneShotSearch((change ?? (s => s))(new OneShotSetup
        {
            Supernet = Gates,
            Work = work,
            Architecture = heldOut,
            Weights = optimizer,
            Schedule = new WarmupSchedule(0.01, work.Train.Batches, [], warmupEpochs: 1),
            Noise = random.Noise,
            Seed = 9,
            Epochs = 2,
            WarmupEpochs = 1,
            Every = 1,
            Clip = 1,
        }));
    }

    public MmNasGates Gates { get; }

    public OneShotSearch Inner { get; }

    public override int Epochs => Inner.Epochs;

    public override IReadOnlyList<Phase> Phases => Inner.Phases;

    /// <summary>The bits of the architecture's logits.</summary>
    public string[] Alphas() => SentenceBench.Sums(Gates.ArchitectureParameters.Select(p => p.Tensor));

    /// <summary>The bits of the weights.</summary>
    public string[] Weights() => SentenceBench.Sums(Gates.Network.Parameters());

    public override void BeginPhase(int epoch, int phase, int firstStep) => Inner.BeginPhase(epoch, phase, firstStep);

    public override double Step() => Inner.Step();

    public override PhaseResult EndPhase() => Inner.EndPhase();

    public override IEnumerable<RunEvent> EndEpoch(int epoch) => Inner.EndEpoch(epoch);

    public override void Save(Checkpoint checkpoint) => Inner.Save(checkpoint);

    public override void Restore(Checkpoint checkpoint) => Inner.Restore(checkpoint);

    /// <summary>One step outside of a loop.</summary>
    public void StepAlone()
    {
        using var scope = new TensorScope();
        Step();
    }

    protected override void Dispose(bool disposing)
    {
        Inner.Dispose();
        work.Dispose();
        heldOut.Dispose();
        optimizer.Dispose();
        Gates.Dispose();
        random.Dispose();
    }
}
