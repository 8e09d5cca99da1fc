namespace Weft.Training;

/// <summary>
/// The phases of an epoch of a work: preparing, learning, evaluating. It repeats what a resumed run has lost: steps of preparing and
/// evaluating keep their results in memory alone.
/// </summary>
/// <param name="work">The work.</param>
/// <param name="beside">A second work, which is prepared too and learned from beside the first; null for none.</param>
internal sealed class WorkPhases(ITrainingWork work, ITrainingWork? beside = null)
{
    /// <summary>The name of the phase that prepares.</summary>
    internal const string Prepare = "prepare";

    /// <summary>The name of the phase in which weights learn.</summary>
    internal const string Train = "train";

    /// <summary>The name of the phase that evaluates.</summary>
    internal const string Dev = "dev";

    private int step;
    private int epoch;

    /// <summary>The phases of every epoch.</summary>
    internal IReadOnlyList<Phase> All { get; } =
    [
        .. new Phase[] { new(Prepare, work.PreparationSteps + (beside?.PreparationSteps ?? 0), false), new(Train, work.Train.Batches), new(Dev, work.EvaluationSteps, false) }.Where(p => p.Batches > 0),
    ];

    /// <summary>The phase that was begun last.</summary>
    internal string Current { get; private set; } = Train;

    /// <summary>Begins a phase; what was done of it before a resume is done again where only memory held it.</summary>
    /// <param name="ofEpoch">0-based epoch.</param>
    /// <param name="phase">Its index.</param>
    /// <param name="firstStep">Where it begins.</param>
    internal void Begin(int ofEpoch, int phase, int firstStep)
    {
        Current = All[phase].Name;
        (epoch, step) = (ofEpoch, 0);
        while (Current is not Train && step < firstStep)
        {
            Repeatable();
        }
    }

    /// <summary>Takes over what was prepared.</summary>
    internal void EndPreparation()
    {
        work.EndPreparation(epoch);
        beside?.EndPreparation(epoch);
    }

    /// <summary>One step of preparing or evaluating.</summary>
    internal void Repeatable()
    {
        using var noGrad = Torch.Autograd.NoGrad();
        using var scope = new Torch.TensorScope();
        if (Current is Prepare && step >= work.PreparationSteps)
        {
            beside!.Prepare(epoch, step - work.PreparationSteps);
        }
        else if (Current is Prepare)
        {
            work.Prepare(epoch, step);
        }
        else
        {
            work.Evaluate(step);
        }

        step++;
    }
}
