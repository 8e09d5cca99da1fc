using Weft.Data.Clips.Lists;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>The settings of a run that adapts, with everything they name opened: lists, device.</summary>
public sealed class AdaptationExperiment : Experiment
{
    /// <summary>Reads the lists and readies the device.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="run">Log, progress, clock, cancellation.</param>
    /// <exception cref="WeftException">The lists or the device are not there.</exception>
    public AdaptationExperiment(AdaptationSettings settings, RunContext run)
        : base(settings, run)
    {
        Settings = settings;
        Lists = new AdaptationData(settings);
    }

    private AdaptationExperiment(AdaptationExperiment other, AdaptationSettings settings, AdaptationData lists)
        : base(settings, other.Run)
    {
        Settings = settings;
        Lists = lists;
    }

    /// <inheritdoc/>
    public override AdaptationSettings Settings { get; }

    /// <inheritdoc/>
    public override string DataHash => Lists.ContentHash;

    /// <summary>The lists.</summary>
    public AdaptationData Lists { get; }

    /// <summary>The method that the run is about, last, behind its rivals.</summary>
    public IReadOnlyList<AdaptationVariant> Variants =>
    [
        .. Settings.Rivals.Select(r => AdaptationVariant.Parse(r, "rivals")),
        Own ?? AdaptationVariant.Parse(Settings.Method, "--method"),
    ];

    /// <summary>The name of a class as the run's own method tells it.</summary>
    /// <param name="label">Its number.</param>
    public string NameOf(int label) => Lists.NameOf(label, AdaptationFigures.ModeOf(Variants[^1].Method, Settings));

    /// <summary>The method that the run is about where it has a name of its own, as what a search found; null otherwise.</summary>
    internal AdaptationVariant? Own { get; init; }

    /// <summary>The seeds of its trainings.</summary>
    public IReadOnlyList<ulong> Seeds => [.. Enumerable.Range(0, Settings.Train.Seeds).Select(k => Settings.Seed + (ulong)k)];

    /// <summary>Whether the best epoch is kept beside the last one.</summary>
    public bool KeepsBest => Settings.Train.Choose switch
    {
        AdaptedEpoch.Last => false,
        AdaptedEpoch.Best => true,
        _ => Lists.Dev is not null || Reference,
    };

    /// <summary>A part of the run by other settings, in the same folder: what it trains must have names of its own.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="source">Labelled clips to learn from; null for the run's.</param>
    /// <param name="own">The method by its name there; null takes that of the settings.</param>
    internal AdaptationExperiment With(AdaptationSettings settings, ClipList? source = null, AdaptationVariant? own = null) =>
        new(this, settings, source is null ? Lists : Lists.WithSource(source)) { Own = own };
}
