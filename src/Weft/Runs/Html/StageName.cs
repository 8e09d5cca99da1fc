using System.Globalization;

namespace Weft.Runs.Html;

/// <summary>A stage of a run, split into what it is and which seed or trial of it.</summary>
/// <param name="Family">What it is, such as <c>retrain</c> or <c>baseline:late-fusion</c>.</param>
/// <param name="Member">The seed or trial at the end of its name, or null.</param>
internal readonly record struct StageName(string Family, string? Member)
{
    /// <summary>Splits a name such as <c>retrain:2</c>.</summary>
    public static StageName Of(string stage)
    {
        var colon = stage.LastIndexOf(':');
        return colon > 0 && ulong.TryParse(stage.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new(stage[..colon], stage[(colon + 1)..])
            : new(stage, null);
    }

    /// <summary>Whether it is part of a baseline.</summary>
    public bool IsBaseline => Family.StartsWith("baseline", StringComparison.Ordinal);

    /// <summary>What a person calls the family.</summary>
    public string Title => Family switch
    {
        "search" => "Search",
        "retrain" => "Retraining of the found network",
        "train" => "Training",
        "cache" => "Feature cache",
        _ when Family.StartsWith("encoder:", StringComparison.Ordinal) => "Encoder of " + Family["encoder:".Length..],
        _ when Family.StartsWith("cache:", StringComparison.Ordinal) => "Feature cache of " + Family["cache:".Length..],
        _ when Family.StartsWith("baseline:", StringComparison.Ordinal) => "Baseline: " + MethodResult.NameOf(Family["baseline:".Length..]),
        _ => Family,
    };
}
