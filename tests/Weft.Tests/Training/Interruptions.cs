using Shouldly;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Tests.Training;

/// <summary>Runs a procedure whole, and struck at every one of its steps, and compares all that is left of each, bit by bit.</summary>
internal static class Interruptions
{
    /// <summary>How a training is struck.</summary>
    public enum Kind
    {
        /// <summary>Like SIGKILL, with a checkpoint after every step.</summary>
        KilledWithFreshCheckpoint,

        /// <summary>Like SIGKILL, with checkpoints only at the ends of epochs.</summary>
        KilledWithOldCheckpoint,

        /// <summary>Like Ctrl+C.</summary>
        Asked,
    }

    /// <summary>Resumes at every step and demands the state that the uninterrupted run ends with.</summary>
    /// <param name="make">A fresh procedure with everything of its own.</param>
    /// <param name="kind">How it is struck.</param>
    public static void ResumeAtEveryStep(Func<TrainingProcedure> make, Kind kind)
    {
        var before = TensorScope.LiveTensors;
        int steps;
        string whole;
        using (var harness = new RunHarness())
        using (var procedure = make())
        {
            steps = procedure.Epochs * procedure.Phases.Sum(p => p.Batches);
            new TrainingLoop("stage", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(procedure);
            whole = Essence(procedure);
        }

        for (var step = 1; step <= steps; step++)
        {
            ResumeAt(make, kind, step).ShouldBe(whole, $"struck at step {step} of {steps}");
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    /// <summary>Everything that a procedure would save: tensors by checksum, the rest as it is.</summary>
    public static string Essence(TrainingProcedure procedure)
    {
        using var scope = new TensorScope();
        var checkpoint = new Checkpoint();
        procedure.Save(checkpoint);
        var tensors = checkpoint.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key} {Checksum.OfBytes(t.Value.ToNdArray().Bytes.Span)}");
        return string.Join('\n', tensors) + '\n' + checkpoint.State.ToJsonString();
    }

    private static string ResumeAt(Func<TrainingProcedure> make, Kind kind, int step)
    {
        using var harness = new RunHarness();
        var store = new CheckpointStore(harness["checkpoints"], problem => throw new InvalidOperationException(problem));
        using (var cancellation = new CancellationTokenSource())
        using (var procedure = new Struck(make(), step, kind == Kind.Asked ? cancellation : null))
        {
            var context = harness.Context(kind == Kind.KilledWithFreshCheckpoint ? 0 : 1e9, cancellation.Token);
            if (kind == Kind.Asked)
            {
                Should.Throw<OperationCanceledException>(() => new TrainingLoop("stage", store, context).Run(procedure));
            }
            else
            {
                Should.Throw<KilledException>(() => new TrainingLoop("stage", store, context).Run(procedure));
            }
        }

        using var resumed = make();
        new TrainingLoop("stage", store, harness.Context()).Run(resumed);
        return Essence(resumed);
    }

    private sealed class KilledException : Exception;

    /// <summary>A procedure that is struck at a step.</summary>
    private sealed class Struck(TrainingProcedure inner, int at, CancellationTokenSource? cancellation) : TrainingProcedure
    {
        private int steps;

        public override int Epochs => inner.Epochs;

        public override IReadOnlyList<Phase> Phases => inner.Phases;

        public override void BeginPhase(int epoch, int phase, int firstStep) => inner.BeginPhase(epoch, phase, firstStep);

        public override double Step()
        {
            if (++steps == at && cancellation is null)
            {
                throw new KilledException();
            }

            var loss = inner.Step();
            if (steps == at)
            {
                cancellation!.Cancel();
            }

            return loss;
        }

        public override PhaseResult EndPhase() => inner.EndPhase();

        public override IEnumerable<RunEvent> EndEpoch(int epoch) => inner.EndEpoch(epoch);

        public override void Save(Checkpoint checkpoint) => inner.Save(checkpoint);

        public override void Restore(Checkpoint checkpoint) => inner.Restore(checkpoint);

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
