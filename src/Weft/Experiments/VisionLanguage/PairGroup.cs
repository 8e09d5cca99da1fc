namespace Weft.Experiments.VisionLanguage;

/// <summary>Pairs to score together.</summary>
/// <param name="Captions">Captions of about equal length.</param>
/// <param name="Pairs">The places of their pairs, as many for each caption: those of the first, then those of the next.</param>
internal sealed record PairGroup(int[] Captions, int[] Pairs)
{
    /// <summary>Sorts pairs so that what is computed for a caption serves all its pairs, with little padding.</summary>
    /// <param name="captions">Each pair's caption.</param>
    /// <param name="length">A caption's length.</param>
    /// <param name="most">How many pairs a group may have; at least 1.</param>
    internal static IEnumerable<PairGroup> Of(IReadOnlyList<int> captions, Func<int, int> length, int most)
    {
        var parts = Enumerable.Range(0, captions.Count)
            .GroupBy(pair => captions[pair])
            .SelectMany(pairs => pairs.Chunk(most), (pairs, part) => (Caption: pairs.Key, Pairs: part));
        foreach (var alike in parts.GroupBy(part => part.Pairs.Length))
        {
            foreach (var group in alike.OrderBy(part => length(part.Caption)).Chunk(Math.Max(1, most / alike.Key)))
            {
                yield return new PairGroup([.. group.Select(part => part.Caption)], [.. group.SelectMany(part => part.Pairs)]);
            }
        }
    }
}
