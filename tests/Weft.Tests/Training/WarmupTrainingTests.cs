using Shouldly;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Runs;
using Weft.Search;
using Weft.Testing;
using Weft.Tests.Experiments.VisionLanguage;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class WarmupTrainingTests
{
    [Theory]
    [InlineData("vqa", Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData("vqa", Interruptions.Kind.Asked)]
    [InlineData("vgd", Interruptions.Kind.KilledWithOldCheckpoint)]
    [InlineData("itm", Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData("itm", Interruptions.Kind.KilledWithOldCheckpoint)]
    public void Resumed_at_every_step_it_ends_with_the_same_bits(string name, object kind)
    {
        using var bench = new SentenceBench(name);
        using var task = bench.Task();
        using var folder = new TemporaryFolder();
        Interruptions.ResumeAtEveryStep(() => new Rig(bench, task, folder.Path), (Interruptions.Kind)kind);
    }

    [Fact]
    public void A_resume_applies_past_decays_again()
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        using var folder = new TemporaryFolder();
        using var harness = new RunHarness();
        var store = new CheckpointStore(harness["checkpoints"], _ => { });
        WarmupSetup Decaying(WarmupSetup s, int epochs) =>
            s with { Epochs = epochs, Schedule = new WarmupSchedule(0.01, s.Work.Train.Batches, [2, 4], 0.5, warmupEpochs: 1) };
        foreach (var epochs in new[] { 3, 4, 6 })
        {
            // Each start goes on where the one before ended.
            using var rig = new Rig(bench, task, folder.Path, s => Decaying(s, epochs));
            new TrainingLoop("stage", store, harness.Context()).Run(rig);
        }

        harness.Events.Where(e => e is { Event: "epoch", Phase: "train" }).Select(e => e.LearningRate!.Value)
            .ShouldBe([0.005, 0.01, 0.005, 0.005, 0.0025, 0.0025], 1e-12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_best_epoch_is_kept_and_its_weights_come_back(bool keepsBest)
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        using var folder = new TemporaryFolder();
        using var scope = new TensorScope();
        using var rig = new Rig(bench, task, folder.Path, s => s with { Epochs = 6, KeepsBest = keepsBest, Clip = 0 });
        var perEpoch = new List<(double Score, string[] Weights)>();
        for (var epoch = 0; epoch < rig.Epochs; epoch++)
        {
            double? score = null;
            for (var phase = 0; phase < rig.Phases.Count; phase++)
            {
                rig.BeginPhase(epoch, phase, 0);
                for (var step = 0; step < rig.Phases[phase].Batches; step++)
                {
                    using var inner = new TensorScope();
                    rig.Step();
                }

                score = rig.EndPhase().Metric ?? score;
            }

            rig.EndEpoch(epoch).ShouldBeEmpty();
            perEpoch.Add((score!.Value, rig.Weights()));
        }

        rig.Inner.EpochScores.ShouldBe(perEpoch.Select(e => (double?)e.Score));
        perEpoch.Select(e => e.Score).Distinct().Count().ShouldBeGreaterThan(1, "nothing to choose between");
        var kept = keepsBest ? perEpoch.MaxBy(e => e.Score) : perEpoch[^1];
        (rig.Inner.BestScore, rig.Inner.BestEpoch).ShouldBe((kept.Score, perEpoch.IndexOf(kept) + 1));
        rig.Inner.UseBest();
        rig.Weights().ShouldBe(kept.Weights);
        Directory.Exists(folder["best"]).ShouldBe(keepsBest);
    }

    [Fact]
    public void Dev_is_measured_as_often_as_asked_and_at_the_end()
    {
        using var bench = new SentenceBench("vgd");
        using var task = bench.Task();
        using var folder = new TemporaryFolder();
        using var harness = new RunHarness();
        using var rig = new Rig(bench, task, folder.Path, s => s with { Epochs = 5, EvaluateEvery = 2, KeepsBest = true });
        new TrainingLoop("stage", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(rig);
        rig.Inner.EpochScores.Select(s => s is not null).ShouldBe([false, true, false, true, true]);
        rig.Inner.BestEpoch.ShouldBeOneOf(2, 4, 5);
    }

    [Fact]
    public void Only_the_newest_checkpoints_are_kept()
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        using var folder = new TemporaryFolder();
        using var harness = new RunHarness();
        foreach (var keep in new[] { 1, 3 })
        {
            using var rig = new Rig(bench, task, folder.Path, s => s with { Epochs = 4 });
            new TrainingLoop("stage", new CheckpointStore(harness[$"checkpoints-{keep}"], _ => { }, keep), harness.Context(every: 0)).Run(rig);
            var steps = rig.Phases.Sum(p => p.Batches) * 4;
            Directory.GetDirectories(harness[$"checkpoints-{keep}"]).Select(d => int.Parse(Path.GetFileName(d)!)).Order()
                .ShouldBe(Enumerable.Range(steps - keep + 1, keep));
        }
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_it_with_a_sentence()
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        using var folder = new TemporaryFolder();
        using var harness = new RunHarness();
        using var rig = new Rig(
            bench, task, folder.Path, s => s with { Clip = 0, Epochs = 4, Schedule = new WarmupSchedule(1e30, s.Work.Train.Batches, [], warmupEpochs: 0) });
        var problem = Should.Throw<DivergedException>(
            () => new TrainingLoop("found:5", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(rig));
        problem.Message.ShouldStartWith("found:5: the loss is ");
        problem.Message.ShouldContain("train step ");
        problem.Message.ShouldContain("Lower the learning rate or look for values in the data that are not finite");
    }

    /// <summary>The training of a small network, with everything of its own but the folder of its best weights.</summary>
    private sealed class Rig : TrainingProcedure
    {
        private readonly NetworkRandom random = new(7);
        private readonly MmNasNetwork network;
        private readonly ITrainingWork work;
        private readonly Adam optimizer;

        public Rig(SentenceBench bench, SentenceTask task, string folder, Func<WarmupSetup, WarmupSetup>? change = null)
        {
            network = bench.Network(task, random);
            work = task.Work(network, new WorkPlan { Train = task.Part("train"), Dev = task.Dev, BatchSize = task.Head == MmNasHead.Matching ? 20 : 10, Seed = 4 });
            optimizer = SentenceNetworks.Optimizer(network.Parameters());
            Inner = new WarmupTraining((change ?? (s => s))(new WarmupSetup
            {
                Work = work,
                Network = network,
                Optimizer = optimizer,
                Schedule = new WarmupSchedule(0.01, work.Train.Batches, [1], warmupEpochs: 1),
                Noise = random.Noise,
                Epochs = 2,
                Clip = 1,
                KeepsBest = true,
                BestWeights = new BestWeights(Path.Combine(folder, "best")),
            }));
        }

        public WarmupTraining Inner { get; }

        public override int Epochs => Inner.Epochs;

        public override IReadOnlyList<Phase> Phases => Inner.Phases;

        public string[] Weights() => SentenceBench.Sums(network.Parameters());

        public override void BeginPhase(int epoch, int phase, int firstStep) => Inner.BeginPhase(epoch, phase, firstStep);

        public override double Step() => Inner.Step();

        public override PhaseResult EndPhase() => Inner.EndPhase();

        public override IEnumerable<RunEvent> EndEpoch(int epoch) => Inner.EndEpoch(epoch);

        public override void Save(Checkpoint checkpoint) => Inner.Save(checkpoint);

        public override void Restore(Checkpoint checkpoint) => Inner.Restore(checkpoint);

        protected override void Dispose(bool disposing)
        {
            Inner.Dispose();
            work.Dispose();
            optimizer.Dispose();
            network.Dispose();
            random.Dispose();
        }
    }
}
