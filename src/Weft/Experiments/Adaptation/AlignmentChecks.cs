using Weft.Cdar.Space;
using Weft.Data.Clips.Sampling;
using Weft.Search.Strategies;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>What can be known to be wrong with a search of alignments before anything is written.</summary>
public static class AlignmentChecks
{
    /// <summary>The strategies by name, the default first. Choices are whole: a surrogate has no shorter ones to begin with.</summary>
    public static IReadOnlyList<string> Strategies { get; } = [EvolutionStrategy.StrategyName, RandomStrategy.StrategyName];

    /// <summary>The strategy that settings want.</summary>
    /// <param name="settings">The settings.</param>
    public static string StrategyOf(AdaptationSettings settings) => settings.Strategy.Length > 0 ? settings.Strategy : Strategies[0];

    /// <summary>Checks the space, the strategy, and everything that a run of GLAD needs.</summary>
    /// <param name="settings">The settings asked for.</param>
    /// <exception cref="WeftException">Something is wrong; the sentence names the setting or the file.</exception>
    public static void Check(AdaptationSettings settings)
    {
        var strategy = StrategyOf(settings);
        if (strategy is SurrogateStrategy.StrategyName)
        {
            throw new UsageException(
                "strategy: surrogate-guided search begins with shorter choices, and this space has none: take evolution or random.");
        }

        if (!Strategies.Contains(strategy, StringComparer.Ordinal))
        {
            throw new UsageException(NearestName.Find(strategy, Strategies) is { } meant
                ? $"strategy: there is no '{strategy}'; did you mean '{meant}'?"
                : $"strategy: there is no '{strategy}'; there are {string.Join(", ", Strategies)}.");
        }

        AdaptationChecks.Check(settings with { Method = AlignmentChoice.Method });
        var space = Space(settings);

        // Whatever does not fit one of the views says so now.
        AdaptationChecks.Check(AlignmentChoice.Apply(settings, (AlignmentGenotype)space.Sample(settings.Seed)));
    }

    /// <summary>The space that settings describe.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="UsageException">No choice is possible.</exception>
    public static AlignmentSpace Space(AdaptationSettings settings)
    {
        var sampler = settings.Clips.Sampler;
        var built = settings.Clips.BuildSampler(train: true, settings.Compatibility == Compatibility.Reference);
        IReadOnlyList<int> locals = settings.Space.Locals is { } named ? named
            : sampler.Name == SamplerName.LocalGlobal ? [built.Views - 1]
            : [.. Enumerable.Range(0, built.Views + 1)];
        return new AlignmentSpace(settings.Space.Weights, locals, settings.Space.Orders, built.Views);
    }
}
