using System.Text.Json.Nodes;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Training;

/// <summary>Runs a procedure from wherever its newest checkpoint left it, logging, reporting progress and saving as it goes.</summary>
/// <param name="stage">The stage's name in the log.</param>
/// <param name="store">Its checkpoints.</param>
/// <param name="run">Log, progress, clock and cancellation of the run.</param>
public sealed class TrainingLoop(string stage, CheckpointStore store, RunContext run)
{
    /// <summary>Runs to the end.</summary>
    /// <param name="procedure">What to run.</param>
    /// <returns>Seconds of training, the ones before a resume included.</returns>
    /// <exception cref="DivergedException">A loss is not finite.</exception>
    /// <exception cref="WeftException">A checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The person interrupted; a checkpoint was written.</exception>
    public double Run(TrainingProcedure procedure)
    {
        var (position, secondsBefore) = Resume(procedure);
        var clock = run.Time.GetTimestamp();
        var lastSave = clock;
        var stepsOfEpoch = procedure.Phases.Sum(p => p.Batches);
        var announcement = new LongTraining(stage, run, ((procedure.Epochs - position.Epoch) * (long)stepsOfEpoch) - position.Step);
        double Seconds() => secondsBefore + run.Time.GetElapsedTime(clock).TotalSeconds;
        while (position.Epoch < procedure.Epochs)
        {
            var epochStart = run.Time.GetTimestamp();
            while (position.Phase < procedure.Phases.Count)
            {
                var phase = procedure.Phases[position.Phase];
                procedure.BeginPhase(position.Epoch, position.Phase, position.Step);
                while (position.Step < phase.Batches)
                {
                    double loss;
                    using (new TensorScope())
                    {
                        loss = procedure.Step();
                    }

                    position = position with { Step = position.Step + 1, Total = position.Total + 1 };
                    CheckFinite(loss, position, phase);
                    run.Progress.Report(new ProgressUpdate(
                        stage, position.Epoch + 1, procedure.Epochs, phase.Name, position.Step, phase.Batches, "batches", phase.HasLoss ? loss : null, null, null, Finite(procedure.Best)));
                    announcement.Step(procedure, stepsOfEpoch);
                    if (run.Cancellation.IsCancellationRequested)
                    {
                        Save(procedure, position, Seconds());
                        run.Cancellation.ThrowIfCancellationRequested();
                    }

                    if (run.Time.GetElapsedTime(lastSave) >= run.CheckpointInterval)
                    {
                        Save(procedure, position, Seconds());
                        lastSave = run.Time.GetTimestamp();
                    }
                }

                LogPhase(procedure.EndPhase(), position, phase, procedure, epochStart);
                position = position with { Phase = position.Phase + 1, Step = 0 };
            }

            foreach (var entry in procedure.EndEpoch(position.Epoch))
            {
                run.Log.Write(entry with { Stage = stage, Epoch = position.Epoch + 1, Epochs = procedure.Epochs });
                if (entry is { Event: "remark", Message: { } sentence })
                {
                    run.Progress.Line(sentence);
                }
            }

            position = position with { Epoch = position.Epoch + 1, Phase = 0 };
            Save(procedure, position, Seconds());
            lastSave = run.Time.GetTimestamp();
        }

        return Seconds();
    }

    /// <summary>What can be shown and logged: null for what is not finite.</summary>
    internal static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private void CheckFinite(double loss, Position position, Phase phase)
    {
        if (!double.IsFinite(loss))
        {
            throw new DivergedException(
                $"{stage}: the loss is {loss} at epoch {position.Epoch + 1}, {phase.Name} step {position.Step}. "
                + "Lower the learning rate or look for values in the data that are not finite; the last checkpoint is from before this step.");
        }
    }

    private (Position Position, double Seconds) Resume(TrainingProcedure procedure)
    {
        using var scope = new TensorScope();
        if (store.LoadNewest() is not { } checkpoint)
        {
            return (default, 0);
        }

        var saved = checkpoint.State["loop"]!.AsObject();
        var position = new Position(
            saved["epoch"]!.GetValue<int>(), saved["phase"]!.GetValue<int>(), saved["step"]!.GetValue<int>(), saved["total"]!.GetValue<long>());
        procedure.Restore(checkpoint);
        run.Progress.Line(position.Epoch < procedure.Epochs
            ? $"{stage}: goes on at epoch {position.Epoch + 1}, step {position.Step + 1} of {procedure.Phases[position.Phase].Name}."
            : $"{stage}: all {procedure.Epochs} epochs were done already.");
        return (position, saved["seconds"]!.GetValue<double>());
    }

    private void Save(TrainingProcedure procedure, Position position, double seconds)
    {
        using var scope = new TensorScope();
        var checkpoint = new Checkpoint();
        procedure.Save(checkpoint);
        checkpoint.State["loop"] = new JsonObject
        {
            ["epoch"] = position.Epoch,
            ["phase"] = position.Phase,
            ["step"] = position.Step,
            ["total"] = position.Total,
            ["seconds"] = seconds,
        };
        store.Save(position.Total, checkpoint);
    }

    private void LogPhase(PhaseResult result, Position position, Phase phase, TrainingProcedure procedure, long epochStart)
    {
        run.Log.Write(new RunEvent
        {
            Event = "epoch",
            Stage = stage,
            Epoch = position.Epoch + 1,
            Epochs = procedure.Epochs,
            Phase = phase.Name,
            Step = position.Total,
            Loss = result.Loss,
            Metric = result.Metric,
            MetricName = result.MetricName,
            LearningRate = result.LearningRate,
            Seconds = run.Time.GetElapsedTime(epochStart).TotalSeconds,
        });
        run.Progress.Report(new ProgressUpdate(
            stage, position.Epoch + 1, procedure.Epochs, phase.Name, phase.Batches, phase.Batches, "batches",
            result.Loss, result.Metric, result.MetricName, Finite(procedure.Best)));
    }

    private readonly record struct Position(int Epoch, int Phase, int Step, long Total);
}
