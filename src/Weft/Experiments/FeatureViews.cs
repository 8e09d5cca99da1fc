using Weft.Data;
using Weft.Data.Features;
using Weft.Data.Prepared;
using Weft.Encoders;
using Weft.Torch;

namespace Weft.Experiments;

/// <summary>In which views a run meets training samples, and which cache entries they are.</summary>
/// <param name="experiment">The run.</param>
internal sealed class FeatureViews(FusionExperiment experiment)
{
    private const double WorthTelling = 10;

    /// <summary>The numbers of the views of training: 0 for the samples as they are, or 1 and up.</summary>
    public IReadOnlyList<int> Numbers =>
        experiment.Reference || experiment.Settings.AugmentedViews == 0 || !experiment.Task.Modalities.Any(m => m.HasViews)
            ? [0]
            : [.. Enumerable.Range(1, experiment.Settings.AugmentedViews)];

    /// <summary>The cache entry of an encoder's taps.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="pooling">How taps are pooled.</param>
    /// <param name="split">The split.</param>
    /// <param name="view">The view.</param>
    public FeatureEntry Entry(EncoderFile encoder, TapPooling pooling, Split split, int view)
    {
        var entry = new FeatureEntry(experiment.Task, experiment.Data, encoder, pooling, split, view, experiment.Settings.HalfPrecisionTaps);

        // Views of what never changes are all the same.
        return entry.Modality.HasViews ? entry : entry with { View = 0 };
    }

    /// <summary>Tells what running encoders will take, measured by a try, before they run; makes sure that the disk has the room.</summary>
    /// <param name="encoders">The encoders.</param>
    /// <param name="pooling">How taps are pooled.</param>
    /// <exception cref="WeftException">The disk is too full.</exception>
    public void Announce(IReadOnlyList<EncoderFile> encoders, TapPooling pooling)
    {
        var cache = experiment.Cache();
        foreach (var encoder in encoders)
        {
            var missing = new[] { Entry(encoder, pooling, Split.Dev, 0), Entry(encoder, pooling, Split.Test, 0) }
                .Concat(Numbers.Select(view => Entry(encoder, pooling, Split.Train, view)))
                .DistinctBy(entry => entry.Key)
                .Where(entry => !cache.Has(entry)).ToList();

            // A few batches are done sooner than measured.
            var samples = missing.Sum(entry => (long)entry.Samples);
            if (missing.Count > 0 && samples > 8L * missing[0].Modality.InferenceBatch)
            {
                Announce(cache, encoder.Modality, missing, samples);
            }
        }
    }

    private void Announce(FeatureCache cache, string modality, List<FeatureEntry> missing, long samples)
    {
        // A run that was killed needs time and room for the rest alone.
        var (bytes, there) = (missing.Sum(entry => entry.Bytes), missing.Sum(cache.BytesOf));
        var left = 1 - Math.Min(1, (double)there / bytes);
        var seconds = FeatureExtraction.SecondsPerSample(missing[0], experiment.Run, experiment.Device) * samples * left;
        var estimate = new WorkEstimate(bytes, TimeSpan.FromSeconds(seconds), Environment.WorkingSet);
        if (seconds >= WorthTelling)
        {
            experiment.Run.Progress.Line(
                $"cache:{modality}: the encoder runs over {samples:N0} samples and views, once for all runs on this data: {estimate}.");
        }

        estimate.RequireRoom(cache.Root, there);
    }
}
