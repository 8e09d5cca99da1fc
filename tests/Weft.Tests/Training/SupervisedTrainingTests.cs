using Shouldly;
using Weft.Data;
using Weft.Data.Loading;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class SupervisedTrainingTests
{
    [Theory]
    [InlineData(Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData(Interruptions.Kind.KilledWithOldCheckpoint)]
    [InlineData(Interruptions.Kind.Asked)]
    public void Resumed_at_every_step_it_ends_with_the_same_bits(object kind) =>
        Interruptions.ResumeAtEveryStep(() => new Rig(epochs: 2), (Interruptions.Kind)kind);

    [Fact]
    public void The_best_epoch_is_the_first_with_the_highest_score_and_its_weights_come_back()
    {
        using var harness = new RunHarness();
        using var rig = new Rig(epochs: 6);
        var perEpoch = new List<(double Score, string Weights)>();
        for (var epoch = 0; epoch < rig.Epochs; epoch++)
        {
            double score = 0;
            for (var phase = 0; phase < 2; phase++)
            {
                rig.BeginPhase(epoch, phase, 0);
                for (var step = 0; step < rig.Phases[phase].Batches; step++)
                {
                    using var scope = new TensorScope();
                    rig.Step();
                }

                score = rig.EndPhase().Metric!.Value;
            }

            rig.EndEpoch(epoch).ShouldBeEmpty();
            perEpoch.Add((score, rig.Weights()));
        }

        var best = perEpoch.MaxBy(e => e.Score);
        rig.Inner.Best.ShouldBe(best.Score);
        rig.Inner.BestEpoch.ShouldBe(perEpoch.IndexOf(best) + 1);
        rig.Inner.UseBest();
        rig.Weights().ShouldBe(best.Weights);
    }

    [Fact]
    public void Training_changes_weights_and_evaluation_does_not()
    {
        using var rig = new Rig(epochs: 1);
        var before = rig.Weights();
        rig.BeginPhase(0, 1, 0);
        using (new TensorScope())
        {
            rig.Step();
        }

        rig.EndPhase().LearningRate.ShouldBeNull();
        rig.Weights().ShouldBe(before);
        rig.BeginPhase(0, 0, 0);
        using (new TensorScope())
        {
            rig.Step();
        }

        rig.Weights().ShouldNotBe(before);
        rig.EndPhase().LearningRate.ShouldBe(0.1);
    }

    /// <summary>A small encoder with dropout and augmentation in training; everything of its own.</summary>
    private sealed class Rig : TrainingProcedure
    {
        private readonly NetworkRandom random = new(4);
        private readonly Encoder network;
        private readonly Sgd optimizer;

        public Rig(int epochs)
        {
            var task = new TinyTask();
            var data = new TinyData();
            network = task.BuildEncoder("a", 2, 0.3, random);
            optimizer = new Sgd([new ParameterGroup("weights", network.Parameters(), 0.1, 1e-3)], momentum: 0.9);
            var train = new BatchLoader(new ModalitySource(data, task.Modalities[0], Split.Train, new Augmenter(3, new PlaneAugmentation(0.2, 0.2, 0.2))), 5, 9);
            Inner = new SupervisedTraining(new SupervisedSetup
            {
                Task = task,
                Network = network,
                Forward = batch => task.Judge(network.Forward(batch.Inputs[0]).Logits, batch.Labels),
                Optimizer = optimizer,
                Schedule = new RestartSchedule(0.1, 0.001, 1, 2, train.BatchesExact, RestartRule.Exact),
                Noise = random.Noise,
                Passes = [new("train", train, true, false), new("dev", new BatchLoader(new ModalitySource(data, task.Modalities[0], Split.Dev), 8, null), false, true)],
                Epochs = epochs,
            });
        }

        public SupervisedTraining Inner { get; }

        public override int Epochs => Inner.Epochs;

        public override IReadOnlyList<Phase> Phases => Inner.Phases;

        public string Weights()
        {
            using var scope = new TensorScope();
            return string.Join(' ', network.State().OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => Torch.Files.Checksum.OfBytes(Torch.Files.TensorFile.ToNdArray(s.Value).Bytes.Span)));
        }

        public override void BeginPhase(int epoch, int phase, int firstStep) => Inner.BeginPhase(epoch, phase, firstStep);

        public override double Step() => Inner.Step();

        public override PhaseResult EndPhase() => Inner.EndPhase();

        public override IEnumerable<Weft.Runs.RunEvent> EndEpoch(int epoch) => Inner.EndEpoch(epoch);

        public override void Save(Checkpoint checkpoint) => Inner.Save(checkpoint);

        public override void Restore(Checkpoint checkpoint) => Inner.Restore(checkpoint);

        protected override void Dispose(bool disposing)
        {
            Inner.Dispose();
            optimizer.Dispose();
            network.Dispose();
            random.Dispose();
        }
    }
}
