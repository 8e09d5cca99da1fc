using System.Globalization;

namespace Weft.Runs.Html;

/// <summary>A stage of a run, split into what it is and which seed or trial of it.</summary>
/// <param name="Family">What it is, such as <c>retrain</c> or <c>baseline:late-fusion</c>.</param>
/// <param name="Member">The seed or trial at the end of its name, or null.</param>
internal readonly record struct StageName(string Family, string? Member)
{
    private const string Unfrozen = ":unfrozen";

    /// <summary>Splits a name such as <c>found:2</c>, <c>search:1-15</c>, <c>random:2:1</c> or <c>found:2:unfrozen</c>.</summary>
    public static StageName Of(string stage)
    {
        if (stage.EndsWith(Unfrozen, StringComparison.Ordinal))
        {
            var (inner, of) = Of(stage[..^Unfrozen.Length]);
            return new(inner + Unfrozen, of);
        }

        var (family, member) = (stage, (string?)null);
        for (var colon = family.LastIndexOf(':'); colon > 0 && IsMember(family.AsSpan(colon + 1)); colon = family.LastIndexOf(':'))
        {
            member = member is null ? family[(colon + 1)..] : $"{family[(colon + 1)..]}:{member}";
            family = family[..colon];
        }

        return new(family, member);
    }

    private static bool IsMember(ReadOnlySpan<char> text)
    {
        text = text.StartsWith("trial-", StringComparison.Ordinal) ? text["trial-".Length..] : text;
        var dash = text.IndexOf('-');
        return IsNumber(dash < 0 ? text : text[..dash]) && (dash < 0 || IsNumber(text[(dash + 1)..]));
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Whether it is part of a baseline.</summary>
    public bool IsBaseline => Family.StartsWith("baseline", StringComparison.Ordinal);

    /// <summary>What a person calls the family.</summary>
    public string Title => Family switch
    {
        "search" => "Search",
        "retrain" => "Retraining of the found network",
        "train" => "Training",
        "cache" => "Feature cache",
        "candidate" => "Candidates for the found network",
        "found" => "Found network",
        "random" => "Baseline: random search",
        "random-trials" => "Baseline: trials of random search",
        _ when Family.EndsWith(Unfrozen, StringComparison.Ordinal) => new StageName(Family[..^Unfrozen.Length], null).Title + ", encoders too",
        _ when Family.StartsWith("single:", StringComparison.Ordinal) => $"Baseline: {Family["single:".Length..]} alone",
        _ when Family.StartsWith("encoder:", StringComparison.Ordinal) => "Encoder of " + Family["encoder:".Length..],
        _ when Family.StartsWith("cache:", StringComparison.Ordinal) => "Feature cache of " + Family["cache:".Length..],
        _ when Family.StartsWith("baseline:", StringComparison.Ordinal) => "Baseline: " + MethodResult.NameOf(Family["baseline:".Length..]),
        _ => Family,
    };
}
