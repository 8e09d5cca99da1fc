namespace Weft.Runs;

/// <summary>What every part of a run needs from around it.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Log">Its log.</param>
/// <param name="Progress">Where a person watches.</param>
/// <param name="Time">The clock.</param>
/// <param name="CheckpointInterval">How often a stage saves itself within an epoch.</param>
/// <param name="Cancellation">Set when the person interrupts.</param>
public sealed record RunContext(
    string Folder, RunLog Log, IRunProgress Progress, TimeProvider Time, TimeSpan CheckpointInterval, CancellationToken Cancellation)
{
    /// <summary>Says something the reader of the run must know: on the terminal and in the log, from where the report takes it.</summary>
    public void Remark(string sentence)
    {
        Progress.Line(sentence);
        Log.Write(new RunEvent { Event = "remark", Message = sentence });
    }
}
