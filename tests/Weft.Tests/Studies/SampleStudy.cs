using System.Text.Json;
using System.Text.Json.Serialization;
using Weft.Studies;

namespace Weft.Tests.Studies;

/// <summary>Descriptions, proposals and results to test with, and a text of trials that is equal where they are equal.</summary>
internal static class SampleStudy
{
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    internal static StudyDescription Description { get; } = new(
        "avmnist", "mfas", "surrogate", ulong.MaxValue - 1, "seed: 7\ntask: 'ÄÖ \"x\" ☃'\n", "d41d",
        new Dictionary<string, string> { ["image"] = "aa", ["sound"] = "bb" });

    internal static TrialProposal Proposal(int i, long? sameAs = null) => new(
        $"{{\"rows\":[[{i},1]]}}", $"hash-{i}", ulong.MaxValue - (ulong)i, 0.5 + (0.1 * (i % 3)),
        i % 2 == 0 ? null : new Dictionary<string, double> { ["synflow"] = 1.0 / (i + 1) }, sameAs);

    internal static TrialProposal[] Proposals(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(i => Proposal(i))];

    internal static TrialResult Result(double score) => new(score, [score / 3, score], 12.25, null, 1234, 0.1 + score);

    internal static string Text(IEnumerable<Trial> trials) =>
        string.Join('\n', trials.Select(trial => JsonSerializer.Serialize(trial, Options)));
}
