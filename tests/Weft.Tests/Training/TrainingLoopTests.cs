using System.Text.Json.Nodes;
using Shouldly;
using Weft.Runs;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class TrainingLoopTests
{
    [Theory]
    [InlineData(Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData(Interruptions.Kind.KilledWithOldCheckpoint)]
    [InlineData(Interruptions.Kind.Asked)]
    public void Resumed_at_every_step_it_ends_with_the_same_bits(object kind) =>
        Interruptions.ResumeAtEveryStep(() => new Walk(), (Interruptions.Kind)kind);

    [Fact]
    public void Phases_and_epochs_are_logged_with_their_numbers()
    {
        using var harness = new RunHarness();
        using var walk = new Walk();
        Loop(harness).Run(walk);
        harness.Events.Select(e => (e.Event, e.Stage, e.Epoch, e.Epochs, e.Phase, e.Step)).ShouldBe(
        [
            ("epoch", "walk", 1, 2, "train", 3L), ("epoch", "walk", 1, 2, "dev", 5L), ("note", "walk", 1, 2, null, null),
            ("epoch", "walk", 2, 2, "train", 8L), ("epoch", "walk", 2, 2, "dev", 10L), ("note", "walk", 2, 2, null, null),
        ]);
        harness.Updates.Count(u => u.Metric is null).ShouldBe(10);
        harness.Updates[^1].ShouldSatisfyAllConditions(u => u.Done.ShouldBe(2), u => u.Total.ShouldBe(2), u => u.Epoch.ShouldBe(2), u => u.Phase.ShouldBe("dev"));
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_told_and_not_saved()
    {
        using var harness = new RunHarness();
        using (var walk = new Walk { NotFiniteAt = 7 })
        {
            Should.Throw<WeftException>(() => Loop(harness, every: 0).Run(walk)).Message
                .ShouldStartWith("walk: the loss is NaN at epoch 2, train step 2. Lower the learning rate or look for values");
        }

        using var scope = new TensorScope();
        var saved = new CheckpointStore(harness["checkpoints"], _ => { }).LoadNewest()!.State["loop"]!;
        saved["total"]!.GetValue<long>().ShouldBe(6);
    }

    [Fact]
    public void Seconds_count_from_the_first_start_on()
    {
        using var harness = new RunHarness();
        using var cancellation = new CancellationTokenSource();
        using (var walk = new Walk { AfterStep = s => { harness.Time.Advance(10); if (s == 4) { cancellation.Cancel(); } } })
        {
            Should.Throw<OperationCanceledException>(() => new TrainingLoop(
                "walk", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context(cancellation: cancellation.Token)).Run(walk));
        }

        using var rest = new Walk { AfterStep = _ => harness.Time.Advance(1) };
        Loop(harness).Run(rest).ShouldBe(40 + 6, 1e-6);
        harness.Lines.ShouldBe(["walk: goes on at epoch 1, step 2 of dev."]);
        using var over = new Walk();
        Loop(harness).Run(over).ShouldBe(46, 1e-6);
        harness.Lines[^1].ShouldBe("walk: all 2 epochs were done already.");
    }

    [Fact]
    public void What_a_long_training_will_take_is_told_after_its_first_steps()
    {
        using var harness = new RunHarness();
        using (var walk = new Walk { AfterStep = s => harness.Time.Advance(s == 1 ? 1000 : 100) })
        {
            Loop(harness).Run(walk);
        }

        // Ten steps in all: six of 100 seconds are left after the first four.
        harness.Lines.ShouldHaveSingleItem().ShouldStartWith("walk: 2 epochs of 5 steps will take, by the first of them, about ");
        harness.Lines[0].ShouldContain(" of disk, ");
        harness.Lines[0].ShouldEndWith(" of memory and 10 minutes.");
        using var other = new RunHarness();
        using var quick = new Walk { AfterStep = _ => other.Time.Advance(99) };
        Loop(other).Run(quick);
        other.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Checkpoints_come_at_the_interval_and_at_ends_of_epochs()
    {
        using var harness = new RunHarness();
        var seen = new List<string>();
        using var walk = new Walk
        {
            AfterStep = _ =>
            {
                harness.Time.Advance(10);
                seen.AddRange(Directory.Exists(harness["checkpoints"]) ? Directory.GetDirectories(harness["checkpoints"]).Select(d => Path.GetFileName(d)!) : []);
            },
        };
        Loop(harness, every: 25).Run(walk);
        seen.Distinct().Order().Select(int.Parse).ShouldBe([3, 5, 8]);
    }

    private static TrainingLoop Loop(RunHarness harness, double every = 1e9) =>
        new("walk", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context(every));

    /// <summary>Two epochs of three steps and two steps of a random walk.</summary>
    private sealed class Walk : TrainingProcedure
    {
        private readonly Tensor place = Tensor.From([0f, 1f, 2f], 3).Unscoped();
        private readonly Generator noise = new(5);
        private double sum;
        private string phase = "";
        private int total;

        public int NotFiniteAt { get; init; }

        public Action<int> AfterStep { get; init; } = _ => { };

        public override int Epochs => 2;

        public override IReadOnlyList<Phase> Phases => [new("train", 3), new("dev", 2)];

        public override void BeginPhase(int epoch, int phase, int firstStep)
        {
            this.phase = $"{epoch}/{phase}";
            sum = firstStep == 0 ? 0 : sum;
        }

        public override double Step()
        {
            using var moved = place * 1.25 + Tensor.RandomNormal([3], noise);
            place.CopyFrom(moved);
            sum += place.ToArray<float>()[1];
            AfterStep(++total);
            return total == NotFiniteAt ? double.NaN : sum;
        }

        public override PhaseResult EndPhase() => new(sum, 0.5, "m", null);

        public override IEnumerable<RunEvent> EndEpoch(int epoch) => [new RunEvent { Event = "note" }];

        public override void Save(Checkpoint checkpoint)
        {
            checkpoint.Tensors["place"] = place;
            checkpoint.Put("noise", noise);
            checkpoint.State["walk"] = new JsonObject { ["sum"] = sum, ["total"] = total, ["phase"] = phase };
        }

        public override void Restore(Checkpoint checkpoint)
        {
            place.CopyFrom(checkpoint.Tensors["place"]);
            checkpoint.Restore("noise", noise);
            sum = checkpoint.State["walk"]!["sum"]!.GetValue<double>();
            total = checkpoint.State["walk"]!["total"]!.GetValue<int>();
            phase = checkpoint.State["walk"]!["phase"]!.GetValue<string>();
        }

        protected override void Dispose(bool disposing)
        {
            place.Dispose();
            noise.Dispose();
        }
    }
}
