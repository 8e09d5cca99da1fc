using Weft.Mfas;
using Weft.Search;

namespace Weft.Tests.Search.Strategies;

/// <summary>The published space of AV-MNIST with a smooth score that needs no training: what the golden search was recorded on.</summary>
internal static class GoldenLandscape
{
    /// <summary>Five taps, three taps, two activations: the fork's columns.</summary>
    internal static MfasSpace Space { get; } = new(
        [.. Enumerable.Range(1, 5).Select(i => new Tap("a", $"{i}", 2)), .. Enumerable.Range(1, 3).Select(i => new Tap("b", $"{i}", 2))],
        new MfasShape(),
        10);

    /// <summary>The score that golden.json tells in words.</summary>
    internal static double? Score(ChoiceRows rows)
    {
        var slope = rows.Rows.Select((row, level) => (level + 1) * ((0.05 * row[0]) + (0.07 * row[1]) - (0.03 * row[2])) / 4).Sum();
        return 0.4 + (0.3 * Math.Tanh(slope)) + (0.02 * Math.Sin(1.7 * rows.Rows.Sum(row => row.Sum())));
    }
}
