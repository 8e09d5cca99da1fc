using System.Text.Json;
using Shouldly;
using Weft.Mfas;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Search.Surrogate;
using Weft.Torch;

namespace Weft.Tests.Search.Strategies;

/// <summary>A whole published search with a computed score instead of training, draw by draw.</summary>
public sealed class SearchTraceGoldenTests
{
    // Up to 200 single precision steps of Adam lie between two predictions, and each draws out what rounding differed in before: the
    // first steps agree to the last digits, the fifth to a few, the later ones only in size. Draws are injected, so that the search
    // itself stays the same throughout.
    private static readonly double[] PredictionTolerances = [0, 1e-6, 1e-6, 1e-6, 3e-5, 3e-4, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03];

    [Fact]
    public void Twelve_steps()
    {
        using var scope = new TensorScope();
        var golden = GoldenJson.Read("mfas", "golden.json", "search_trace");
        var steps = golden.GetProperty("steps").EnumerateArray().ToList();
        steps.Count.ShouldBe(12);
        var draws = new List<(int Candidates, double Temperature)>();
        using var strategy = Published(steps, draws);
        var store = new ScoreStore();
        for (var k = 0; k < steps.Count; k++)
        {
            var proposals = strategy.Ask();
            Rows(proposals).ShouldBe(k == 0 ? Singles() : steps[k].GetProperty("trained").EnumerateArray().Select(r => r.Rows()), $"step {k}");
            ShouldPredict(proposals, steps[k], k);

            var scores = proposals.Select(p => GoldenLandscape.Score(p.Rows)!.Value).ToArray();
            ShouldBeClose(scores, steps[k].GetProperty("acc").Doubles(), 1e-12, $"accuracies of step {k}");
            strategy.Tell([.. proposals.Select((p, i) => new ScoredChoice(p.Rows, scores[i]))]);
            proposals.Zip(scores).ToList().ForEach(x => store.Add(x.First.Rows, x.Second));

            draws.Count.ShouldBe(k + 1);
            draws[k].Candidates.ShouldBe(steps[k].GetProperty("n_candidates").GetInt32());
            draws[k].Temperature.ShouldBe(steps[k].GetProperty("temperature_used").GetDouble(), 1e-12);
            strategy.Temperature.ShouldBe(steps[k].GetProperty("temperature_next").GetDouble(), 1e-12);
            ShouldHaveLearnt(strategy.SurrogateLoss, steps[k].GetProperty("surrogate_loss").GetDouble(), k);
        }

        strategy.Ask().ShouldBeEmpty();
        store.Groups.ToDictionary(g => $"{g[0].Rows.Length}", g => g.Count)
            .ShouldBe(golden.GetProperty("unique_per_length").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32()));
        var best = golden.GetProperty("k_best5").EnumerateArray().Select(b => (Rows: b[0].Rows(), Score: b[1].GetDouble())).Reverse().ToList();
        store.Best(5).Select(b => b.Rows).ShouldBe(best.Select(b => b.Rows));
        ShouldBeClose([.. store.Best(5).Select(b => b.Score)], [.. best.Select(b => b.Score)], 1e-12, "the best");
    }

    private static SurrogateStrategy Published(List<JsonElement> steps, List<(int Candidates, double Temperature)> draws)
    {
        SurrogateStrategy? strategy = null;
        var settings = new SurrogateSearchSettings { Temperature = new() { Index = TemperatureIndex.Published } };
        strategy = new SurrogateStrategy(GoldenLandscape.Space, settings, 1, distinct: false)
        {
            Drawer = (step, probabilities, count) =>
            {
                count.ShouldBe(15);
                probabilities.Sum().ShouldBe(1, 1e-9);
                draws.Add((probabilities.Length, strategy!.Temperature));
                return steps[step].GetProperty("selected_indices").Integers();
            },
        };
        using var golden = new GoldenFile("mfas", "surrogate.npz");
        strategy.Surrogate.Model.LoadState(golden.Below("param/"));
        return strategy;
    }

    private static IEnumerable<ChoiceRows> Rows(IEnumerable<Proposal> proposals) => proposals.Select(p => p.Rows);

    private static IEnumerable<ChoiceRows> Singles() => Enumerable.Range(0, 30).Select(i => ChoiceRows.Of([i / 6, i / 2 % 3, i % 2]));

    private static void ShouldPredict(IReadOnlyList<Proposal> proposals, JsonElement step, int k)
    {
        if (k == 0)
        {
            proposals.ShouldAllBe(p => p.Predicted == null);
            return;
        }

        // The record tells the predictions of the first candidates; those that were drawn are compared.
        var expected = step.GetProperty("pred_first5").Doubles();
        var mean = step.GetProperty("pred_mean").GetDouble();
        var drawn = step.GetProperty("selected_indices").Integers();
        for (var i = 0; i < drawn.Length; i++)
        {
            var predicted = proposals[i].Predicted.ShouldNotBeNull();
            if (drawn[i] < expected.Length)
            {
                predicted.ShouldBe(expected[drawn[i]], PredictionTolerances[k], $"step {k}, candidate {drawn[i]}");
            }

            predicted.ShouldBe(mean, 0.25, $"step {k}");
        }
    }

    private static void ShouldHaveLearnt(double loss, double expected, int k)
    {
        switch (k)
        {
            case < 5:
                loss.ShouldBe(expected, expected * (k < 4 ? 1e-3 : 1e-2), $"step {k}");
                break;
            default:
                loss.ShouldBeInRange(0, 2e-3, $"step {k}");
                break;
        }
    }

    private static void ShouldBeClose(double[] actual, double[] expected, double tolerance, string what)
    {
        actual.Length.ShouldBe(expected.Length, what);
        for (var i = 0; i < actual.Length; i++)
        {
            actual[i].ShouldBe(expected[i], tolerance, $"{what}, {i}");
        }
    }
}
