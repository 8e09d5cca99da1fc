namespace Weft.Settings;

/// <summary>Finds what a person who mistyped a name may have meant.</summary>
public static class NearestName
{
    private const int LongestCompared = 64;

    /// <summary>The candidate with the fewest edits to the name, if that is few enough to be a slip.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="candidates">What is known.</param>
    /// <returns>Null where nothing is near.</returns>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestCompared)
        {
            return null;
        }

        // A third of the letters wrong is still a slip; more is another word.
        var allowed = Math.Max(1, name.Length / 3);
        return candidates
            .Select(candidate => (candidate, edits: Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.edits <= allowed)
            .OrderBy(pair => pair.edits)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>How many letters must be inserted, removed, replaced or swapped with their neighbour.</summary>
    internal static int Edits(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Step(table, left, right, i, j);
            }
        }

        return table[left.Length, right.Length];
    }

    private static int Step(int[,] table, string left, string right, int i, int j)
    {
        var best = Math.Min(
            Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
            table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
        var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return swapped ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
    }
}
