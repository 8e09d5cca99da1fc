using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Arrays;

/// <summary>What is prepared: everything but the samples themselves.</summary>
/// <param name="Task">The task that will read the folder.</param>
/// <param name="Settings">Every setting of the recipe.</param>
/// <param name="Sources">The files that samples are read from, by role.</param>
public sealed record ArrayRecipe(
    string Task, IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Sources);

/// <summary>
/// Writes data sets that fit into memory: for each split `SPLIT/MODALITY.npy` and `SPLIT_labels.npy`, the statistics by which samples were
/// standardised, and a manifest with checksums. The folder appears whole or not at all.
/// </summary>
public static class ArrayPreparer
{
    /// <summary>Prepares a folder; does nothing where it was made from the same sources by the same recipe and is intact.</summary>
    /// <param name="recipe">What is prepared.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="read">Reads and checks the samples; only called when there is something to do.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops between files; the unfinished folder is removed.</param>
    /// <returns>The folder, its manifest, and whether it was there already.</returns>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    /// <exception cref="InvalidFileException">A source cannot be read, or the folder was prepared but is damaged.</exception>
    /// <exception cref="WeftException">The folder cannot be written.</exception>
    public static PrepareResult<ArrayManifest> Prepare(
        ArrayRecipe recipe,
        string folder,
        Func<ArraySamples> read,
        IProgress<PrepareProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        folder = PreparedFolder.Place(folder);
        try
        {
            var existing = PreparedFolder.IsThere(folder, $"prepared data of {recipe.Task}") ? ArrayManifest.Read(folder, recipe.Task) : null;
            var sources = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (role, path) in recipe.Sources)
            {
                sources.Add(role, Checksum.OfFile(path));
            }

            if (existing is not null)
            {
                var names = existing.Recipe.Keys.Union(recipe.Settings.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
                PreparedFolder.RequireSame(
                    folder,
                    names.Select(n => (n, existing.Recipe.GetValueOrDefault(n), recipe.Settings.GetValueOrDefault(n))),
                    existing.Sources,
                    sources);
                PreparedFolder.RequireIntact(folder, existing.Files.Keys, existing.Files);
                return new PrepareResult<ArrayManifest>(folder, existing, Reused: true);
            }

            var samples = read();
            var manifest = PreparedFolder.Make(folder, partial => Write(recipe, samples, sources, partial, progress, cancellation));
            return new PrepareResult<ArrayManifest>(folder, manifest, Reused: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{folder}: cannot be prepared: {exception.Message}", exception);
        }
    }

    private static ArrayManifest Write(
        ArrayRecipe recipe,
        ArraySamples samples,
        IReadOnlyDictionary<string, string> sources,
        string folder,
        IProgress<PrepareProgress>? progress,
        CancellationToken cancellation)
    {
        var splits = Enum.GetValues<Split>();
        Array.ForEach(splits, split => Directory.CreateDirectory(Path.Combine(folder, split.Word())));
        var names = new List<string>();
        var done = 0;
        foreach (var modality in samples.Modalities)
        {
            cancellation.ThrowIfCancellationRequested();
            var statistics = samples.Standardised ? Standardisation.Of(modality, samples.Of(Split.Train)) : null;
            if (statistics is not null)
            {
                Directory.CreateDirectory(Path.Combine(folder, "statistics"));
                names.Add(ArrayManifest.StatisticsOf(modality.Name));
                NpyWriter.Write(
                    Path.Combine(folder, names[^1]), NdArray.From([.. statistics.Means, .. statistics.Deviations], 2, statistics.Means.Length));
            }

            foreach (var split in splits)
            {
                names.Add(ArrayManifest.FileOf(modality.Name, split));
                WriteRows(Path.Combine(folder, names[^1]), modality, samples.Of(split), statistics);
            }

            progress?.Report(new PrepareProgress("arrays", ++done, samples.Modalities.Count));
        }

        foreach (var split in splits)
        {
            names.Add(ArrayManifest.LabelsOf(split));
            NpyWriter.Write(Path.Combine(folder, names[^1]), Labels(samples.Labels, samples.Of(split)));
        }

        var manifest = new ArrayManifest
        {
            FormatVersion = ArrayManifest.CurrentVersion,
            Task = recipe.Task,
            Modalities = [.. samples.Modalities.Select(m => new ArrayModality(m.Name, m.Shape))],
            Classes = samples.Labels.Classes,
            MultiLabel = samples.Labels.Many is not null,
            Counts = new ArrayCounts(samples.Of(Split.Train).Length, samples.Of(Split.Dev).Length, samples.Of(Split.Test).Length),
            Recipe = new SortedDictionary<string, string>(recipe.Settings.ToDictionary(), StringComparer.Ordinal),
            Sources = sources,
            Files = PreparedFolder.Digests(folder, names, progress, cancellation),
        };
        AtomicFile.WriteAllBytes(Path.Combine(folder, ManifestFile.Name), ManifestFile.ToJson(manifest));
        return manifest;
    }

    private static void WriteRows(string path, ModalitySamples modality, int[] rows, Standardisation? statistics)
    {
        using var writer = new NpyStreamWriter(path, ElementType.Float32, rows.Length, [.. modality.Shape]);
        var standard = new float[modality.Size];
        foreach (var row in rows)
        {
            statistics?.Apply(modality.Row(row), standard);
            writer.WriteRow<float>(statistics is null ? modality.Row(row) : standard);
        }

        writer.Complete();
    }

    private static NdArray Labels(SampleLabels labels, int[] rows) => labels.Single is { } single
        ? NdArray.From([.. rows.Select(r => single[r])], rows.Length)
        : NdArray.From([.. rows.SelectMany(r => labels.Many!.AsSpan(r * labels.Classes, labels.Classes).ToArray())], rows.Length, labels.Classes);
}
