namespace Weft.Search.Strategies;

/// <summary>Hill climbing: random choices first, then neighbours of the best so far, each with one change.</summary>
/// <param name="space">What is searched.</param>
/// <param name="stepSize">Choices of a step, which are trained together.</param>
/// <param name="trials">How many choices in all.</param>
/// <param name="seed">Determines all draws.</param>
public sealed class HillClimbing(ISequenceSpace space, int stepSize, int trials, ulong seed) : ISearchStrategy
{
    /// <summary>The name.</summary>
    public const string StrategyName = "hill-climbing";

    private const int Attempts = 64;

    private readonly List<ScoredChoice> told = [];

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public int PlannedTrials => trials;

    /// <inheritdoc/>
    public IReadOnlyList<Proposal> Ask()
    {
        // A study that began with a larger number may be told more trials than are wanted now.
        var count = Math.Clamp(trials - told.Count, 0, stepSize);
        var best = told.Where(t => t.Score is not null).MaxBy(t => t.Score)?.Rows;
        var known = told.Select(t => t.Rows).ToHashSet();
        return [.. Enumerable.Range(told.Count, count).Select(number => new Proposal(Draw(best, number, known)))];
    }

    /// <inheritdoc/>
    public void Tell(IReadOnlyList<ScoredChoice> results) => told.AddRange(results);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>A neighbour that is new; where all seem known, a random choice: a small space must not stop a search.</summary>
    private ChoiceRows Draw(ChoiceRows? best, int number, HashSet<ChoiceRows> known)
    {
        for (var attempt = 1; ; attempt++)
        {
            var state = Seeds.Derive(seed, $"hill-climbing/{number}/{attempt}");
            var choice = best is null || attempt > Attempts / 2
                ? space.Encode(space.Sample(state))
                : Mutation.Change(space, best, ref state);
            if (known.Add(choice) || attempt == Attempts)
            {
                return choice;
            }
        }
    }
}
