namespace Weft.Runs;

/// <summary>What a trial-based search did, for programs and for the page.</summary>
public sealed record TrialSearchReport
{
    /// <summary><c>surrogate</c>, <c>random</c> or <c>evolution</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>The score's metric, on dev.</summary>
    public required string Metric { get; init; }

    /// <summary>All trials in the order of their numbers.</summary>
    public required IReadOnlyList<TrialReport> Trials { get; init; }

    /// <summary>How well predictions and training-free proxies rank trials, against measured scores.</summary>
    public IReadOnlyList<RankCorrelationReport> Correlations { get; init; } = [];
}

/// <summary>One trial.</summary>
public sealed record TrialReport
{
    /// <summary>1-based.</summary>
    public required long Number { get; init; }

    /// <summary>The strategy's step that proposed it, 1-based.</summary>
    public required int Step { get; init; }

    /// <summary>The genotype's hash.</summary>
    public required string Hash { get; init; }

    /// <summary>The genotype in one short line for a person, such as <c>[3,2,1] [1,0,0]</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The genotype's canonical JSON as text, so that its bytes, and so its hash, come back; null where it was not kept.</summary>
    public string? Genotype { get; init; }

    /// <summary>The score on dev; null when the trial failed.</summary>
    public double? Score { get; init; }

    /// <summary>The score after each epoch.</summary>
    public IReadOnlyList<double> EpochScores { get; init; } = [];

    /// <summary>What the strategy expected.</summary>
    public double? Predicted { get; init; }

    /// <summary>Training-free scores by name.</summary>
    public IReadOnlyDictionary<string, double>? Proxies { get; init; }

    /// <summary>Seconds of training.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds from the study's beginning to this result.</summary>
    public double? FinishedAfterSeconds { get; init; }

    /// <summary><c>done</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>The earlier trial whose score it shares.</summary>
    public long? SameAs { get; init; }

    /// <summary>Who trained it.</summary>
    public string? Worker { get; init; }

    /// <summary>Trainable numbers of its network.</summary>
    public long? Parameters { get; init; }

    /// <summary>Measured milliseconds of one forward pass of its network, for one sample.</summary>
    public double? LatencyMilliseconds { get; init; }
}

/// <summary>How well something foresees scores.</summary>
/// <param name="Name"><c>surrogate</c>, or a proxy's name.</param>
/// <param name="Scope">Over which trials, such as <c>all trials</c> or <c>within a step, median</c>.</param>
/// <param name="Trials">How many trials.</param>
/// <param name="Spearman">Rank correlation, -1 to 1; null where it is not defined.</param>
/// <param name="Kendall">Kendall's tau-b, -1 to 1; null where it is not defined.</param>
/// <param name="MeanAbsoluteError">Mean distance between prediction and score, where both are of one scale.</param>
public sealed record RankCorrelationReport(
    string Name, string Scope, int Trials, double? Spearman = null, double? Kendall = null, double? MeanAbsoluteError = null);
