namespace Weft.Search.Strategies;

/// <summary>A choice that a strategy wants measured.</summary>
/// <param name="Rows">The choice.</param>
/// <param name="Predicted">The score it expects; null where it does not predict.</param>
public sealed record Proposal(ChoiceRows Rows, double? Predicted = null);

/// <summary>A choice with what came of it.</summary>
/// <param name="Rows">The choice.</param>
/// <param name="Score">A fraction, higher is better; null when it could not be measured.</param>
public sealed record ScoredChoice(ChoiceRows Rows, double? Score);

/// <summary>
/// How a space is searched by trials: asked for the choices of a step, which may be measured together and by several workers, and told
/// their scores. What it proposes depends on nothing but its seed and what it was told, so that telling it all finished steps again
/// brings it to where it was: that is how a search resumes, and how every worker of a study follows it.
/// </summary>
public interface ISearchStrategy : IDisposable
{
    /// <summary>The strategy's name, such as <c>surrogate</c>.</summary>
    string Name { get; }

    /// <summary>How many choices it will propose in all.</summary>
    int PlannedTrials { get; }

    /// <summary>The choices of the next step; empty when the search is over.</summary>
    IReadOnlyList<Proposal> Ask();

    /// <summary>Takes the scores of the step that was asked for last.</summary>
    /// <param name="results">What was really measured, in the order proposed; a bounded search may leave some out.</param>
    void Tell(IReadOnlyList<ScoredChoice> results);
}
