using System.Text;
using System.Text.Json;
using Weft.Data.Loading;
using Weft.Encoders;
using Weft.Runs;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Features;

/// <summary>
/// Pooled taps (and logits) of frozen encoders, computed once. An entry's folder is named by a hash of everything that determines its
/// content: the data, the encoder's weights, the pooling, the split. It appears under its name only when it is complete, so entries may be
/// shared by runs and a kill leaves nothing that could be mistaken for one.
/// </summary>
/// <param name="root">The folder of all entries.</param>
public sealed class FeatureCache(string root)
{
    private const int FormatVersion = 1;
    private const int BatchSize = 128;
    private const string LogitsName = "logits.npy";
    private const string LockSuffix = ".lock";

    /// <summary>The entry of one modality and split, computed now if it is not there yet.</summary>
    /// <param name="task">The task.</param>
    /// <param name="data">Its data.</param>
    /// <param name="encoder">The trained encoder.</param>
    /// <param name="pooling">How taps are pooled.</param>
    /// <param name="split">The split.</param>
    /// <param name="run">Progress and cancellation.</param>
    /// <param name="device">Where the encoder runs.</param>
    /// <param name="view">0 for the samples as they are; higher numbers for augmented ones, each in its own way, in half precision.</param>
    public CachedFeatures Open(
        ITask task, ITaskData data, EncoderFile encoder, TapPooling pooling, Split split, RunContext run, Device device, int view = 0)
    {
        var key = Key(data, encoder, pooling, split, view);
        var folder = Path.Combine(root, key);
        if (!File.Exists(Path.Combine(folder, LogitsName)))
        {
            Build(task, data, encoder, pooling, split, view, run, device, folder);
        }

        return CachedFeatures.Open(folder, TypeOf(view), data.Count(split), pooling.Length, TapChannels(task, encoder), task.Classes);
    }

    private static ElementType TypeOf(int view) => view == 0 ? ElementType.Float32 : ElementType.Float16;

    private static IReadOnlyList<int> TapChannels(ITask task, EncoderFile file)
    {
        using var random = new NetworkRandom(0);
        using var encoder = task.BuildEncoder(file.Modality, file.Channels, 0, random);
        return encoder.TapChannels;
    }

    private static string Key(ITaskData data, EncoderFile encoder, TapPooling pooling, Split split, int view)
    {
        var text = $"v{FormatVersion}|{data.ContentHash}|{encoder.Modality}|{encoder.Hash}|{pooling.Kind}|{pooling.Length}|{split}|{view}";
        return Checksum.OfBytes(Encoding.UTF8.GetBytes(text))[..32];
    }

    private void Build(
        ITask task, ITaskData data, EncoderFile file, TapPooling pooling, Split split, int view, RunContext run, Device device, string folder)
    {
        Directory.CreateDirectory(root);
        RemoveAbandoned(folder);
        var unfinished = $"{folder}.unfinished-{Path.GetRandomFileName()}";
        Directory.CreateDirectory(unfinished);

        // As long as this is held, other runs know that somebody is at work on the folder; a kill lets go of it.
        using var guard = new FileStream(
            unfinished + LockSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        try
        {
            Write(task, data, file, pooling, split, view, run, device, unfinished);
            FolderSync.Flush(unfinished);
            try
            {
                Directory.Move(unfinished, folder);
            }
            catch (IOException) when (File.Exists(Path.Combine(folder, LogitsName)))
            {
                // Another run finished the same entry first; the two are equal.
                Directory.Delete(unfinished, recursive: true);
            }

            FolderSync.Flush(root);
        }
        catch
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            throw;
        }
    }

    /// <summary>Removes what killed processes left of this entry.</summary>
    private void RemoveAbandoned(string folder)
    {
        foreach (var guard in Directory.EnumerateFiles(root, Path.GetFileName(folder) + ".unfinished-*" + LockSuffix))
        {
            try
            {
                using var free = new FileStream(guard, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                Directory.Delete(guard[..^LockSuffix.Length], recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Somebody is at work on it, or it is gone already.
            }
        }
    }

    private static void Write(
        ITask task, ITaskData data, EncoderFile file, TapPooling pooling, Split split, int view, RunContext run, Device device, string folder)
    {
        var modality = task.Modalities.First(m => string.Equals(m.Name, file.Modality, StringComparison.Ordinal));
        var augmentation = view > 0
            ? Augmenter.Of(modality, Seeds.Derive((ulong)view, "cached view"), Seeds.Derive((ulong)view, "cached variation"), 1)
            : null;
        var source = new ModalitySource(data, modality, split, augmentation);
        var loader = new BatchLoader(source, BatchSize, shuffleSeed: null);
        using var noGrad = Autograd.NoGrad();
        using var encoder = file.Load(task, device);
        using var logits = new NpyStreamWriter(Path.Combine(folder, LogitsName), ElementType.Float32, source.Count, task.Classes);
        var taps = encoder.TapChannels.Select((channels, t) =>
            new NpyStreamWriter(CachedFeatures.TapPath(folder, t), TypeOf(view), source.Count, pooling.Length, channels)).ToList();
        try
        {
            using var stream = loader.Begin(0);
            var stage = $"cache:{modality.Name}";
            for (var b = 0; b < loader.Batches; b++)
            {
                run.Cancellation.ThrowIfCancellationRequested();
                using var scope = new TensorScope();
                var output = encoder.Forward(stream.Next(device).Inputs[0]);
                logits.WriteRowBytesOf(output.Logits);
                for (var t = 0; t < taps.Count; t++)
                {
                    taps[t].WriteRowBytesOf(pooling.Apply(output.Taps[t]).To(TypeOf(view).ToDType()));
                }

                run.Progress.Report(new ProgressUpdate(
                    stage, null, null, view == 0 ? split.Word() : $"{split.Word()} view {view}", Math.Min((b + 1) * BatchSize, source.Count), source.Count, "samples", null, null, null, null));
            }

            taps.ForEach(t => t.Complete());
            logits.Complete();
            AtomicFile.WriteAllText(
                Path.Combine(folder, "entry.json"),
                JsonSerializer.Serialize(new { task = task.Name, modality = modality.Name, split, view, encoder = file.Hash, pooling, samples = source.Count }, RunReport.Json));
        }
        finally
        {
            taps.ForEach(t => t.Dispose());
        }
    }
}

/// <summary>Writing tensors into npy streams.</summary>
internal static class NpyStreams
{
    /// <summary>Writes all rows of a tensor of the writer's element type.</summary>
    internal static void WriteRowBytesOf(this NpyStreamWriter writer, Tensor rows)
    {
        using var scope = new TensorScope();
        var bytes = rows.Detach().To(Device.Cpu).Contiguous().AsBytes();
        for (var offset = 0; offset < bytes.Length; offset += writer.RowBytes)
        {
            writer.WriteRowBytes(bytes.Slice(offset, writer.RowBytes));
        }
    }
}
