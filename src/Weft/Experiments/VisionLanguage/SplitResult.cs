using Weft.Runs;

namespace Weft.Experiments.VisionLanguage;

/// <summary>What a network does on a part of the data.</summary>
public sealed record SplitResult
{
    /// <summary>The part's name.</summary>
    public required string Split { get; init; }

    /// <summary>Metric name to value, the headline metric first; fractions in 0..1, ranks as they are. Empty where there is no truth to compare with.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>For each sample how right it is, 0 to 1, for paired intervals; empty where there is no truth.</summary>
    public double[] Samples { get; init; } = [];

    /// <summary>How right by type.</summary>
    public IReadOnlyList<TypeReport>? Types { get; init; }

    /// <summary>Ranks in each direction.</summary>
    public IReadOnlyList<RetrievalReport>? Retrieval { get; init; }

    /// <summary>The headline metric; NaN where there is none.</summary>
    public double Metric => Metrics.Count > 0 ? Metrics.First().Value : double.NaN;
}
