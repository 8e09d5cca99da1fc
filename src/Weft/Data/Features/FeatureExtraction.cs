using Weft.Data.Loading;
using Weft.Data.Prepared;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Features;

/// <summary>Runs a frozen encoder over a split, batch by batch, and keeps its pooled taps and its logits.</summary>
internal static class FeatureExtraction
{
    /// <summary>Computes what is not computed yet.</summary>
    internal static void Run(FeatureEntry entry, ResumableWork work, RunContext run, Device device)
    {
        var modality = entry.Modality;
        var loader = Loader(entry);
        using var noGrad = Autograd.NoGrad();
        using var encoder = entry.Encoder.Load(entry.Task, device);
        var outputs = work.Rows(CachedFeatures.OutputsName(entry), ElementType.Float32, entry.Outputs);
        var taps = encoder.TapChannels
            .Select((channels, t) => work.Rows(CachedFeatures.TapName(t), entry.Type, entry.Pooling.Length, channels)).ToList();
        if (work.Resumed)
        {
            run.Progress.Line(
                $"cache:{modality.Name}: {Math.Min(work.Next * modality.InferenceBatch, entry.Samples):N0} of {entry.Samples:N0} samples were computed before; going on.");
        }

        using var stream = loader.Begin(0, work.Next);
        while (work.Next < loader.Batches)
        {
            if (run.Cancellation.IsCancellationRequested)
            {
                work.Save();
                run.Cancellation.ThrowIfCancellationRequested();
            }

            using (var scope = new TensorScope())
            {
                var output = encoder.Forward(stream.Next(device).Inputs[0]);
                outputs.Append(entry.KeepsHeadFeatures ? encoder.HeadFeatures(output.Taps) : output.Logits);
                for (var t = 0; t < taps.Count; t++)
                {
                    taps[t].Append(Kept(entry, t, entry.Pooling.Apply(output.Taps[t])));
                }
            }

            work.Advance();
            run.Progress.Report(new ProgressUpdate(
                $"cache:{modality.Name}",
                null,
                null,
                entry.View == 0 ? entry.Split.Word() : $"{entry.Split.Word()} view {entry.View}",
                Math.Min(work.Next * modality.InferenceBatch, entry.Samples),
                entry.Samples,
                "samples",
                null,
                null,
                null,
                null));
        }
    }

    /// <summary>The seconds that a sample takes, by running a few batches, of which the last counts: the others warm up.</summary>
    internal static double SecondsPerSample(FeatureEntry entry, RunContext run, Device device)
    {
        using var noGrad = Autograd.NoGrad();
        using var encoder = entry.Encoder.Load(entry.Task, device);
        using var stream = Loader(entry).Begin(0);
        double seconds = 0;
        var (samples, batches) = (0, Math.Min(3, Loader(entry).Batches));
        for (var b = 0; b < batches; b++)
        {
            using var scope = new TensorScope();
            var began = run.Time.GetTimestamp();
            var batch = stream.Next(device);
            var output = encoder.Forward(batch.Inputs[0]);

            // Reading a value waits for a device that works on its own.
            output.Logits.Sum().Item();
            (seconds, samples) = (run.Time.GetElapsedTime(began).TotalSeconds, batch.Size);
        }

        return seconds / samples;
    }

    /// <summary>A tap's values as they are kept. Networks that meet infinities would be blamed for them.</summary>
    private static Tensor Kept(FeatureEntry entry, int tap, Tensor pooled)
    {
        var kept = pooled.To(entry.Type.ToDType());
        return kept.IsFinite() ? kept
            : pooled.IsFinite()
                ? throw new WeftException(
                    $"{entry.Encoder.Path}: tap {tap + 1} gives values above 65504, the most that half precision holds: "
                    + "look whether the encoder's weights belong to this data, or set augmentedViews=0 and halfPrecisionTaps=false.")
                : throw new WeftException(
                    $"{entry.Encoder.Path}: tap {tap + 1} gives values that are not finite: the encoder's weights are damaged or diverged; "
                    + "train it again, or import its weights again.");
    }

    private static BatchLoader Loader(FeatureEntry entry)
    {
        var view = (ulong)entry.View;
        var augmentation = entry.View > 0
            ? Augmenter.Of(entry.Modality, Seeds.Derive(view, "cached view"), Seeds.Derive(view, "cached variation"), 1, varies: true)
            : null;
        return new BatchLoader(
            new ModalitySource(entry.Data, entry.Modality, entry.Split, augmentation), entry.Modality.InferenceBatch, shuffleSeed: null);
    }

    private static void Append(this NpyAppender file, Tensor rows)
    {
        using var scope = new TensorScope();
        file.Append(rows.Detach().To(Device.Cpu).Contiguous().AsBytes());
    }
}
