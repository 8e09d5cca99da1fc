namespace Weft.Search.Surrogate;

/// <summary>
/// What was measured: for each genotype's rows the best score, grouped by length (MFAS specification 1.5). Lengths, and rows within a
/// length, keep the order in which they first came.
/// </summary>
public sealed class ScoreStore
{
    private readonly List<Group> groups = [];

    /// <summary>How many different rows there are.</summary>
    public int Count => groups.Sum(g => g.Rows.Count);

    /// <summary>The groups in the order in which their lengths first came.</summary>
    public IReadOnlyList<IReadOnlyList<(ChoiceRows Rows, double Score)>> Groups =>
        [.. groups.Select(g => (IReadOnlyList<(ChoiceRows, double)>)[.. g.Rows.Select(r => (r, g.Scores[r]))])];

    /// <summary>Adds a measurement; of several of the same rows the highest counts.</summary>
    /// <param name="rows">The genotype's rows.</param>
    /// <param name="score">Its score.</param>
    public void Add(ChoiceRows rows, double score)
    {
        var group = groups.Find(g => g.Length == rows.Length);
        if (group is null)
        {
            group = new Group(rows.Length);
            groups.Add(group);
        }

        if (!group.Scores.TryGetValue(rows, out var known))
        {
            group.Rows.Add(rows);
        }
        else if (known >= score)
        {
            return;
        }

        group.Scores[rows] = score;
    }

    /// <summary>The score of rows, or null if they were not measured.</summary>
    public double? Find(ChoiceRows rows) =>
        groups.Find(g => g.Length == rows.Length) is { } group && group.Scores.TryGetValue(rows, out var score) ? score : null;

    /// <summary>The best over all lengths, best first; of equals the one that came first in its group.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<(ChoiceRows Rows, double Score)> Best(int count) =>
        [.. Groups.SelectMany(g => g).OrderByDescending(x => x.Score).Take(count)];

    private sealed class Group(int length)
    {
        public int Length { get; } = length;

        public List<ChoiceRows> Rows { get; } = [];

        public Dictionary<ChoiceRows, double> Scores { get; } = [];
    }
}
