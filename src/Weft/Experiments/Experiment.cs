using System.Runtime.InteropServices;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Experiments;

/// <summary>Which data a run began with.</summary>
/// <param name="ContentHash">The data's content hash.</param>
public sealed record DataUsed(string ContentHash);

/// <summary>A run's settings with what every kind of run needs: device, threads, checkpoints, what is done already.</summary>
public abstract class Experiment : IDisposable
{
    /// <summary>Readies the device.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="run">Log, progress, clock, cancellation.</param>
    /// <exception cref="WeftException">The device is not there.</exception>
    protected Experiment(RunSettings settings, RunContext run)
    {
        Run = run;
        Device = Device.Parse(settings.Device);
        TorchRuntime.Load();
        TorchRuntime.Threads = settings.Threads == 0 ? System.Environment.ProcessorCount : settings.Threads;
        if (!Device.IsCpu && TorchRuntime.CudaDevices <= Math.Max(Device.Index, 0))
        {
            throw new UsageException($"device: {settings.Device} is not there; this libtorch sees {TorchRuntime.CudaDevices} CUDA devices. Use cpu.");
        }

        Ledger = new StageLedger(run.Folder);
    }

    /// <summary>Every setting.</summary>
    public abstract RunSettings Settings { get; }

    /// <summary>A hash of the data's content.</summary>
    public abstract string DataHash { get; }

    /// <summary>Log, progress, clock, cancellation.</summary>
    public RunContext Run { get; }

    /// <summary>Where tensors live.</summary>
    public Device Device { get; }

    /// <summary>What is done already.</summary>
    public StageLedger Ledger { get; }

    /// <summary>Whether the published rules are followed.</summary>
    public bool Reference => Settings.Compatibility == Compatibility.Reference;

    /// <summary>What it runs on, for the report.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["weft"] = typeof(Experiment).Assembly.GetName().Version!.ToString(3),
        ["libtorch"] = TorchRuntime.Version,
        ["threads"] = $"{TorchRuntime.Threads}",
        ["device"] = Device.ToString(),
        ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        ["runtime"] = RuntimeInformation.FrameworkDescription,
    };

    /// <summary>Makes sure that a run that goes on does so on the data it began with.</summary>
    /// <exception cref="UsageException">The data's content is another.</exception>
    public void RequireSameData()
    {
        var began = Ledger.Once("data", () => new DataUsed(DataHash));
        if (!string.Equals(began.ContentHash, DataHash, StringComparison.Ordinal))
        {
            throw new UsageException(
                $"{Settings.Data} holds other data than this run began with: begin another run, or prepare the data as they were.");
        }
    }

    /// <summary>The checkpoints of a stage.</summary>
    /// <param name="stage">The stage's name.</param>
    public Training.CheckpointStore Checkpoints(string stage) =>
        new(Path.Combine(Run.Folder, "checkpoints", StageLedger.FileName(stage)), Run.Remark);

    /// <summary>Removes the checkpoints of every stage whose name begins so: of work that others have finished meanwhile.</summary>
    /// <param name="beginning">What the stages' names begin with, up to a colon.</param>
    public void ClearCheckpoints(string beginning)
    {
        var folder = Path.Combine(Run.Folder, "checkpoints");
        foreach (var stage in Directory.Exists(folder) ? Directory.GetDirectories(folder, StageLedger.FileName(beginning) + "*") : [])
        {
            Checkpoints(Path.GetFileName(stage)).Clear();
        }
    }

    /// <summary>Trains one of several networks: one that diverges is out of the running, which is no reason to end the run.</summary>
    /// <param name="stage">The training's stage.</param>
    /// <param name="description">What a person reads.</param>
    /// <param name="train">Trains it.</param>
    /// <returns>Null if it diverged, now or before a resume.</returns>
    internal T? UnlessDiverged<T>(string stage, string description, Func<T> train)
        where T : class
    {
        var mark = $"diverged:{stage}";
        if (Ledger.Find<DivergedNetwork>(mark) is not null)
        {
            return null;
        }

        try
        {
            return train();
        }
        catch (Training.DivergedException diverged)
        {
            Ledger.Complete(mark, new DivergedNetwork(diverged.Message));

            // Nobody goes on from them, and they may be large.
            Checkpoints(stage).Clear();
            Run.Remark($"{char.ToUpperInvariant(description[0])}{description[1..]} was given up: {diverged.Message}");
            return null;
        }
    }

    /// <summary>The sentences of the run's log that its reader must know; null for none.</summary>
    public IReadOnlyList<string>? Remarks()
    {
        var log = RunLog.Read(Path.Combine(Run.Folder, "log.jsonl"));
        var remarks = log.Events.Where(e => e is { Event: "remark", Message: not null }).Select(e => e.Message!).Distinct(StringComparer.Ordinal).ToList();
        return remarks.Count == 0 ? null : remarks;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the experiment opened.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
