using Weft.Runs;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>The settings of a run of MmNas, with everything they name opened: task, data, device.</summary>
public sealed class MmNasExperiment : Experiment
{
    /// <summary>Opens the task's data and readies the device.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="run">Log, progress, clock, cancellation.</param>
    /// <exception cref="WeftException">The data or device is not there.</exception>
    public MmNasExperiment(MmNasSettings settings, RunContext run)
        : base(settings, run)
    {
        Settings = settings;
        Task = SentenceTasks.Open(settings);
    }

    /// <inheritdoc/>
    public override MmNasSettings Settings { get; }

    /// <inheritdoc/>
    public override string DataHash => Task.ContentHash;

    /// <summary>The task with its data.</summary>
    public SentenceTask Task { get; }

    /// <summary>Whether choices may look at dev: there is one, and figures are not measured on it.</summary>
    public bool DevIsFree => Task.Dev is { } dev && !Task.TestSplits.Contains(dev.Name, StringComparer.Ordinal);

    /// <summary>Whether the epoch that is best on dev is kept, instead of the last.</summary>
    public bool KeepsBest => Settings.Retrain.Choose switch
    {
        EpochChoice.Best => Task.Dev is not null,
        EpochChoice.Last => false,
        _ => !Reference && DevIsFree,
    };

    /// <summary>The folder of pictures for examples; null for none.</summary>
    public string? Pictures => Settings.Files.Pictures.Length > 0
        ? Path.GetFullPath(Settings.Files.Pictures, Settings.Data)
        : Directory.Exists(Path.Combine(Settings.Data, "images")) ? Path.Combine(Settings.Data, "images") : null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Task.Dispose();
        base.Dispose(disposing);
    }
}
