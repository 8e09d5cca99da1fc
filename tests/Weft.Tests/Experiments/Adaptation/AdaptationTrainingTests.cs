using Shouldly;
using Weft.Cdar;
using Weft.Data.Loading;
using Weft.Encoders.Clips;
using Weft.Experiments.Adaptation;
using Weft.Runs;
using Weft.Search;
using Weft.Testing;
using Weft.Tests.Training;
using Weft.Torch;
using Weft.Torch.Modules;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class AdaptationTrainingTests
{
    [Theory]
    [InlineData(1, Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData(1, Interruptions.Kind.Asked)]
    [InlineData(2, Interruptions.Kind.KilledWithOldCheckpoint)]
    [InlineData(3, Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData(4, Interruptions.Kind.Asked)]
    public void Resumed_at_every_step_it_ends_with_the_same_bits(int accumulate, object kind)
    {
        using var folder = new TemporaryFolder();
        Interruptions.ResumeAtEveryStep(
            () => new Rig(folder.Path, s => s with { Settings = s.Settings with { Accumulate = accumulate } }), (Interruptions.Kind)kind);
    }

    [Fact]
    public void An_epoch_is_a_pass_over_the_source_and_the_target_goes_round()
    {
        using var folder = new TemporaryFolder();
        using var harness = new RunHarness();
        using var rig = new Rig(folder.Path);
        new TrainingLoop("stage", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(rig);

        // Ten clips of the source by three, seven of the target by three: the single clip that each pass leaves cuts the other batch to one.
        rig.Method.Sizes.ShouldBe([(3, 3), (3, 3), (1, 1), (1, 1), (3, 3), (1, 1), (3, 3), (1, 1), (1, 1), (3, 3), (3, 3), (1, 1)]);
        rig.Method.Places.Select(p => p.Iteration).ShouldBe(Enumerable.Range(0, 12).Select(i => (long)i));
        rig.Method.Places.Select(p => p.Epoch).Distinct().ShouldBe([0, 1, 2]);
        rig.Method.TargetsSeen.Take(3).SelectMany(x => x).Order().ShouldBe(Enumerable.Range(0, 7), "the first pass over the target shows each clip once");
        rig.Method.TargetsSeen[3].ShouldNotBe(rig.Method.TargetsSeen[0][..1], "each pass has an order of its own");
    }

    [Fact]
    public void Rates_go_by_the_epoch_and_losses_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        using var harness = new RunHarness();
        using var rig = new Rig(folder.Path, s => s with { Schedule = new StepSchedule([1]) });
        new TrainingLoop("stage", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(rig);
        harness.Events.Where(e => e is { Event: "epoch", Phase: "train" }).Select(e => e.LearningRate!.Value).ShouldBe([0.05, 0.005, 0.005], 1e-12);
        var losses = harness.Events.Where(e => e.Event is "losses").ToList();
        losses.Count.ShouldBe(3);
        foreach (var (told, epoch) in losses.Zip(harness.Events.Where(e => e is { Event: "epoch", Phase: "train" })))
        {
            (told.Losses!["loss_cls"] + told.Losses["loss_mean"]).ShouldBe(epoch.Loss!.Value, 1e-5);
        }
    }

    [Fact]
    public void Gathered_gradients_are_those_of_the_mean_loss_and_the_rest_is_not_lost()
    {
        using var folder = new TemporaryFolder();
        var updates = new List<int>();
        foreach (var accumulate in new[] { 1, 4, 5 })
        {
            using var harness = new RunHarness();
            using var rig = new Rig(folder.Path, s => s with { Settings = s.Settings with { Accumulate = accumulate } });
            new TrainingLoop("stage", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(rig);
            updates.Add(rig.Method.WeightsSeen.Distinct().Count());
        }

        // Weights as twelve steps met them: anew each time, or after every fourth or fifth step.
        updates.ShouldBe([12, 3, 3]);
    }

    [Fact]
    public void The_best_epoch_comes_back()
    {
        using var folder = new TemporaryFolder();
        using var harness = new RunHarness();
        double[] given = [0.2, 0.9, 0.5];
        var next = 0;
        using var rig = new Rig(folder.Path, score: _ => given[next++]);
        new TrainingLoop("stage", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(rig);
        rig.Inner.EpochScores.ShouldBe([0.2, 0.9, 0.5]);
        (rig.Inner.BestEpoch, rig.Inner.BestScore).ShouldBe((2, 0.9));
        var last = rig.Weight();
        rig.Inner.UseBest();
        rig.Weight().ShouldNotBe(last);
    }

    /// <summary>A clip's single number is its index.</summary>
    private sealed class Numbers(int count) : IBatchSource
    {
        public int Count => count;

        public Batch Load(int epoch, ReadOnlySpan<int> indices)
        {
            var values = indices.ToArray();
            return new Batch(
                [Tensor.From(Array.ConvertAll(values, i => (float)i)).Reshape(values.Length, 1, 1, 1, 1, 1)], Tensor.From(Array.ConvertAll(values, i => (long)(i % 2))));
        }
    }

    private sealed class Widening(Generator generator) : ClipEncoder
    {
        private Linear? linear;

        public override int Channels => 4;

        public Linear Linear => linear ??= AddPart("linear", new Linear(1, 4, generator));

        public override Tensor Describe(Tensor clips) => Linear.Forward(clips.Flatten(1)).Unsqueeze(2);
    }

    private sealed class Noting : AdaptationMethod
    {
        private readonly Linear head;
        private readonly Generator noise;

        public Noting(NetworkRandom random)
            : base(new Widening(random.Initial))
        {
            _ = ((Widening)Encoder).Linear;
            head = AddPart("head", new Linear(4, 2, random.Initial));
            noise = random.Noise;
        }

        public List<(long Source, long Target)> Sizes { get; } = [];

        public List<TrainingPlace> Places { get; } = [];

        public List<int[]> TargetsSeen { get; } = [];

        public List<float> WeightsSeen { get; } = [];

        public override AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place)
        {
            Sizes.Add((source.Size, target!.Size));
            Places.Add(place);
            TargetsSeen.Add(Array.ConvertAll(target.Clips.ToArray<float>(), f => (int)f));
            WeightsSeen.Add(head.Weight.ToArray<float>()[0]);
            var blurred = source.Clips * 0.1 + (Tensor.RandomNormal([source.Size, 1, 1, 1, 1, 1], noise) * 0.1);
            var loss = Scores(blurred).CrossEntropy(source.Labels);
            var mean = (Features(target.Clips * 0.1) - Features(blurred)).Mean().Square();
            return new AdaptationLoss(loss + mean, [("loss_cls", loss), ("loss_mean", mean)]);
        }

        public override Tensor Scores(Tensor clips) => head.Forward(Features(clips));
    }

    private sealed class Rig : TrainingProcedure
    {
        private readonly NetworkRandom random = new(7);
        private readonly Sgd optimizer;
        private readonly ClipJudge judge;

        public Rig(string folder, Func<AdaptationSetup, AdaptationSetup>? change = null, Func<ClipScores, double>? score = null)
        {
            Method = new Noting(random);
            optimizer = new Sgd([new ParameterGroup("weights", Method.Parameters(), 0.05)], momentum: 0.9);
            judge = new ClipJudge(
                new BatchLoader(new Numbers(5), 2, null), Device.Cpu, "score", score ?? (s => s.Values.Sum()), (m, clips) => m.Scores(clips * 0.1));
            Inner = new AdaptationTraining((change ?? (s => s))(new AdaptationSetup
            {
                Method = Method,
                Source = new BatchLoader(new Numbers(10), 3, 4),
                Target = new BatchLoader(new Numbers(7), 3, 5),
                Judge = judge,
                Optimizer = optimizer,
                Schedule = new StepSchedule([]),
                Noise = random.Noise,
                Settings = new AdaptationTrainingSettings { Epochs = 3, Clip = 1 },
                BestWeights = new BestWeights(Path.Combine(folder, "best")),
                Device = Device.Cpu,
            }));
        }

        public AdaptationTraining Inner { get; }

        public Noting Method { get; }

        public override int Epochs => Inner.Epochs;

        public override IReadOnlyList<Phase> Phases => Inner.Phases;

        public float Weight() => Method.Parameters()[^1].ToArray<float>()[0];

        public override void BeginPhase(int epoch, int phase, int firstStep) => Inner.BeginPhase(epoch, phase, firstStep);

        public override double Step() => Inner.Step();

        public override PhaseResult EndPhase() => Inner.EndPhase();

        public override IEnumerable<RunEvent> EndEpoch(int epoch) => Inner.EndEpoch(epoch);

        public override void Save(Checkpoint checkpoint) => Inner.Save(checkpoint);

        public override void Restore(Checkpoint checkpoint) => Inner.Restore(checkpoint);

        protected override void Dispose(bool disposing)
        {
            Inner.Dispose();
            judge.Dispose();
            optimizer.Dispose();
            Method.Dispose();
            random.Dispose();
        }
    }
}
