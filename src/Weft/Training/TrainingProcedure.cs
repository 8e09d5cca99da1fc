namespace Weft.Training;

/// <summary>A pass over data within an epoch.</summary>
/// <param name="Name"><c>train</c> or <c>dev</c>.</param>
/// <param name="Batches">How many steps it has.</param>
/// <param name="HasLoss">Whether its steps compute a loss; true by default.</param>
public readonly record struct Phase(string Name, int Batches, bool HasLoss = true);

/// <summary>What a procedure tells of a finished phase.</summary>
/// <param name="Loss">Mean loss; null where none is computed.</param>
/// <param name="Metric">The metric, or null.</param>
/// <param name="MetricName">Its name.</param>
/// <param name="LearningRate">The rate of its last step, or null for evaluation.</param>
public readonly record struct PhaseResult(double? Loss, double? Metric, string? MetricName, double? LearningRate);

/// <summary>
/// A training that consists of epochs, phases and steps. <see cref="TrainingLoop"/> runs it, saves it and resumes it; what each step
/// does is the procedure's own. Everything that influences later steps must be in <see cref="Save"/>.
/// </summary>
public abstract class TrainingProcedure : IDisposable
{
    /// <summary>The number of epochs.</summary>
    public abstract int Epochs { get; }

    /// <summary>The phases of every epoch.</summary>
    public abstract IReadOnlyList<Phase> Phases { get; }

    /// <summary>The best score so far, for progress; NaN before there is one.</summary>
    public virtual double Best => double.NaN;

    /// <summary>Readies a phase.</summary>
    /// <param name="epoch">0-based epoch.</param>
    /// <param name="phase">Index of the phase.</param>
    /// <param name="firstStep">The step it begins at; above 0 after a resume.</param>
    public abstract void BeginPhase(int epoch, int phase, int firstStep);

    /// <summary>One step: one batch.</summary>
    /// <returns>The batch's loss, for progress and to catch what is not finite.</returns>
    public abstract double Step();

    /// <summary>Ends the phase.</summary>
    public abstract PhaseResult EndPhase();

    /// <summary>Ends the epoch: chooses the best, decodes, logs.</summary>
    /// <param name="epoch">0-based epoch.</param>
    /// <returns>Further events for the log.</returns>
    public virtual IEnumerable<Runs.RunEvent> EndEpoch(int epoch) => [];

    /// <summary>Adds the whole state to a checkpoint.</summary>
    public abstract void Save(Checkpoint checkpoint);

    /// <summary>Takes up the state of a checkpoint.</summary>
    public abstract void Restore(Checkpoint checkpoint);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees tensors.</summary>
    protected abstract void Dispose(bool disposing);
}
