using Weft.Data.Arrays;
using Weft.Search;

namespace Weft.Data.Vectors;

/// <summary>Splits samples where no array says how.</summary>
internal static class VectorsSplits
{
    private const double Part = 0.2;

    /// <summary>The split of each sample.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="seed">The seed of random draws.</param>
    public static Split?[] By(SplitRule rule, SampleLabels labels, ulong seed)
    {
        var splits = new Split?[labels.Count];

        // Samples of several labels cannot be parted by class: they are drawn from one lot.
        var groups = Enumerable.Range(0, labels.Count).GroupBy(i => labels.Single?[i] ?? 0);
        foreach (var group in groups)
        {
            var rows = group.ToArray();
            var order = rule == SplitRule.Random ? Seeds.Permutation(rows.Length, Seeds.Derive(seed, $"split/{group.Key}")) : null;
            for (var i = 0; i < rows.Length; i++)
            {
                splits[rows[i]] = order is null ? Fourth(i) : Drawn(order[i], rows.Length);
            }
        }

        return splits;
    }

    private static Split Fourth(int index) => (index % 4) switch
    {
        3 => Split.Test,
        2 => Split.Dev,
        _ => Split.Train,
    };

    /// <summary>Of a small group train comes first, then test: a class that cannot be learned is worse than one that dev does not see.</summary>
    private static Split Drawn(int place, int count)
    {
        var test = count < 2 ? 0 : Math.Max(1, (int)Math.Round(count * Part));
        var dev = count < 3 ? 0 : Math.Max(1, (int)Math.Round(count * Part));
        return place < test ? Split.Test : place < test + dev ? Split.Dev : Split.Train;
    }
}
