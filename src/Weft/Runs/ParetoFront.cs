namespace Weft.Runs;

/// <summary>Which of several results are worth their cost.</summary>
public static class ParetoFront
{
    /// <summary>
    /// The results that no other beats: none scores at least as high for at most the cost and is better in one of the two. Of results that
    /// are equal in both, the first stays. What is not finite takes no part.
    /// </summary>
    /// <param name="points">Score (higher is better) and cost (lower is better) of each result.</param>
    /// <returns>Places in <paramref name="points"/>, by ascending cost and so by ascending score.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<(double Score, double Cost)> points)
    {
        var front = new List<int>();
        var best = double.NegativeInfinity;
        foreach (var i in Enumerable.Range(0, points.Count)
                     .Where(i => double.IsFinite(points[i].Score) && double.IsFinite(points[i].Cost))
                     .OrderBy(i => points[i].Cost)
                     .ThenByDescending(i => points[i].Score)
                     .ThenBy(i => i))
        {
            // Everything before it costs no more, so it counts only where it scores above all of them.
            if (points[i].Score > best)
            {
                best = points[i].Score;
                front.Add(i);
            }
        }

        return front;
    }
}
