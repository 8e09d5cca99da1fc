namespace Weft.Runs;

/// <summary>How far a stage of long work is. A value: it is made thousands of times.</summary>
/// <param name="Stage">The part of the run, such as <c>encoder:image</c> or <c>search</c>.</param>
/// <param name="Epoch">1-based epoch.</param>
/// <param name="Epochs">The last epoch there will be.</param>
/// <param name="Phase"><c>train</c>, <c>dev</c> or <c>test</c>.</param>
/// <param name="Done">Units done in this phase.</param>
/// <param name="Total">Units there are in this phase; 0 where it is not known.</param>
/// <param name="Unit">What is counted, in the plural: <c>samples</c>, <c>files</c>.</param>
/// <param name="Loss">Mean loss so far in this phase.</param>
/// <param name="Metric">The task's headline metric so far, a fraction.</param>
/// <param name="MetricName">The metric's name.</param>
/// <param name="Best">The best metric of the stage so far.</param>
public readonly record struct ProgressUpdate(
    string Stage,
    int? Epoch,
    int? Epochs,
    string? Phase,
    long Done,
    long Total,
    string Unit,
    double? Loss,
    double? Metric,
    string? MetricName,
    double? Best);

/// <summary>Whoever does long work tells this how it goes; whoever shows it decides how often. Calls may come from any thread.</summary>
public interface IRunProgress
{
    /// <summary>A part of the run begins.</summary>
    /// <param name="stage">Its name, such as <c>search</c>.</param>
    /// <param name="description">What it does, in a few words for a person.</param>
    void Stage(string stage, string description);

    /// <summary>A step was made; cheap enough to be called for every one.</summary>
    /// <param name="update">Where the work stands.</param>
    void Report(ProgressUpdate update);

    /// <summary>Something a person should read now.</summary>
    /// <param name="text">A sentence.</param>
    void Line(string text);
}
