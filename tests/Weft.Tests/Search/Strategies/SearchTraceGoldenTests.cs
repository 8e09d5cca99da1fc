using System.Text.Json;
using Shouldly;
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
        List<ChoiceRows> parents = [];
        for (var k = 0; k < steps.Count; k++)
        {
            var proposals = strategy.Ask();
            Rows(proposals).ShouldBe(k == 0 ? Singles() : steps[k].GetProperty("trained").EnumerateArray().Select(r => r.Rows()), $"step {k}");
            if (k > 0)
            {
                ShouldPredict(strategy.Surrogate, parents, proposals, steps[k], k);
            }

            var scores = proposals.Select(p => GoldenLandscape.Score(p.Rows)!.Value).ToArray();
            ShouldBeClose(scores, steps[k].GetProperty("acc").Doubles(), 1e-12, $"accuracies of step {k}");
            parents = k == 0 ? [.. steps[0].GetProperty("selected_indices").Integers().Select(i => proposals[i].Rows)] : [.. Rows(proposals)];
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

    private static void ShouldPredict(
        ScoreSurrogate surrogate, List<ChoiceRows> parents, IReadOnlyList<Proposal> proposals, JsonElement step, int k)
    {
        // The record tells the predictions of the first candidates and the mean of all.
        var candidates = CandidateMerge.Merge(GoldenLandscape.Space, parents, k % 4);
        var predicted = surrogate.Predict(candidates);
        ShouldBeClose(predicted[..5], step.GetProperty("pred_first5").Doubles(), PredictionTolerances[k], $"predictions of step {k}");
        predicted.Average().ShouldBe(step.GetProperty("pred_mean").GetDouble(), PredictionTolerances[k], $"step {k}");
        var drawn = step.GetProperty("selected_indices").Integers();
        Rows(proposals).ShouldBe(drawn.Select(i => candidates[i]));
        ShouldBeClose([.. proposals.Select(p => p.Predicted!.Value)], [.. drawn.Select(i => predicted[i])], 1e-12, $"step {k}");
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
