using System.Collections.Immutable;
using Weft.Torch;

namespace Weft.BmNas;

/// <summary>A genotype that a publication shows.</summary>
/// <param name="Name">Such as <c>bmnas:mmimdb/paper</c>.</param>
/// <param name="Task">The task it was found for.</param>
/// <param name="Genotype">The genotype over the task's taps; two cells make the output.</param>
/// <param name="Note">Where it is from and what was noted of it, in a sentence.</param>
public sealed record PublishedGenotype(string Name, string Task, BmNasGenotype Genotype, string Note);

/// <summary>The architectures of the paper's figures, from the authors' notebook, and the one of the log in their first README (specification 2.6).</summary>
public static class PublishedGenotypes
{
    /// <summary>What every name begins with.</summary>
    public const string Prefix = BmNasGenotype.SpaceName + ":";

    private static readonly ImmutableArray<string> Films = Taps(("image", 4), ("text", 2));
    private static readonly ImmutableArray<string> Actions = Taps(("video", 4), ("skeleton", 4));
    private static readonly ImmutableArray<string> Gestures = Taps(("rgb", 4), ("depth", 4));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedGenotype> All { get; } =
    [
        Of(
            "mmimdb/paper",
            "The paper's best on MM-IMDB (weighted F1 62.92 ± 0.03); its second cell takes the first, which the published decoder no longer does.",
            Films,
            Cell(2, 4, 1, ("ConcatFC", 1, 0)),
            Cell(4, 6, 1, ("LinearGLU", 1, 0))),
        Of(
            "mmimdb/log",
            "Found by the run whose log is in the authors' first README: weighted F1 0.6291 at epoch 12, 532,416 parameters.",
            Films,
            Cell(0, 4, 1, ("LinearGLU", 0, 1)),
            Cell(1, 4, 1, ("LinearGLU", 1, 0))),
        Of(
            "ntu/paper",
            "The paper's best on NTU RGB+D, cross-subject (accuracy 90.48 ± 0.24).",
            Actions,
            Cell(2, 7, 2, ("LinearGLU", 0, 1), ("LinearGLU", 2, 0)),
            Cell(2, 3, 2, ("ScaleDotAttn", 0, 1), ("ScaleDotAttn", 2, 0))),
        Of(
            "egogesture/paper",
            "The paper's best on EgoGesture (accuracy 94.96 ± 0.07), 0.61 million parameters.",
            Gestures,
            Cell(1, 5, 3, ("Sum", 0, 1), ("Sum", 1, 0), ("Sum", 3, 2)),
            Cell(4, 5, 3, ("Sum", 0, 1), ("Sum", 1, 0), ("Sum", 2, 3))),
    ];

    /// <summary>Finds one by its name, or null.</summary>
    public static PublishedGenotype? Find(string name) => All.FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.Ordinal));

    /// <summary>A named genotype, for a task of its taps.</summary>
    /// <param name="name">Such as <c>bmnas:ntu/paper</c>.</param>
    /// <param name="taps">The labels of the task's taps, in order.</param>
    /// <exception cref="UsageException">There is no such name, or the task has other taps.</exception>
    internal static BmNasGenotype For(string name, IReadOnlyList<string> taps)
    {
        var found = Find(name)
            ?? throw new UsageException($"There is no genotype '{name}'; there are {string.Join(", ", All.Select(g => g.Name))}.");
        return found.Genotype.Taps.SequenceEqual(taps, StringComparer.Ordinal)
            ? found.Genotype
            : throw new UsageException($"{name} fuses {string.Join(", ", found.Genotype.Taps)}; this task has {string.Join(", ", taps)}.");
    }

    private static PublishedGenotype Of(string name, string note, ImmutableArray<string> taps, params ImmutableArray<CellGenotype> cells) =>
        new(Prefix + name, name.Split('/')[0], new BmNasGenotype(taps, cells, cells.Length), note);

    private static CellGenotype Cell(int x, int y, int outputSteps, params (string Operation, int X, int Y)[] steps) =>
        new(x, y, [.. steps.Select(s => new StepGenotype(s.Operation, s.X, s.Y))], outputSteps);

    private static ImmutableArray<string> Taps(params (string Modality, int Count)[] modalities) =>
        [.. modalities.SelectMany(m => Enumerable.Range(1, m.Count).Select(t => $"{m.Modality} {t}"))];
}
