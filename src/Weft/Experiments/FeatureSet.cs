using System.Runtime.InteropServices;
using Weft.Data;
using Weft.Data.Features;
using Weft.Data.Prepared;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch.Files;

namespace Weft.Experiments;

/// <summary>The cached taps of all of a run's encoders, split by split; a split is computed when it is first asked for.</summary>
public sealed class FeatureSet : IDisposable
{
    private const double WorthTelling = 10;

    private readonly Experiment experiment;
    private readonly IReadOnlyList<EncoderFile> encoders;
    private readonly TapPooling pooling;
    private readonly FeatureCache cache;
    private readonly Dictionary<(Split Split, int View), IReadOnlyList<CachedFeatures>> opened = [];
    private readonly Dictionary<Split, RowTable> labels = [];
    private readonly HashSet<string> ignoringMode = new(StringComparer.Ordinal);
    private bool announced;

    /// <summary>Names the taps; nothing is computed yet.</summary>
    public FeatureSet(Experiment experiment, IReadOnlyList<EncoderFile> encoders, TapPooling pooling)
    {
        this.experiment = experiment;
        this.encoders = encoders;
        this.pooling = pooling;
        cache = experiment.Cache();
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
        return [.. TrainingViewNumbers.Select(view => Tables(Split.Train, view, modality, withLogits))];
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
        var table = Open(split)[encoders.ToList().FindIndex(e => string.Equals(e.Modality, modality, StringComparison.Ordinal))].Logits;
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
        foreach (var features in opened.Values.SelectMany(f => f))
        {
            features.Dispose();
        }
    }

    private IEnumerable<Tap> Describe(EncoderFile file)
    {
        using var random = new NetworkRandom(0);
        using var encoder = experiment.Task.BuildEncoder(file.Modality, file.Channels, 0, random);
        if (encoder.TapsIgnoreMode)
        {
            ignoringMode.Add(file.Modality);
        }

        return [.. encoder.TapChannels.Select((channels, t) => new Tap(file.Modality, $"{t + 1}", channels))];
    }

    private RowTable[] Tables(Split split, int view, string? modality, bool withLogits)
    {
        var chosen = Open(split, view)
            .Where((_, m) => modality is null || string.Equals(encoders[m].Modality, modality, StringComparison.Ordinal)).ToList();
        return [.. chosen.SelectMany(f => f.Taps), .. withLogits ? chosen.Select(f => f.Logits) : []];
    }

    private IEnumerable<int> TrainingViewNumbers =>
        experiment.Reference || experiment.Settings.AugmentedViews == 0 || !experiment.Task.Modalities.Any(m => m.HasViews)
            ? [0]
            : Enumerable.Range(1, experiment.Settings.AugmentedViews);

    private FeatureEntry Entry(EncoderFile encoder, Split split, int view)
    {
        var entry = new FeatureEntry(experiment.Task, experiment.Data, encoder, pooling, split, view, experiment.Settings.HalfPrecisionTaps);

        // Views of what never changes are all the same.
        return entry.Modality.HasViews ? entry : entry with { View = 0 };
    }

    /// <summary>Before the encoders run for the first time, what that will take is measured and told.</summary>
    private void Announce()
    {
        if (announced)
        {
            return;
        }

        announced = true;
        foreach (var encoder in encoders)
        {
            var missing = new[] { Entry(encoder, Split.Dev, 0), Entry(encoder, Split.Test, 0) }
                .Concat(TrainingViewNumbers.Select(view => Entry(encoder, Split.Train, view)))
                .Where(entry => !cache.Has(entry)).ToList();
            if (missing.Count > 0)
            {
                Announce(encoder.Modality, missing);
            }
        }
    }

    private void Announce(string modality, List<FeatureEntry> missing)
    {
        // A few batches are done sooner than measured.
        var samples = missing.Sum(entry => (long)entry.Samples);
        if (samples <= 8L * missing[0].Modality.InferenceBatch)
        {
            return;
        }

        var seconds = FeatureExtraction.SecondsPerSample(missing[0], experiment.Run, experiment.Device) * samples;
        var estimate = new WorkEstimate(missing.Sum(entry => entry.Bytes), TimeSpan.FromSeconds(seconds), Environment.WorkingSet);
        if (seconds >= WorthTelling)
        {
            experiment.Run.Progress.Line(
                $"cache:{modality}: the encoder runs over {samples:N0} samples and views, once for all runs on this data: {estimate}.");
        }

        estimate.RequireRoom(experiment.Settings.Data);
    }

    private IReadOnlyList<CachedFeatures> Open(Split split, int view = 0)
    {
        if (!opened.TryGetValue((split, view), out var features))
        {
            Announce();
            opened[(split, view)] = features = [.. encoders.Select(e => cache.Open(Entry(e, split, view), experiment.Run, experiment.Device))];
        }

        return features;
    }
}
