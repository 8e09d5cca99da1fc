using Shouldly;
using Weft.MmNas;
using Weft.Tests.Experiments.VisionLanguage;
using Weft.Tests.Training;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Search.OneShot;

public sealed class OneShotSearchTests
{
    [Theory]
    [InlineData("vqa", GateMode.Full, false, Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData("vqa", GateMode.Two, true, Interruptions.Kind.KilledWithOldCheckpoint)]
    [InlineData("vgd", GateMode.Two, false, Interruptions.Kind.Asked)]
    [InlineData("itm", GateMode.Full, false, Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData("itm", GateMode.Two, false, Interruptions.Kind.KilledWithOldCheckpoint)]
    public void Resumed_at_every_step_it_ends_with_the_same_bits(string name, GateMode mode, bool movesUndrawn, object kind)
    {
        using var bench = new SentenceBench(name);
        using var task = bench.Task();
        Interruptions.ResumeAtEveryStep(() => new OneShotRig(bench, task, mode, s => s with { MovesUndrawn = movesUndrawn }), (Interruptions.Kind)kind);
    }

    [Theory]
    [InlineData(GateMode.Full)]
    [InlineData(GateMode.Two)]
    public void The_architecture_stays_until_the_warm_up_is_over_and_weights_do_not(GateMode mode)
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        using var rig = new OneShotRig(bench, task, mode, s => s with { WarmupEpochs = 1 });
        rig.Phases.ShouldBe([new("train", 3), new("dev", 2, false)]);
        using var scope = new TensorScope();
        var (alphas, weights) = (rig.Alphas(), rig.Weights());
        Epoch(rig, 0);
        rig.Alphas().ShouldBe(alphas);
        rig.Weights().ShouldNotBe(weights);
        Epoch(rig, 1);
        rig.Alphas().ShouldNotBe(alphas);
    }

    [Fact]
    public void Evaluation_and_preparation_change_nothing()
    {
        using var bench = new SentenceBench("itm");
        using var task = bench.Task();
        using var rig = new OneShotRig(bench, task, GateMode.Full);
        rig.Phases.Select(p => p.Name).ShouldBe(["prepare", "train", "dev"]);
        using var scope = new TensorScope();
        var (alphas, weights) = (rig.Alphas(), rig.Weights());
        foreach (var phase in new[] { 0, 2 })
        {
            rig.BeginPhase(0, phase, 0);
            for (var step = 0; step < rig.Phases[phase].Batches; step++)
            {
                rig.StepAlone();
            }

            rig.EndPhase().Loss.ShouldBeNull();
        }

        rig.Alphas().ShouldBe(alphas);
        rig.Weights().ShouldBe(weights);
        rig.Inner.Score.ShouldBeInRange(0, 1);
    }

    [Fact]
    public void It_ends_when_the_best_architecture_has_stood_still_and_says_so()
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        using var harness = new RunHarness();
        var store = new CheckpointStore(harness["checkpoints"], _ => { });
        using (var rig = new OneShotRig(bench, task, GateMode.Full, s => s with { ArchitectureRate = 1e-9, Epochs = 9, StopAfter = 2 }))
        {
            new TrainingLoop("search", store, harness.Context()).Run(rig);
            rig.Inner.StoppedAfter.ShouldBe(3);
        }

        harness.Events.Where(e => e.Event == "remark").Select(e => e.Message).ShouldBe(
            ["The search ended after epoch 3 of 9: its best architecture had not changed for 2 epochs."]);
        harness.Events.Count(e => e.Event == "probabilities").ShouldBe(3);

        // Whoever goes on with it finds it over.
        using var again = new OneShotRig(bench, task, GateMode.Full, s => s with { ArchitectureRate = 1e-9, Epochs = 9, StopAfter = 2 });
        new TrainingLoop("search", store, harness.Context()).Run(again);
        harness.Events.Count(e => e.Event == "probabilities").ShouldBe(3);
        again.Inner.Genotype.ShouldBe(again.Gates.Decode().ToJson());

        using var whole = new OneShotRig(bench, task, GateMode.Full, s => s with { ArchitectureRate = 1e-9, Epochs = 5, StopAfter = 0 });
        new TrainingLoop("whole", new CheckpointStore(harness["whole"], _ => { }), harness.Context()).Run(whole);
        whole.Inner.StoppedAfter.ShouldBeNull();
        harness.Events.Count(e => e.Stage == "whole" && e.Event == "probabilities").ShouldBe(5);
    }

