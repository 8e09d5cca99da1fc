namespace Weft.Search.Strategies;

/// <summary>The strategies by name.</summary>
public static class StrategyNames
{
    /// <summary>Gradient descent on a supernet: for spaces that have one.</summary>
    public const string Bilevel = "bilevel";

    /// <summary>Binary gates in a supernet: for spaces of blocks.</summary>
    public const string OneShot = "gates";

    /// <summary>Those that measure trials, for every space of rows.</summary>
    public static IReadOnlyList<string> TrialBased { get; } =
        [SurrogateStrategy.StrategyName, RandomStrategy.StrategyName, EvolutionStrategy.StrategyName];

    /// <summary>Those that a space can be searched by.</summary>
    /// <param name="differentiable">Whether it has a supernet.</param>
    public static IReadOnlyList<string> For(bool differentiable) => differentiable ? [Bilevel, .. TrialBased] : TrialBased;
}
