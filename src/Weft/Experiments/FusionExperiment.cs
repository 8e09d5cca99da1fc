using Weft.Data.Features;
using Weft.Experiments.Methods;
using Weft.Runs;
using Weft.Tasks;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>The settings of a run that fuses encoders, with everything they name opened: task, data, device.</summary>
public sealed class FusionExperiment : Experiment
{
    /// <summary>Opens the task's data and readies the device.</summary>
    /// <exception cref="WeftException">The data or device is not there.</exception>
    public FusionExperiment(FusionSettings settings, RunContext run)
        : base(settings, run)
    {
        Settings = settings;
        Task = TaskRegistry.For(settings.Task, settings.Data);
        Data = Task.Open(settings.Data);
    }

    /// <inheritdoc/>
    public override FusionSettings Settings { get; }

    /// <inheritdoc/>
    public override string DataHash => Data.ContentHash;

    /// <summary>The task.</summary>
    public ITask Task { get; }

    /// <summary>Its data.</summary>
    public ITaskData Data { get; }

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

    /// <summary>The feature cache: beside the data, where other runs find it; in the run folder where the data cannot be written to.</summary>
    public FeatureCache Cache() => new(CacheFolder.Beside(Settings.Data) ?? Path.Combine(Run.Folder, "cache"));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Data.Dispose();
        base.Dispose(disposing);
    }
}