    [Fact]
    public void An_architecture_that_changes_does_not_end_it()
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        using var harness = new RunHarness();
        using var rig = new OneShotRig(bench, task, GateMode.Full, s => s with { Epochs = 5, StopAfter = 4, WarmupEpochs = 2 });
        new TrainingLoop("search", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(rig);
        rig.Inner.StoppedAfter.ShouldBeNull();
        rig.Inner.Genotype.ShouldBe(rig.Gates.Decode().ToJson());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_not_drawn_moves_by_its_momentum_in_the_published_way_only(bool movesUndrawn)
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        using var rig = new OneShotRig(bench, task, GateMode.Full, s => s with { MovesUndrawn = movesUndrawn, WarmupEpochs = 9 });
        var blocks = rig.Gates.Supernet.Blocks;
        using var scope = new TensorScope();
        rig.BeginPhase(0, 0, 0);
        rig.StepAlone();
        var first = blocks.Select(b => b.Active).ToArray();
        string[] Bits(int block, int candidate) => SentenceBench.Sums(blocks[block].Candidates[candidate].Parameters());
        var before = blocks.Select((b, i) => Enumerable.Range(0, b.Candidates.Count).Select(c => Bits(i, c)).ToArray()).ToArray();
        rig.StepAlone();
        var met = 0;
        for (var b = 0; b < blocks.Count; b++)
        {
            for (var c = 0; c < blocks[b].Candidates.Count; c++)
            {
                var moved = !Bits(b, c).SequenceEqual(before[b][c]);
                var drawn = c == blocks[b].Active;
                var hasMomentum = c == first[b];
                moved.ShouldBe(drawn || (movesUndrawn && hasMomentum), $"block {b}, candidate {c}");
                met += !drawn && hasMomentum ? 1 : 0;
            }
        }

        met.ShouldBeGreaterThan(0, "both steps drew the same: choose another seed");
        rig.EndPhase();
    }

    [Theory]
    [InlineData(GateMode.Full)]
    [InlineData(GateMode.Two)]
    public void Parts_of_a_batch_give_the_same_steps_of_the_architecture(GateMode mode)
    {
        using var bench = new SentenceBench("vqa");
        using var task = bench.Task();
        float[][] After(int parts)
        {
            using var scope = new TensorScope();
            using var rig = new OneShotRig(bench, task, mode, s => s with { Parts = parts, WarmupEpochs = 0, Every = 3 });
            rig.BeginPhase(0, 0, 0);

            // Without dropout, whose masks are others for each part.
            rig.Gates.Network.Eval();
            for (var step = 0; step < 3; step++)
            {
                rig.StepAlone();
            }

            rig.EndPhase();
            return [.. rig.Gates.ArchitectureParameters.Select(p => p.Tensor.ToArray<float>())];
        }

        // Adam's first step is its rate whatever the size of the gradient: signs must agree.
        var (whole, parts) = (After(1), After(3));
        for (var b = 0; b < whole.Length; b++)
        {
            parts[b].Zip(whole[b]).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-3);
        }
    }

    private static void Epoch(OneShotRig rig, int epoch)
    {
        for (var phase = 0; phase < rig.Phases.Count; phase++)
        {
            rig.BeginPhase(epoch, phase, 0);
            for (var step = 0; step < rig.Phases[phase].Batches; step++)
            {
                rig.StepAlone();
            }

            rig.EndPhase();
        }

        rig.EndEpoch(epoch).ShouldNotBeEmpty();
    }
}
