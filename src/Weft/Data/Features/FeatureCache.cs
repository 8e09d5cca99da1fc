using Weft.Data.Prepared;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Data.Features;

/// <summary>
/// Pooled taps (and logits) of frozen encoders, computed once. An entry's folder is named by a hash of everything that determines its
/// content: the data, the encoder's weights, the pooling, the split. It appears under its name only when it is complete, so entries may be
/// shared by runs; one that a kill left half done is gone on with, and one that another run is at work on is waited for.
/// </summary>
/// <param name="root">The folder of all entries.</param>
public sealed class FeatureCache(string root)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);

    /// <summary>The folder of all entries.</summary>
    internal string Root => root;

    /// <summary>Whether an entry is computed already.</summary>
    public bool Has(FeatureEntry entry) => CachedFeatures.IsThere(FolderOf(entry));

    /// <summary>How many bytes of an entry are there already, finished or not.</summary>
    internal long BytesOf(FeatureEntry entry)
    {
        var unfinished = new DirectoryInfo(UnfinishedOf(entry));
        try
        {
            return Has(entry) ? entry.Bytes : unfinished.Exists ? unfinished.EnumerateFiles("*.npy").Sum(file => file.Length) : 0;
        }
        catch (IOException)
        {
            // Somebody finished it just now.
            return 0;
        }
    }

    /// <summary>The entry of one modality and split, computed now as far as it is not there yet.</summary>
    /// <param name="entry">Which one.</param>
    /// <param name="run">Progress and cancellation.</param>
    /// <param name="device">Where the encoder runs.</param>
    /// <exception cref="InvalidFileException">The entry is damaged; the sentence says how it is made again.</exception>
    /// <exception cref="OperationCanceledException">The person interrupted; what was computed is kept.</exception>
    public CachedFeatures Open(FeatureEntry entry, RunContext run, Device device)
    {
        var folder = FolderOf(entry);
        var told = false;
        while (!CachedFeatures.IsThere(folder))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            Directory.CreateDirectory(root);

            // Items of the work are batches.
            var identity = $"{entry.Key} by {entry.Modality.InferenceBatch}";
            using var work = ResumableWork.TryOpen(UnfinishedOf(entry), identity, run.Time);
            if (work is null)
            {
                if (!told)
                {
                    run.Progress.Line($"cache:{entry.Encoder.Modality}: another run is computing the same taps; waiting for it.");
                    told = true;
                }

                run.Cancellation.WaitHandle.WaitOne(Wait);
            }
            else if (CachedFeatures.IsThere(folder))
            {
                // Finished by the other run between the two looks; the folder it took its place from is ours, and empty.
                work.Abandon();
            }
            else
            {
                FeatureExtraction.Run(entry, work, run, device);
                work.Complete(folder, partial => CachedFeatures.WriteDescription(partial, entry));
            }
        }

        return CachedFeatures.Open(folder, entry);
    }

    private string FolderOf(FeatureEntry entry) => Path.Combine(root, entry.Key);

    private string UnfinishedOf(FeatureEntry entry) => FolderOf(entry) + ResumableWork.Suffix;
}
