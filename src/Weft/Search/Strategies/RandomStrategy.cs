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

    private readonly FreshChoices fresh = new();
    private int proposed;
    private int step;

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public int PlannedTrials => trials;

    /// <inheritdoc/>
    public IReadOnlyList<Proposal> Ask()
    {
        var count = Math.Min(settings.StepSize, trials - proposed);
        var choices = Enumerable.Range(0, count).Select(position => fresh.Draw(
            attempt => space.Encode(space.Sample(Seeds.Derive(seed, $"random/{step}/{position}/{attempt}")))));
        return [.. choices.Select(rows => new Proposal(rows))];
    }

    /// <inheritdoc/>
    public void Tell(IReadOnlyList<ScoredChoice> results)
    {
        fresh.Add(results.Select(r => r.Rows));
        proposed += results.Count;
        step++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
