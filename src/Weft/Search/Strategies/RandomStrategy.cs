using System.ComponentModel.DataAnnotations;

namespace Weft.Search.Strategies;

/// <summary>Settings of random search.</summary>
public sealed record RandomSettings
{
    /// <summary>Choices of a step, which are trained together; 15.</summary>
    [Range(1, 10_000)]
    public int StepSize { get; init; } = 15;
}

/// <summary>Random search (MFAS specification 1.7): choices drawn from the space, without repetitions as far as it has others.</summary>
/// <param name="space">What is searched.</param>
/// <param name="settings">The step's size.</param>
/// <param name="trials">How many choices in all.</param>
/// <param name="seed">Determines them.</param>
public sealed class RandomStrategy(ISequenceSpace space, RandomSettings settings, int trials, ulong seed) : ISearchStrategy
{
    /// <summary>The name.</summary>
    public const string StrategyName = "random";

    private readonly List<ChoiceRows> measured = [];
    private int step;

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public int PlannedTrials => trials;

    /// <inheritdoc/>
    public IReadOnlyList<Proposal> Ask()
    {
        // A study that began with a larger number may be told more trials than are wanted now.
        var count = Math.Clamp(trials - measured.Count, 0, settings.StepSize);
        var fresh = new FreshChoices(measured);
        var choices = Enumerable.Range(0, count).Select(position => fresh.Draw(
            attempt => space.Encode(space.Sample(Seeds.Derive(seed, $"random/{step}/{position}/{attempt}")))));
        return [.. choices.Select(rows => new Proposal(rows))];
    }

    /// <inheritdoc/>
    public void Tell(IReadOnlyList<ScoredChoice> results)
    {
        measured.AddRange(results.Select(r => r.Rows));
        step++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
