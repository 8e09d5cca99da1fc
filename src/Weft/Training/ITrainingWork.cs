using Weft.Data.Loading;

namespace Weft.Training;

/// <summary>
/// What a network learns from and how it is judged, for procedures that need not know the task: batches and their gradients, what is
/// prepared before an epoch, and an evaluation in steps. Steps of preparing and of evaluating change no weights, and each depends on nothing
/// but the weights and its number, so that a resumed run can repeat them.
/// </summary>
public interface ITrainingWork : IDisposable
{
    /// <summary>The batches that weights learn from.</summary>
    BatchLoader Train { get; }

    /// <summary>The name of the score.</summary>
    string MetricName { get; }

    /// <summary>Adds the gradients of a batch's loss to the parameters'.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="parts">In how many parts it is computed, one after the other; the gradients are those of the whole.</param>
    /// <returns>The loss of the whole batch.</returns>
    double Differentiate(Batch batch, int parts);

    /// <summary>Steps that prepare an epoch, such as looking for hard negatives; 0 for none.</summary>
    int PreparationSteps { get; }

    /// <summary>One step of preparing an epoch.</summary>
    /// <param name="epoch">0-based epoch.</param>
    /// <param name="step">0-based step.</param>
    void Prepare(int epoch, int step);

    /// <summary>Takes the preparation's result over, after its last step.</summary>
    /// <param name="epoch">0-based epoch.</param>
    void EndPreparation(int epoch);

    /// <summary>Steps of an evaluation on dev; 0 where there is no dev.</summary>
    int EvaluationSteps { get; }

    /// <summary>One step of an evaluation.</summary>
    /// <param name="step">0-based step; step 0 begins anew.</param>
    void Evaluate(int step);

    /// <summary>The score of a finished evaluation, higher is better.</summary>
    double Score();

    /// <summary>Adds what later epochs depend on to a checkpoint.</summary>
    void Save(Checkpoint checkpoint);

    /// <summary>Takes up the state of a checkpoint.</summary>
    void Restore(Checkpoint checkpoint);
}
