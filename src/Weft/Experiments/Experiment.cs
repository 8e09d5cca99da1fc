using System.Runtime.InteropServices;
using Weft.Data.Features;
using Weft.Experiments.Methods;
using Weft.Runs;
using Weft.Tasks;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>Which data a run began with.</summary>
/// <param name="ContentHash">The data's content hash.</param>
public sealed record DataUsed(string ContentHash);

/// <summary>A run's settings with everything they name opened: task, data, device.</summary>
public sealed class Experiment : IDisposable
{
    /// <summary>Opens the task's data and readies the device.</summary>
    /// <exception cref="WeftException">The data or device is not there.</exception>
    public Experiment(RunSettings settings, RunContext run)
    {
        Settings = settings;
        Run = run;
        Task = TaskRegistry.For(settings.Task, settings.Data);
        Device = Device.Parse(settings.Device);
        TorchRuntime.Load();
        TorchRuntime.Threads = settings.Threads == 0 ? System.Environment.ProcessorCount : settings.Threads;
        if (!Device.IsCpu && TorchRuntime.CudaDevices <= Math.Max(Device.Index, 0))
        {
            throw new UsageException($"device: {settings.Device} is not there; this libtorch sees {TorchRuntime.CudaDevices} CUDA devices. Use cpu.");
        }

        Data = Task.Open(settings.Data);
        Ledger = new StageLedger(run.Folder);
    }

    /// <summary>Every setting.</summary>
    public RunSettings Settings { get; }

    /// <summary>Log, progress, clock, cancellation.</summary>
    public RunContext Run { get; }

    /// <summary>The task.</summary>
    public ITask Task { get; }

    /// <summary>Its data.</summary>
    public ITaskData Data { get; }

    /// <summary>Where tensors live.</summary>
    public Device Device { get; }

    /// <summary>What is done already.</summary>
    public StageLedger Ledger { get; }

    /// <summary>Whether the published rules are followed.</summary>
    public bool Reference => Settings.Compatibility == Compatibility.Reference;

    /// <summary>The method.</summary>
    public FusionMethod Method => FusionMethods.Find(Settings.Method);

    /// <summary>What encoders do while fusion networks are trained.</summary>
    public EncoderMode EncoderMode => (Settings.Switches.Encoders, Reference) switch
    {
        (not EncoderMode.Auto and var mode, _) => mode,
        (_, true) => Method.ReferenceEncoders(Task.Name),
        _ => EncoderMode.Cached,
    };

    /// <summary>Whether encoders are trained as published: under reference rules, where the task has a published training.</summary>
    public bool PublishedEncoders => Reference && Task.HasPublishedEncoderTraining;

    /// <summary>Dropout of encoders while they train.</summary>
    public double EncoderDropout => PublishedEncoders ? 0 : Settings.Encoder.Dropout;

    /// <summary>When a cosine cycle ends.</summary>
    public RestartRule Restarts =>
        SwitchSettings.Published(Settings.Switches.Restarts, Settings.Compatibility) ? RestartRule.Legacy : RestartRule.Exact;

    /// <summary>Whether networks that are kept train on train and dev and are chosen on test, as published.</summary>
    public bool ChoosesOnTest => Settings.Switches.ChoosesOnTest(Reference && Method.ReferenceChoosesOnTest(Task.Name));

    /// <summary>Whether networks meet training samples in an order of their own.</summary>
    public bool Shuffles => !Reference || Method.ReferenceShuffles(Task.Name);

    /// <summary>Whether training samples of a modality are read in varying ways.</summary>
    public bool Varies(Modality modality) => modality.Varies && (Reference || Settings.Encoder.Augmentation > 0);

    /// <summary>Whether training samples of a modality differ from epoch to epoch at all.</summary>
    public bool Changes(Modality modality) =>
        Varies(modality) || (!Reference && modality.Augmentation is not null && Settings.Encoder.Augmentation > 0);

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
        var began = Ledger.Once("data", () => new DataUsed(Data.ContentHash));
        if (!string.Equals(began.ContentHash, Data.ContentHash, StringComparison.Ordinal))
        {
            throw new UsageException(
                $"{Settings.Data} holds other data than this run began with: begin another run, or prepare the data as they were.");
        }
    }

    /// <summary>The checkpoints of a stage.</summary>
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

    /// <summary>The feature cache: beside the data, where other runs find it; in the run folder where the data cannot be written to.</summary>
    public FeatureCache Cache()
    {
        var shared = Path.Combine(Settings.Data, "cache");
        try
        {
            Directory.CreateDirectory(shared);
            var probe = Path.Combine(shared, $".probe-{System.Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new FeatureCache(shared);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FeatureCache(Path.Combine(Run.Folder, "cache"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Data.Dispose();
}
