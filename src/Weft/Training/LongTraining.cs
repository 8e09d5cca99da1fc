using Weft.Data.Prepared;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Training;

/// <summary>Tells after the first steps of a training what all of it will take, if that is long.</summary>
/// <param name="stage">The stage's name.</param>
/// <param name="run">Progress and clock.</param>
/// <param name="left">How many steps are left when it begins, all phases and epochs together.</param>
internal sealed class LongTraining(string stage, RunContext run, long left)
{
    private const int Warm = 1;
    private const int Measured = 3;
    private static readonly TimeSpan WorthTelling = TimeSpan.FromMinutes(10);

    private long begun;
    private int steps;

    /// <summary>A step was made.</summary>
    /// <param name="procedure">Whose state a checkpoint will hold.</param>
    /// <param name="stepsOfEpoch">The steps of an epoch.</param>
    public void Step(TrainingProcedure procedure, int stepsOfEpoch)
    {
        // The first step allocates what the others use again.
        steps++;
        if (steps == Warm)
        {
            begun = run.Time.GetTimestamp();
        }
        else if (steps == Warm + Measured)
        {
            var time = run.Time.GetElapsedTime(begun) / Measured * (left - steps);
            if (time >= WorthTelling)
            {
                // Two checkpoints are kept, and a third is being written.
                var estimate = new WorkEstimate(3 * BytesOf(procedure), time, Environment.WorkingSet);
                run.Progress.Line($"{stage}: {procedure.Epochs:N0} epochs of {stepsOfEpoch:N0} steps will take, by the first of them, {estimate}.");
            }
        }
    }

    private static long BytesOf(TrainingProcedure procedure)
    {
        using var scope = new TensorScope();
        var checkpoint = new Checkpoint();
        procedure.Save(checkpoint);
        return checkpoint.Tensors.Values.Sum(t => t.ElementCount * t.DType.ToElementType().ByteSize());
    }
}
