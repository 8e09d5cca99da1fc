using System.Text;
using Weft.Data.Arrays;
using Weft.Data.Prepared;
using Weft.Torch.Files;

namespace Weft.Data.MmImdb;

/// <summary>
/// Converts films in the HDF5 file's order, whatever the split file's, so that nothing is unpacked twice; which row is which film of its
/// split is written at the end.
/// </summary>
/// <param name="source">The HDF5 file.</param>
/// <param name="plan">Which film goes where.</param>
/// <param name="work">The folder, and how far it is.</param>
internal sealed class MmImdbWriter(MmImdbSource source, MmImdbPlan plan, ResumableWork work)
{
    private readonly Split[] splits = Enum.GetValues<Split>();

    /// <summary>Converts all films that are not converted yet.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops between runs of films; what is done is kept.</param>
    internal void Convert(IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        var images = splits.Select(s => work.Rows(MmImdbManifest.ImagesOf(s), ElementType.UInt8, [.. MmImdbFormat.ImageShape])).ToArray();
        var texts = splits.Select(s => work.Rows(MmImdbManifest.TextsOf(s), ElementType.Float32, MmImdbFormat.TextValues)).ToArray();
        var labels = splits.Select(s => work.Rows(MmImdbManifest.LabelsOf(s), ElementType.UInt8, MmImdbFormat.Genres.Count)).ToArray();
        var rows = new MmImdbRows(source.RunRows);
        var (image, genres) = (new byte[MmImdbFormat.ImagePixels], new byte[MmImdbFormat.Genres.Count]);
        while (work.Next < source.Count)
        {
            if (cancellation.IsCancellationRequested)
            {
                work.Save();
                cancellation.ThrowIfCancellationRequested();
            }

            // After a kill the first run is a part of one: the next begins where compressed pieces do.
            var first = work.Next;
            var count = Math.Min(source.RunRows - (first % source.RunRows), source.Count - first);
            source.Read(first, count, rows);
            for (var i = 0; i < count; i++)
            {
                var split = plan.SplitOf(first + i);
                var problem = split is null ? null : MmImdbFilm.Convert(rows, i, image, genres);
                if (split is { } usable && problem is null)
                {
                    var at = Array.IndexOf(splits, usable);
                    images[at].Append(image);
                    texts[at].Append<float>(rows.Texts(i, 1));
                    labels[at].Append(genres);
                }

                work.Advance(problem is null ? null : new BadItem(source.Ids[first + i], problem));
            }

            progress?.Report(new PrepareProgress("films", work.Next, source.Count));
        }
    }

    /// <summary>Writes orders, ids, the list of what could not be used and the manifest, and puts the folder in place.</summary>
    /// <param name="target">The wanted folder.</param>
    /// <param name="sources">Digests of the sources.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops; the converted films are kept.</param>
    internal MmImdbManifest Finish(
        string target, IReadOnlyDictionary<string, string> sources, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        MmImdbManifest? manifest = null;
        work.Complete(target, folder =>
        {
            BadItem[] bad = [.. plan.Problems, .. work.Bad];
            var counts = WriteOrders(folder);
            AtomicFile.WriteAllText(Path.Combine(folder, MmImdbManifest.BadList), Lines(bad.Select(b => $"{b.Name} {b.Problem}")));
            manifest = new MmImdbManifest
            {
                FormatVersion = MmImdbManifest.CurrentVersion,
                Task = MmImdbFormat.Task,
                Counts = new ArrayCounts(counts[Split.Train], counts[Split.Dev], counts[Split.Test]),
                Genres = MmImdbFormat.Genres,
                ImageOffsets = [.. MmImdbFormat.Offsets.ToArray().Select(o => (int)o)],
                Unused = plan.Unused,
                BadCount = bad.Length,
                Bad = [.. bad.Take(MmImdbManifest.MostBadListed)],
                Sources = sources,
                Files = PreparedFolder.Digests(folder, MmImdbManifest.Layout(), progress, cancellation),
            };
            AtomicFile.WriteAllBytes(Path.Combine(folder, ManifestFile.Name), ManifestFile.ToJson(manifest));
        });
        return manifest!;
    }

    private Dictionary<Split, int> WriteOrders(string folder)
    {
        var counts = new Dictionary<Split, int>();
        foreach (var split in splits)
        {
            var films = plan.RowsOf(split, work.Bad);
            var ordered = films.Select((row, at) => (Row: row, At: at)).OrderBy(f => plan.PlaceOf(f.Row)).ToList();
            counts[split] = films.Count;
            NpyWriter.Write(Path.Combine(folder, MmImdbManifest.OrderOf(split)), NdArray.From([.. ordered.Select(f => f.At)], films.Count));
            AtomicFile.WriteAllText(Path.Combine(folder, MmImdbManifest.IdsOf(split)), Lines(ordered.Select(f => source.Ids[f.Row])));
        }

        return counts;
    }

    private static string Lines(IEnumerable<string> lines) =>
        lines.Aggregate(new StringBuilder(), (text, line) => text.Append(line).Append('\n')).ToString();
}
