namespace Weft.Runs;

/// <summary>What is given and what is looked for.</summary>
public enum RetrievalDirection
{
    /// <summary>A picture is given, its texts are looked for.</summary>
    TextFromImage,

    /// <summary>A text is given, its picture is looked for.</summary>
    ImageFromText,
}

/// <summary>How high the right match ranks: one line of a recall table. Ranks count from 1.</summary>
public sealed record RetrievalReport
{
    /// <summary>What is given and what is looked for; <c>textFromImage</c> or <c>imageFromText</c> in JSON.</summary>
    public required RetrievalDirection Direction { get; init; }

    /// <summary>Among how many candidates each query is looked for.</summary>
    public required long Gallery { get; init; }

    /// <summary>How many queries were asked, over all folds; null where it is not known.</summary>
    public long? Queries { get; init; }

    /// <summary>The part of queries whose right match ranks first, 0 to 1.</summary>
    public required double RecallAt1 { get; init; }

    /// <summary>The part of queries with a right match among the first five.</summary>
    public required double RecallAt5 { get; init; }

    /// <summary>The part of queries with a right match among the first ten.</summary>
    public required double RecallAt10 { get; init; }

    /// <summary>The median of the right match's rank.</summary>
    public double? MedianRank { get; init; }

    /// <summary>The mean of the right match's rank.</summary>
    public double? MeanRank { get; init; }

    /// <summary>Over how many folds of the test split the figures are averaged; null or 1 for the whole split at once.</summary>
    public int? Folds { get; init; }
}
