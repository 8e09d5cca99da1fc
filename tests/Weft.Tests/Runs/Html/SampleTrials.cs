using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Weft.Runs;

namespace Weft.Tests.Runs.Html;

/// <summary>
/// A made-up surrogate search with the shape of a real one: 13 steps of 15 trials, networks of one to four rows. Rows have a worth of their
/// own, scores are noisy, and each step trains those of 60 random candidates that a predictor likes best which learns as it goes.
/// </summary>
internal sealed class SampleTrials
{
    private const int StepCount = 13;
    private const int PerStep = 15;
    private const int Candidates = 60;

    private readonly Random random = new(11);
    private readonly List<TrialReport> trials = [];
    private double clock;

    /// <summary>The search.</summary>
    public static TrialSearchReport Search { get; } = new SampleTrials().Make();

    /// <summary>A whole report with the search.</summary>
    public static RunReport Report { get; } = SampleRun.Report with { Method = "mfas", Search = Search };

    /// <summary>A trial in few words.</summary>
    public static TrialReport Trial(
        long number, double? score, int step = 1, double? predicted = null, long? parameters = null, double? milliseconds = null)
    {
        return new()
        {
            Number = number,
            Step = step,
            Hash = Hash($"{number}"),
            Genotype = $"{number}",
            Text = $"[{number}]",
            Score = score,
            State = score is null ? "failed" : "done",
            Predicted = predicted,
            Parameters = parameters,
            LatencyMilliseconds = milliseconds,
        };
    }

    /// <summary>A search of some trials.</summary>
    public static TrialSearchReport Of(params TrialReport[] trials) =>
        new() { Strategy = "surrogate", Metric = "accuracy", Trials = trials, Correlations = TrialCorrelations.Of(trials) };

    private static string Hash(string genotype) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(genotype)))[..16];

    private static double Worth(int[][] rows) =>
        rows.Select((row, level) =>
            (0.055 * Math.Sin((row[0] * 1.7) + level)) + (0.045 * Math.Cos((row[1] * 2.3) - level)) + (row[2] * 0.02)).Sum() / 2;

    private TrialSearchReport Make()
    {
        for (var step = 1; step <= StepCount; step++)
        {
            var length = Math.Min(4, 1 + ((step - 1) / 2 % 4));
            var candidates = Enumerable.Range(0, Candidates).Select(_ => Rows(length)).Select(rows => (Rows: rows, Predicted: Predict(rows, step)));
            foreach (var (rows, predicted) in step == 1 ? candidates.Take(PerStep) : candidates.OrderByDescending(c => c.Predicted).Take(PerStep))
            {
                Train(step, rows, step == 1 ? null : predicted);
            }
        }

        return new()
        {
            Strategy = "surrogate",
            Metric = "accuracy",
            Trials = trials,
            Correlations = TrialCorrelations.Of(trials),
        };
    }

    private int[][] Rows(int length) => [.. Enumerable.Range(0, length).Select(_ => new[] { random.Next(4), random.Next(5), random.Next(2) })];

    private double Predict(int[][] rows, int step) => 0.73 + (0.012 * rows.Length) + (Worth(rows) * 0.6) + Noise(0.08 / Math.Sqrt(step));

    private void Train(int step, int[][] rows, double? predicted)
    {
        var genotype = JsonSerializer.Serialize(new { space = "mfas", rows });
        var number = trials.Count + 1;
        var earlier = trials.Find(trial => trial.Genotype == genotype && trial.Score is not null);
        var score = 0.75 + (0.012 * rows.Length) + (Worth(rows) * 0.7) + Noise(0.02) - (random.Next(20) == 0 ? 0.12 : 0);
        var seconds = 2.4 + (0.9 * rows.Length) + Noise(0.4);
        clock += earlier is null ? seconds / 2 : 0.01;
        var failed = number is 58 or 122;
        trials.Add(new()
        {
            Number = number,
            Step = step,
            Hash = Hash(genotype),
            Genotype = genotype,
            Text = string.Join(" ", rows.Select(row => $"[{string.Join(",", row)}]")),
            Score = failed ? null : earlier?.Score ?? score,
            EpochScores = failed ? [] : [score - 0.05, score],
            Predicted = predicted,
            Proxies = new Dictionary<string, double> { ["gradient norm"] = score + Noise(0.1), ["parameters"] = rows.Length },
            Seconds = earlier is null ? seconds : 0,
            FinishedAfterSeconds = clock,
            State = failed ? "failed" : "done",
            Problem = failed ? "The loss was not finite in epoch 1, step 12; a lower learning rate may help." : null,
            SameAs = earlier?.Number,
            Worker = number % 2 == 0 ? "node-a:4121" : "node-b:977",
            Parameters = 21_000 + rows.Select((row, level) => 9_400L + (row[0] * 2_600) + (row[1] * 1_150) + (level * 4_096)).Sum(),
            LatencyMilliseconds = 0.09 + (0.055 * rows.Length) + rows.Sum(row => row[2] * 0.012) + Noise(0.012),
        });
    }

    private double Noise(double size) => size * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
}
