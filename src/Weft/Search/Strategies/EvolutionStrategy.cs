using System.ComponentModel.DataAnnotations;

namespace Weft.Search.Strategies;

/// <summary>Settings of regularized evolution.</summary>
public sealed record EvolutionSettings : IValidatableObject
{
    /// <summary>How many of the newest choices may have children; 45. In a search of few trials it is at most a third of them.</summary>
    [Range(1, 100_000)]
    public int Population { get; init; } = 45;

    /// <summary>How many of them compete for each child; the best one has it. 8.</summary>
    [Range(1, 100_000)]
    public int Tournament { get; init; } = 8;

    /// <summary>Children of a step, which are trained together; 15.</summary>
    [Range(1, 10_000)]
    public int StepSize { get; init; } = 15;

    /// <summary>The settings for a bounded number of trials: a short search must have trials left for children of its first ones.</summary>
    /// <param name="trials">How many trials there are; 0 for no bound.</param>
    public EvolutionSettings For(int trials)
    {
        var population = trials > 0 ? Math.Min(Population, Math.Max(2, trials / 3)) : Population;
        return this with { Population = population, Tournament = Math.Min(Tournament, population) };
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tournament > Population)
        {
            yield return new ValidationResult($"tournament is {Tournament}, but the population is only {Population}.");
        }
    }
}

/// <summary>
/// Regularized evolution (Real and others, AAAI 2019): a random population, then children of tournament winners, each with one change;
/// the oldest leave, however good. Children come in steps, so that they can be trained together and by several workers.
/// </summary>
/// <param name="space">What is searched.</param>
/// <param name="settings">Sizes.</param>
/// <param name="trials">How many choices in all.</param>
/// <param name="seed">Determines all draws.</param>
public sealed class EvolutionStrategy(ISequenceSpace space, EvolutionSettings settings, int trials, ulong seed) : ISearchStrategy
{
    /// <summary>The name.</summary>
    public const string StrategyName = "evolution";

    private readonly List<ScoredChoice> history = [];
    private int step;

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public int PlannedTrials => trials;

    /// <inheritdoc/>
    public IReadOnlyList<Proposal> Ask()
    {
        // A study that began with a larger number may be told more trials than are wanted now.
        var count = Math.Clamp(trials - history.Count, 0, settings.StepSize);
        var fresh = new FreshChoices(history.Select(h => h.Rows));
        var parents = history.TakeLast(settings.Population).Where(h => h.Score is not null).ToList();
        var random = history.Count < settings.Population || parents.Count == 0;
        return [.. Enumerable.Range(0, count)
            .Select(position => fresh.Draw(attempt =>
            {
                var state = Seeds.Derive(seed, $"evolution/{step}/{position}/{attempt}");
                return random ? space.Encode(space.Sample(state)) : Mutation.Change(space, Winner(parents, ref state), ref state);
            }))
            .Select(rows => new Proposal(rows))];
    }

    /// <inheritdoc/>
    public void Tell(IReadOnlyList<ScoredChoice> results)
    {
        history.AddRange(results);
        step++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private ChoiceRows Winner(List<ScoredChoice> parents, ref ulong state)
    {
        var winner = parents[Seeds.Below(ref state, parents.Count)];
        for (var k = 1; k < settings.Tournament; k++)
        {
            var rival = parents[Seeds.Below(ref state, parents.Count)];
            winner = rival.Score > winner.Score ? rival : winner;
        }

        return winner.Rows;
    }
}
