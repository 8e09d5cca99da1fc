using System.Collections.Immutable;
using Weft.Search;
using Weft.Torch;

namespace Weft.Mfas;

/// <summary>A genotype that a publication names.</summary>
/// <param name="Name">Such as <c>mfas:avmnist/4</c>.</param>
/// <param name="Task">The task it was found for.</param>
/// <param name="Modalities">What the columns of the rows stand for, before the activation.</param>
/// <param name="Rows">The rows; taps count from 0.</param>
/// <param name="Note">Where it is from and what was noted of it, in a sentence.</param>
public sealed record NamedGenotype(string Name, string Task, ImmutableArray<string> Modalities, ChoiceRows Rows, string Note);

/// <summary>
/// The fixed tables of the published programs that train found networks (specification 4). The published AV-MNIST table is
/// [audio, image, activation]; here its columns are in the task's order, image first.
/// </summary>
public static class NamedGenotypes
{
    /// <summary>What every name begins with.</summary>
    public const string Prefix = MfasGenotype.SpaceName + ":";

    /// <summary>All of them, AV-MNIST's first.</summary>
    public static IReadOnlyList<NamedGenotype> All { get; } =
    [
        AvMnist(0, 0.9430, [3, 2, 1], [3, 2, 1], [2, 0, 1], [2, 2, 0]),
        AvMnist(1, 0.9434, [3, 2, 0]),
        AvMnist(2, 0.9436, [1, 1, 1], [2, 0, 0], [0, 2, 0], [2, 2, 0]),
        AvMnist(3, 0.9488, [1, 1, 1], [0, 2, 0], [3, 2, 1], [2, 2, 0]),
        AvMnist(4, 0.9500, [2, 2, 0], [3, 1, 1], [0, 2, 0], [2, 2, 0]),
        Ntu(0, "Listed in the published program.", [2, 2, 0], [1, 0, 1], [3, 2, 0], [3, 1, 1]),
        Ntu(1, "The paper's; its published weights were re-tested at 88.64 % by others.", [3, 0, 0], [1, 3, 0], [1, 1, 1], [3, 3, 0]),
        Ntu(2, "Listed in the published program.", [3, 2, 0], [2, 3, 1], [0, 1, 1], [3, 0, 0]),
        Ntu(3, "Listed in the published program.", [1, 1, 1], [3, 2, 0], [0, 1, 1], [3, 0, 0]),
        Ntu(
            4,
            "The best by the authors' README, with 128 inner features and batch norm; its weights were re-tested at 90.03 % by others.",
            [3, 1, 1],
            [1, 3, 0],
            [1, 1, 1],
            [3, 3, 0]),
    ];

    /// <summary>Finds one by its name, or null.</summary>
    public static NamedGenotype? Find(string name) => All.FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.Ordinal));

    /// <summary>A named genotype in a space: its columns are put in the order of the space's modalities.</summary>
    /// <param name="name">Such as <c>mfas:avmnist/4</c>.</param>
    /// <param name="space">The space, of the modalities that the genotype names.</param>
    /// <exception cref="UsageException">There is no such name, or the space has other modalities.</exception>
    /// <exception cref="InvalidFileException">The space has fewer taps.</exception>
    public static MfasGenotype For(string name, MfasSpace space)
    {
        var named = Find(name)
            ?? throw new UsageException($"There is no genotype '{name}'; there are {string.Join(", ", All.Select(g => g.Name))}.");
        var sorted = named.Modalities.Order(StringComparer.Ordinal);
        if (!sorted.SequenceEqual(space.Modalities.Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            throw new UsageException(
                $"{name} fuses {string.Join(" and ", named.Modalities)}; this task has {string.Join(", ", space.Modalities)}.");
        }

        int[] order = [.. space.Modalities.Select(m => named.Modalities.IndexOf(m)), named.Modalities.Length];
        return (MfasGenotype)space.Parse(Reorder(named.Rows, order).ToString(), name);
    }

    private static ChoiceRows Reorder(ChoiceRows rows, int[] order) =>
        new([.. rows.Rows.Select(row => order.Select(column => row[column]).ToImmutableArray())]);

    private static NamedGenotype AvMnist(int number, double accuracy, params int[][] published) => new(
        $"mfas:avmnist/{number}",
        "avmnist",
        ["image", "audio"],
        Reorder(ChoiceRows.Of(published), [1, 0, 2]),
        FormattableString.Invariant(
            $"Found by the fork that added AV-MNIST, on its older, easier data: {100 * accuracy:F2} % validation accuracy noted there."));

    private static NamedGenotype Ntu(int number, string note, params int[][] published) =>
        new($"mfas:ntu/{number}", "ntu", ["skeleton", "video"], ChoiceRows.Of(published), note);
}
