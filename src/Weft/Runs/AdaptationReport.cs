namespace Weft.Runs;

/// <summary>What only an adaptation from a source to a target domain has to show.</summary>
public sealed record AdaptationReport
{
    /// <summary>The source domain's name; null for <c>source</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The target domain's name; null for <c>target</c>.</summary>
    public string? Target { get; init; }

    /// <summary>Features of both domains on a plane.</summary>
    public FeatureMapReport? Map { get; init; }

    /// <summary>Clips with what the network made of them; the first 24 are shown.</summary>
    public IReadOnlyList<ClipExampleReport>? Clips { get; init; }

    /// <summary>How well clusters agree with classes: figures <c>ALL</c>, <c>Old</c> and <c>New</c> for each metric or method.</summary>
    public IReadOnlyList<FigureRow>? Clusters { get; init; }

    /// <summary>How well unknown classes are recognised: figures <c>H</c>, <c>OS*</c> and <c>UNK</c> for each metric or method.</summary>
    public IReadOnlyList<FigureRow>? OpenSet { get; init; }
}

/// <summary>Features on a plane.</summary>
/// <param name="Method">How they were placed: <c>t-SNE</c> or <c>PCA</c>.</param>
/// <param name="Points">The samples; the first 4,000 are drawn.</param>
public sealed record FeatureMapReport(string Method, IReadOnlyList<FeaturePoint> Points);

/// <summary>A sample on the plane.</summary>
/// <param name="X">Where it stands.</param>
/// <param name="Y">Its height.</param>
/// <param name="Domain">Its domain.</param>
/// <param name="Class">Its true class.</param>
/// <param name="Right">Whether the network tells its class; null where that is not known.</param>
public sealed record FeaturePoint(double X, double Y, FeatureDomain Domain, string Class, bool? Right = null);

/// <summary>Where a sample is from.</summary>
public enum FeatureDomain
{
    /// <summary>The domain with labels.</summary>
    Source,

    /// <summary>The domain without.</summary>
    Target,
}

/// <summary>A clip and what the network made of it.</summary>
public sealed record ClipExampleReport
{
    /// <summary>
    /// Frames beside each other in one picture, as a path below the run folder: <c>examples/NAME.png</c> or <c>.jpg</c>. At most 1 MiB
    /// each and
    /// 40 in all are shown.
    /// </summary>
    public required string Picture { get; init; }

    /// <summary>The true class.</summary>
    public required string Truth { get; init; }

    /// <summary>The predicted class.</summary>
    public required string Prediction { get; init; }

    /// <summary>How likely the network holds its prediction, 0 to 1; null where that is not known.</summary>
    public double? Score { get; init; }

    /// <summary>Where it is from: <c>source</c> or <c>target</c> in JSON.</summary>
    public FeatureDomain Domain { get; init; } = FeatureDomain.Target;

    /// <summary>Whether the prediction is right.</summary>
    public bool Right => string.Equals(Truth, Prediction, StringComparison.Ordinal);
}

/// <summary>Figures that belong together, of one metric or method.</summary>
/// <param name="Name">The metric or method.</param>
/// <param name="Figures">Its figures.</param>
/// <param name="Note">How they were computed, in a sentence; null for nothing.</param>
public sealed record FigureRow(string Name, IReadOnlyList<AdaptationFigure> Figures, string? Note = null);

/// <summary>A figure over several tries or seeds.</summary>
/// <param name="Name">Such as <c>ALL</c> or <c>H</c>.</param>
/// <param name="Mean">Its mean, a fraction.</param>
/// <param name="Std">The sample standard deviation; null for a single value.</param>
/// <param name="Oracle">The figure of the try that a look at the labels would choose; null where there is none.</param>
public sealed record AdaptationFigure(string Name, double Mean, double? Std = null, double? Oracle = null);
