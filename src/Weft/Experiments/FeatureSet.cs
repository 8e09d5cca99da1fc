using System.Runtime.InteropServices;
using Weft.Data;
using Weft.Data.Features;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch.Files;

namespace Weft.Experiments;

/// <summary>The cached taps of all of a run's encoders, split by split; a split is computed when it is first asked for.</summary>
public sealed class FeatureSet : IDisposable
{
    private readonly FusionExperiment experiment;
    private readonly IReadOnlyList<EncoderFile> encoders;
    private readonly TapPooling pooling;
    private readonly FeatureCache cache;
    private readonly FeatureViews views;
    private readonly Dictionary<string, CachedFeatures> opened = new(StringComparer.Ordinal);
    private readonly Dictionary<Split, RowTable> labels = [];
    private readonly HashSet<string> ignoringMode = new(StringComparer.Ordinal);
    private bool announced;

    /// <summary>Names the taps; nothing is computed yet.</summary>
    public FeatureSet(FusionExperiment experiment, IReadOnlyList<EncoderFile> encoders, TapPooling pooling)
    {
        this.experiment = experiment;
        this.encoders = encoders;
        this.pooling = pooling;
        cache = experiment.Cache();
        views = new FeatureViews(experiment);
        Taps = [.. encoders.SelectMany(Describe)];
    }

    /// <summary>All taps of all modalities, in the order of the network's inputs.</summary>
    public IReadOnlyList<Tap> Taps { get; }

    /// <summary>How taps are pooled.</summary>
    public TapPooling Pooling => pooling;

    /// <summary>The encoders.</summary>
    public IReadOnlyList<EncoderFile> Encoders => encoders;

    /// <summary>A split's taps as batches.</summary>
    /// <param name="split">The split.</param>
    /// <param name="modality">Only this modality's taps; all by default.</param>
    /// <param name="withLogits">Put the encoders' logits behind the taps.</param>
    public FeatureSource Source(Split split, string? modality = null, bool withLogits = false) =>
        new([Tables(split, 0, modality, withLogits)], Labels(split));

    /// <summary>
    /// The training split's taps as batches: in as many augmented views as the settings want, so that a network trains on features as
    /// imperfect as it will meet, not on ones that the encoder has seen and knows.
    /// </summary>
    /// <param name="modality">Only this modality's taps; all by default.</param>
    /// <param name="withLogits">Put the encoders' logits behind the taps.</param>
    public FeatureSource TrainingSource(string? modality = null, bool withLogits = false) =>
        new(TrainingViews(modality, withLogits), Labels(Split.Train));

    /// <summary>The tables of the training split: one set for each view.</summary>
    /// <inheritdoc cref="TrainingSource"/>
    public IReadOnlyList<IReadOnlyList<RowTable>> TrainingViews(string? modality = null, bool withLogits = false)
    {
        return [.. views.Numbers.Select(view => Tables(Split.Train, view, modality, withLogits))];
    }

    /// <summary>The tables of a split as it is: one for each tap.</summary>
    /// <param name="split">The split.</param>
    public IReadOnlyList<RowTable> Tables(Split split) => Tables(split, 0, null, withLogits: false);

    /// <summary>How many taps a modality's encoder has.</summary>
    public int TapCount(string modality) => Taps.Count(t => string.Equals(t.Modality, modality, StringComparison.Ordinal));

    /// <summary>Whether a modality's taps are the same numbers in train mode as in evaluation mode.</summary>
    public bool TapsIgnoreMode(string modality) => ignoringMode.Contains(modality);

    /// <summary>A split's labels.</summary>
    public RowTable Labels(Split split)
    {
        if (!labels.TryGetValue(split, out var table))
        {
            labels[split] = table = experiment.Data.Labels(split);
        }

        return table;
    }

    /// <summary>The logits of a modality's own classifier: [samples, classes].</summary>
    public NdArray EncoderLogits(Split split, string modality)
    {
        var table = Open(encoders.First(e => string.Equals(e.Modality, modality, StringComparison.Ordinal)), split, 0).Logits;
        var values = new float[table.Count * experiment.Task.Classes];
        for (var i = 0; i < table.Count; i++)
        {
            MemoryMarshal.Cast<byte, float>(table.Row(i)).CopyTo(values.AsSpan(i * experiment.Task.Classes));
        }

        return NdArray.From(values, table.Count, experiment.Task.Classes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var features in opened.Values)
        {
            features.Dispose();
        }
    }

    private IEnumerable<Tap> Describe(EncoderFile file)
    {
        var shape = EncoderShape.Of(experiment.Task, file.Modality, file.Channels);
        if (shape.TapsIgnoreMode)
        {
            ignoringMode.Add(file.Modality);
        }

        return shape.TapChannels.Select((channels, t) => new Tap(file.Modality, $"{t + 1}", channels));
    }

    private RowTable[] Tables(Split split, int view, string? modality, bool withLogits)
    {
        var chosen = encoders
            .Where(e => modality is null || string.Equals(e.Modality, modality, StringComparison.Ordinal))
            .Select(e => Open(e, split, view)).ToList();
        return [.. chosen.SelectMany(f => f.Taps), .. withLogits ? chosen.Select(f => f.Logits) : []];
    }

    /// <summary>One encoder's taps: networks over one modality alone do not wait for the others' encoders.</summary>
    private CachedFeatures Open(EncoderFile encoder, Split split, int view)
    {
        if (!announced)
        {
            announced = true;
            views.Announce(encoders, pooling);
        }

        var entry = views.Entry(encoder, pooling, split, view);
        if (!opened.TryGetValue(entry.Key, out var features))
        {
            opened[entry.Key] = features = cache.Open(entry, experiment.Run, experiment.Device);
        }

        return features;
    }
}
