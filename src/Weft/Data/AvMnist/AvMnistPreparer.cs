using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.AvMnist;

/// <summary>
/// Makes AV-MNIST (mfas.md section 6.1): images that lost most of their energy, paired with noisy spoken digits. Everything is made in a
/// folder beside the wanted one, `{folder}.partial-{process}`, and renamed at the end, so a folder that is there is whole.
/// </summary>
public static class AvMnistPreparer
{
    /// <summary>
    /// Prepares a folder: `image/` and `audio/` with `train_data.npy` (train, then dev) and `test_data.npy`, `train_labels.npy`,
    /// `test_labels.npy`, `pairs.csv` and `manifest.json`. Does nothing where the folder was made from the same sources by the same recipe
    /// and is intact.
    /// </summary>
    /// <param name="recipe">What is prepared.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="cacheFolder">Where speech made by espeak-ng is kept; null for `espeak-speech` beside the folder.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops between blocks; the unfinished folder is removed, espeak's recordings stay.</param>
    /// <returns>The folder, its manifest, and whether it was there already.</returns>
    /// <exception cref="UsageException">A setting is out of range, or the folder holds something else.</exception>
    /// <exception cref="InvalidFileException">A source cannot be read, or the folder was prepared but is damaged.</exception>
    /// <exception cref="WeftException">The folder cannot be written, or espeak-ng fails.</exception>
    public static PrepareResult<AvMnistManifest> Prepare(
        AvMnistRecipe recipe,
        string folder,
        string? cacheFolder = null,
        IProgress<PrepareProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        recipe.Check();
        folder = PreparedFolder.Place(folder);
        try
        {
            // Judged before the sources are read: they may take minutes.
            var existing = PreparedFolder.IsThere(folder, AvMnistManifest.What) ? AvMnistManifest.Read(folder) : null;
            var cache = cacheFolder ?? Path.Combine(Path.GetDirectoryName(folder) ?? folder, "espeak-speech");
            var speech = recipe.Speech == AvMnistRecipe.EspeakWord
                ? new EspeakSpeech(recipe.Espeak).Prepare(cache, progress, cancellation)
                : recipe.Speech;
            progress?.Report(new PrepareProgress("sources", 0, 1));
            var sources = SourceDigest.OfRecipe(recipe, speech);
            progress?.Report(new PrepareProgress("sources", 1, 1));
            if (existing is not null)
            {
                PreparedFolder.RequireSame(
                    folder, AvMnistRecipe.Settings(existing.Recipe, recipe), existing.Sources, sources);
                PreparedFolder.RequireIntact(folder, AvMnistLayout.All, existing.Files);
                return new PrepareResult<AvMnistManifest>(folder, existing, Reused: true);
            }

            var manifest = PreparedFolder.Make(folder, partial => Make(recipe, speech, sources, partial, progress, cancellation));
            return new PrepareResult<AvMnistManifest>(folder, manifest, Reused: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{folder}: cannot be prepared: {exception.Message}", exception);
        }
    }

    private static AvMnistManifest Make(
        AvMnistRecipe recipe,
        string speechPath,
        IReadOnlyDictionary<string, string> sources,
        string folder,
        IProgress<PrepareProgress>? progress,
        CancellationToken cancellation)
    {
        var train = MnistFiles.ReadTrain(recipe.Mnist);
        var test = MnistFiles.ReadTest(recipe.Mnist);
        recipe.CheckCounts(train.Count, test.Count);
        progress?.Report(new PrepareProgress("sounds", 0, 2));
        var speech = SpeechSource.Open(speechPath);
        progress?.Report(new PrepareProgress("sounds", 1, 2));
        var noise = NoiseSource.Open(recipe.Noise);
        progress?.Report(new PrepareProgress("sounds", 2, 2));

        var trainLabels = train.Labels[..(recipe.Train + recipe.Dev)];
        var testLabels = test.Labels[..recipe.Test];
        IPairPlan plan = recipe.Compatibility == Compatibility.Reference
            ? new ReferencePlan(speech, noise, recipe, trainLabels, testLabels)
            : new SoundPlan(speech, noise, recipe.Seed);

        Directory.CreateDirectory(Path.Combine(folder, "image"));
        Directory.CreateDirectory(Path.Combine(folder, "audio"));
        var (pca, imageStatistics) = ImageStage.Write(recipe, train, test, folder, progress, cancellation);
        var audioStatistics = AudioStage.Write(recipe, plan, trainLabels, testLabels, folder, progress, cancellation);
        NpyWriter.Write(Path.Combine(folder, AvMnistLayout.TrainLabels), NdArray.From(trainLabels, trainLabels.Length));
        NpyWriter.Write(Path.Combine(folder, AvMnistLayout.TestLabels), NdArray.From(testLabels, testLabels.Length));
        var manifest = new AvMnistManifest
        {
            FormatVersion = AvMnistManifest.CurrentVersion,
            Recipe = recipe,
            Counts = new AvMnistCounts(recipe.Train, recipe.Dev, recipe.Test),
            Pca = pca,
            Image = imageStatistics,
            Audio = audioStatistics,
            Sources = sources,
            Files = PreparedFolder.Digests(folder, AvMnistLayout.All, progress, cancellation),
        };
        AtomicFile.WriteAllBytes(Path.Combine(folder, AvMnistManifest.FileName), manifest.ToJson());
        return manifest;
    }
}
