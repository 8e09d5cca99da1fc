using System.Globalization;
using Weft.Data.Arrays;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Vectors;

/// <summary>How samples are split where no array says it.</summary>
public enum SplitRule
{
    /// <summary>60 % train, 20 % dev, 20 % test of every class, drawn by the seed; of all samples where one may have several labels.</summary>
    Random,

    /// <summary>Of every four samples of a class, in the archive's order, the third is dev and the fourth test.</summary>
    EveryFourth,
}

/// <summary>Which arrays of an archive are a data set, and how it is split.</summary>
public sealed record VectorsRecipe
{
    /// <summary>The task that will read it; <c>vectors</c>.</summary>
    public string Task { get; init; } = "vectors";

    /// <summary>The archive.</summary>
    public required string Source { get; init; }

    /// <summary>The array of labels; null for <c>labels</c> or <c>label</c>.</summary>
    public string? Labels { get; init; }

    /// <summary>The array of splits; null for <c>split</c>, if there is one.</summary>
    public string? Split { get; init; }

    /// <summary>The arrays that are modalities, in the order of the taps; empty for all but labels and split.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>How samples are split where no array says it.</summary>
    public SplitRule Rule { get; init; }

    /// <summary>The seed of the random split; 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The recipe with every name that it left open, as the archive has them.</summary>
    /// <exception cref="UsageException">A name cannot be one of a modality, comes twice, or there is none.</exception>
    /// <exception cref="InvalidFileException">The archive is absent or damaged, or has no labels.</exception>
    internal VectorsRecipe Resolved()
    {
        using var archive = new NpzReader(Source);
        var labels = Labels ?? (archive.Contains("labels") ? "labels" : "label");
        if (!archive.Contains(labels))
        {
            throw new InvalidFileException(
                Source, $"has no array {(Labels is null ? "'labels' or 'label'" : $"'{labels}'")}: say which one holds the labels (--labels NAME)");
        }

        var split = Split ?? (archive.Contains("split") ? "split" : null);
        var modalities = Modalities.Count > 0 ? Modalities : [.. archive.Names.Where(n => n != labels && n != split)];
        if (modalities.Count == 0)
        {
            throw new InvalidFileException(Source, $"has no array beside '{labels}': it needs one for each modality");
        }

        if (modalities.FirstOrDefault(m => !ArrayManifest.CanName(m)) is { } odd)
        {
            throw new UsageException(
                $"'{odd}' cannot be a modality's name, which has letters, digits, '_' and '-', at most 64: rename the array, or leave it out (--modalities).");
        }

        var twice = modalities.GroupBy(m => m, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null && !modalities.Contains(labels, StringComparer.Ordinal) && !modalities.Contains(split, StringComparer.Ordinal)
            ? this with { Labels = labels, Split = split, Modalities = modalities }
            : throw new UsageException($"--modalities: '{twice?.Key ?? labels}' is named for two purposes; name each array once.");
    }

    /// <summary>The settings for the manifest, once names are known.</summary>
    internal Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["labels"] = Labels!,
            ["modalities"] = string.Join(",", Modalities),
            ["split"] = Split is not null ? $"array {Split}" : Rule == SplitRule.Random ? "random" : "every fourth sample of a class",
        };
        if (Split is null && Rule == SplitRule.Random)
        {
            settings["split seed"] = Seed.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }
}
