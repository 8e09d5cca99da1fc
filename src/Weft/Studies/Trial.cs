namespace Weft.Studies;

/// <summary>How far a trial is.</summary>
public enum TrialState
{
    /// <summary>Proposed; nobody works on it.</summary>
    Waiting,

    /// <summary>A worker trains it; its lease says until when it is believed.</summary>
    Running,

    /// <summary>It has a score.</summary>
    Done,

    /// <summary>It gave no score: its result says why.</summary>
    Failed,
}

/// <summary>What a strategy wants to know.</summary>
/// <param name="Genotype">Canonical JSON.</param>
/// <param name="Hash">The genotype's hash.</param>
/// <param name="Seed">The seed of its weights, masks and order of samples.</param>
/// <param name="Predicted">What the strategy expects, where it predicts.</param>
/// <param name="Proxies">Training-free scores by name, where they were computed.</param>
/// <param name="SameAs">The number of an earlier trial with the same genotype, whose score counts for this one too; null trains it.</param>
public sealed record TrialProposal(
    string Genotype,
    string Hash,
    ulong Seed,
    double? Predicted = null,
    IReadOnlyDictionary<string, double>? Proxies = null,
    long? SameAs = null);

/// <summary>What training a trial gave.</summary>
/// <param name="Score">The best epoch's score on dev, a fraction; null when it failed.</param>
/// <param name="EpochScores">The score after each epoch.</param>
/// <param name="Seconds">Seconds of training; of trials trained together, each one's share.</param>
/// <param name="Problem">Why there is no score, in a sentence; null when there is one.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="LatencyMilliseconds">Measured time of one forward pass.</param>
public sealed record TrialResult(
    double? Score,
    IReadOnlyList<double> EpochScores,
    double Seconds,
    string? Problem = null,
    long? Parameters = null,
    double? LatencyMilliseconds = null);

/// <summary>One trial of a study.</summary>
/// <param name="Number">1-based, in the order of proposal; unique in the study.</param>
/// <param name="Step">Which step of the strategy proposed it, 0-based.</param>
/// <param name="Position">Its place in that step, 0-based.</param>
/// <param name="Proposal">What is to be trained.</param>
/// <param name="State">How far it is.</param>
/// <param name="Worker">Who works or worked on it; null while it waits, and where the result is an earlier trial's.</param>
/// <param name="LeaseEnds">Until when a running trial's worker is believed to be alive.</param>
/// <param name="Started">When it was last taken.</param>
/// <param name="Finished">When its result came.</param>
/// <param name="Attempts">How many times it was taken.</param>
/// <param name="Result">What came of it; null before.</param>
public sealed record Trial(
    long Number,
    int Step,
    int Position,
    TrialProposal Proposal,
    TrialState State,
    string? Worker,
    DateTimeOffset? LeaseEnds,
    DateTimeOffset? Started,
    DateTimeOffset? Finished,
    int Attempts,
    TrialResult? Result);
