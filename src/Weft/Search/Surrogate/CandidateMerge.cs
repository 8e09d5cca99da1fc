using System.Collections.Immutable;
using Weft.Torch;

namespace Weft.Search.Surrogate;

/// <summary>
/// Children of the last draw: each parent with each option at a level (MFAS specification 1.3). As published, nothing is left out for
/// being there twice.
/// </summary>
public static class CandidateMerge
{
    private const long Most = 1_000_000;

    /// <summary>All children in a space.</summary>
    /// <param name="space">Gives the options and says which children are possible.</param>
    /// <param name="parents">The parents; none at level 0 make every option a child of its own.</param>
    /// <param name="level">The row that is put: over the parent's, or behind its last.</param>
    /// <returns>Parent by parent, each with the options in their order.</returns>
    /// <exception cref="WeftException">There are more than a million, or none are possible.</exception>
    public static IReadOnlyList<ChoiceRows> Merge(ISequenceSpace space, IReadOnlyList<ChoiceRows> parents, int level)
    {
        var count = space.OptionCount(level);
        if (count > Most / Math.Max(parents.Count, 1))
        {
            throw new UsageException(
                $"{Math.Max(parents.Count, 1)} parents with {count} options each are more than {Most} candidates: use a smaller "
                + "space or fewer samples.");
        }

        var options = Enumerable.Range(0, (int)count).Select(i => space.Option(level, i)).ToList();
        List<ChoiceRows> children = [.. Merge(parents, options, level).Where(space.Admits)];
        return children.Count > 0
            ? children
            : throw NoneAt(level);
    }

    /// <summary>What is thrown where no child is possible.</summary>
    internal static WeftException NoneAt(int level) =>
        new($"No candidate with {level + 1} rows is possible in this space: use fewer rows.");

    /// <summary>Every parent with every option.</summary>
    /// <param name="parents">The parents; none at level 0 make every option a child of its own.</param>
    /// <param name="options">The rows to put.</param>
    /// <param name="level">Where.</param>
    /// <returns>Parent by parent, each with the options in their order.</returns>
    /// <exception cref="UsageException">There are no parents at a level above 0, or one is too short for the level.</exception>
    public static IEnumerable<ChoiceRows> Merge(IReadOnlyList<ChoiceRows> parents, IReadOnlyList<ImmutableArray<int>> options, int level)
    {
        if (parents.Count == 0 && level > 0)
        {
            throw new UsageException($"Candidates at level {level} need parents; only those of level 0 have none.");
        }

        if (parents.FirstOrDefault(p => p.Length < level) is { } shortest)
        {
            throw new UsageException($"{shortest} has {shortest.Length} rows and cannot have one put at level {level}.");
        }

        return parents.Count == 0
            ? options.Select(o => new ChoiceRows([o]))
            : parents.SelectMany(p => options.Select(o => p.With(level, o)));
    }
}
