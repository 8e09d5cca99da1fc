namespace Weft.Diagnostics;

/// <summary>How good or bad a finding is.</summary>
public enum FindingState
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Weft works, but something is slow, short or only needed by some commands.</summary>
    Warning,

    /// <summary>Weft does not work without it.</summary>
    Missing,
}

/// <summary>One thing that <c>weft doctor</c> looked at.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="State">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Advice">What to do about it, or null where nothing need be done.</param>
public sealed record Finding(string Subject, FindingState State, string Text, string? Advice = null);
