using Weft.Data.Prepared;

namespace Weft.Data.MmImdb;

/// <summary>Which film goes where: the split file and the HDF5 file brought together.</summary>
internal sealed class MmImdbPlan
{
    private readonly IReadOnlyList<string> ids;
    private readonly Split?[] splits;
    private readonly int[] places;

    private MmImdbPlan(IReadOnlyList<string> ids, Split?[] splits, int[] places, IReadOnlyList<BadItem> problems) =>
        (this.ids, this.splits, this.places, Problems) = (ids, splits, places, problems);

    /// <summary>What of the split file cannot be had: films that are absent, or are named again.</summary>
    internal IReadOnlyList<BadItem> Problems { get; }

    /// <summary>Films that some split names, each once.</summary>
    internal int Films => splits.Count(s => s is not null);

    /// <summary>Films of the HDF5 file that no split names.</summary>
    internal int Unused => splits.Count(s => s is null);

    /// <summary>Brings them together.</summary>
    /// <param name="ids">The films of the HDF5 file.</param>
    /// <param name="lists">The split file.</param>
    internal static MmImdbPlan Of(IReadOnlyList<string> ids, IReadOnlyDictionary<Split, IReadOnlyList<string>> lists)
    {
        var problems = new List<BadItem>();
        var named = lists.Values.SelectMany(list => list).ToHashSet(StringComparer.Ordinal);
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < ids.Count; row++)
        {
            if (!rows.TryAdd(ids[row], row) && named.Contains(ids[row]))
            {
                problems.Add(new BadItem(ids[row], $"is in the HDF5 file again, at index {row}; the one at index {rows[ids[row]]} is used"));
            }
        }

        var (splits, places) = (new Split?[ids.Count], new int[ids.Count]);
        foreach (var (split, list) in lists.OrderBy(l => l.Key))
        {
            for (var place = 0; place < list.Count; place++)
            {
                if (!rows.TryGetValue(list[place], out var row))
                {
                    problems.Add(new BadItem(list[place], $"is in {split.Word()}, but not in the HDF5 file"));
                }
                else if (splits[row] is { } taken)
                {
                    problems.Add(new BadItem(list[place], $"is in {split.Word()} again; it is used in {taken.Word()} alone"));
                }
                else
                {
                    (splits[row], places[row]) = (split, place);
                }
            }
        }

        return new MmImdbPlan(ids, splits, places, problems);
    }

    /// <summary>The rows of a split's films in the HDF5 file's order, without some.</summary>
    /// <param name="split">The split.</param>
    /// <param name="bad">Films that cannot be used.</param>
    internal List<int> RowsOf(Split split, IEnumerable<BadItem> bad)
    {
        var names = bad.Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, splits.Length).Where(row => splits[row] == split && !names.Contains(ids[row]))];
    }

    /// <summary>The split of a film of the HDF5 file; null if it belongs to none.</summary>
    internal Split? SplitOf(int row) => splits[row];

    /// <summary>A film's place in its split's list.</summary>
    internal int PlaceOf(int row) => places[row];
}
