using Weft.Data.Prepared;
using Weft.Runs;

namespace Weft.Cli.Commands;

/// <summary>
/// Shows how far a preparation is. Calls come from several threads and must not wait for a thread pool, as <see cref="Progress{T}"/> would
/// have them.
/// </summary>
internal sealed class PrepareRelay(IRunProgress progress) : IProgress<PrepareProgress>
{
    /// <inheritdoc/>
    public void Report(PrepareProgress value)
    {
        if (value.Note is { } note)
        {
            progress.Line(note);
            return;
        }

        progress.Report(new ProgressUpdate($"prepare:{value.Stage}", null, null, null, value.Done, value.Total, "items", null, null, null, null));
    }
}
