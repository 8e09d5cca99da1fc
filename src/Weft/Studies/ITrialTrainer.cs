namespace Weft.Studies;

/// <summary>Measures trials: trains their networks for a while and scores them.</summary>
public interface ITrialTrainer
{
    /// <summary>Measures trials, together or one after the other.</summary>
    /// <param name="trials">Trials that this worker has taken, of one step.</param>
    /// <param name="record">Takes results as they come; a result that was recorded is never asked for again.</param>
    /// <exception cref="OperationCanceledException">The person interrupted; what was recorded stays.</exception>
    void Train(IReadOnlyList<Trial> trials, Action<IReadOnlyDictionary<long, TrialResult>> record);
}
