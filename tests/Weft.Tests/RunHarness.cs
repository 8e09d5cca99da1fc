using Weft.Runs;
using Weft.Testing;

namespace Weft.Tests;

/// <summary>A run folder with a log, a clock that a test moves, and a record of what a person would see.</summary>
internal sealed class RunHarness : IRunProgress, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RunLogWriter log;

    public RunHarness() => log = new RunLogWriter(folder["log.jsonl"], Time);

    public ManualTime Time { get; } = new();

    public List<string> Lines { get; } = [];

    public List<ProgressUpdate> Updates { get; } = [];

    public IReadOnlyList<RunEvent> Events => RunLog.Read(folder["log.jsonl"]).Events;

    public string this[string name] => folder[name];

    /// <summary>The run as its parts see it.</summary>
    /// <param name="every">Seconds between checkpoints within an epoch.</param>
    /// <param name="cancellation">The person's interruption.</param>
    public RunContext Context(double every = 1e9, CancellationToken cancellation = default) =>
        new(folder.Path, log, this, Time, TimeSpan.FromSeconds(every), cancellation);

    public void Stage(string stage, string description) => Lines.Add($"{stage}: {description}");

    public void Report(ProgressUpdate update) => Updates.Add(update);

    public void Line(string text) => Lines.Add(text);

    public void Dispose()
    {
        log.Dispose();
        folder.Dispose();
    }
}
