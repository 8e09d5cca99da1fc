using Weft.Data.Arrays;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.Vectors;

/// <summary>Prepares anybody's features: one array for each modality, one of labels, perhaps one of splits, in one archive.</summary>
public static class VectorsPreparer
{
    /// <summary>The recipe of One-hundred plant species leaves (Mallah, Cope and Orwell, 2013): 64 features each of margin, shape and texture.</summary>
    /// <param name="source"><c>leaves100.npz</c>, or a folder that has it.</param>
    /// <exception cref="InvalidFileException">It is not there.</exception>
    public static VectorsRecipe Leaves100(string source) => new()
    {
        Task = "leaves100",
        Source = SourceFile.Find(source, "leaves100.npz"),
        Labels = "label",
        Modalities = ["margin", "shape", "texture"],
        Rule = SplitRule.EveryFourth,
    };

    /// <summary>
    /// Prepares a folder; does nothing where it was made so before and is intact. Each feature of a vector, and each channel of a sequence,
    /// is brought to mean 0 and deviation 1 by the training samples.
    /// </summary>
    /// <param name="recipe">Which arrays, which split.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops; the unfinished folder is removed.</param>
    /// <exception cref="UsageException">Names of arrays do not do, or the folder holds something else.</exception>
    /// <exception cref="InvalidFileException">The archive is absent, damaged, or what it holds is no data set; the sentence says where.</exception>
    public static PrepareResult<ArrayManifest> Prepare(
        VectorsRecipe recipe, string folder, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        var resolved = recipe.Resolved();
        var sources = new Dictionary<string, string>(StringComparer.Ordinal) { ["archive"] = resolved.Source };
        return ArrayPreparer.Prepare(
            new ArrayRecipe(resolved.Task, resolved.Settings(), sources), folder, () => Read(resolved), progress, cancellation);
    }

    private static ArraySamples Read(VectorsRecipe recipe)
    {
        using var source = new VectorsSource(recipe.Source);
        var labels = source.Labels(recipe.Labels!);
        var modalities = recipe.Modalities.Select(source.Modality).ToList();
        if (modalities.FirstOrDefault(m => m.Values.Length / m.Size != labels.Count) is { } odd)
        {
            throw source.Problem($"modality '{odd.Name}' has {odd.Values.Length / odd.Size} rows, but labels '{recipe.Labels}' have {labels.Count}");
        }

        var splits = recipe.Split is { } given ? source.Splits(given, labels.Count) : VectorsSplits.By(recipe.Rule, labels, recipe.Seed);
        foreach (var split in Enum.GetValues<Split>().Where(s => !splits.Contains(s)))
        {
            throw source.Problem($"the split {split.Word()} is empty: {labels.Count} samples need {split.Word()} ones among them");
        }

        var samples = new ArraySamples(modalities, labels, splits, Standardised: true);
        if (labels.Single is { } single)
        {
            var trained = samples.Of(Split.Train).Select(i => single[i]).ToHashSet();
            if (trained.Count < labels.Classes)
            {
                var absent = Enumerable.Range(0, labels.Classes).First(c => !trained.Contains(c));
                throw source.Problem($"class {absent} has no sample in train: it could not be learned; split otherwise, or leave the class out");
            }
        }

        return samples;
    }
}
