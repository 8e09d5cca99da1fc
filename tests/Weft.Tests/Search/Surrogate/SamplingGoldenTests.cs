using Shouldly;
using Weft.Mfas;
using Weft.Search;
using Weft.Search.Surrogate;
using Weft.Torch;

namespace Weft.Tests.Search.Surrogate;

/// <summary>Store, merge, draw and temperature against the published code.</summary>
public sealed class SamplingGoldenTests
{
    public static TheoryData<string> Temperatures => ["10.0", "9.406", "3.805", "1.0", "0.658", "0.2189", "0.2"];

    [Theory]
    [MemberData(nameof(Temperatures))]
    public void Draws_what_numpy_draws(string temperature)
    {
        var golden = GoldenJson.Read("mfas", "golden.json", "sampling");
        var probabilities = WeightedDraw.Probabilities(golden.GetProperty("accuracies").Doubles(), double.Parse(temperature));
        var expected = golden.GetProperty("probs").GetProperty(temperature).Doubles();
        probabilities.Length.ShouldBe(expected.Length);
        probabilities.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);

        var uniforms = golden.GetProperty("uniforms_seed11").Doubles();
        var next = 0;
        WeightedDraw.Draw(probabilities, 5, () => uniforms[next++])
            .ShouldBe(golden.GetProperty("choice_seed11_k5").GetProperty(temperature).Integers());
    }

    [Fact]
    public void Temperatures_of_the_default_search()
    {
        var schedule = new TemperatureSchedule();
        var steps = GoldenJson.Read("mfas", "golden.json", "temperature_schedule_default").EnumerateArray().ToList();
        steps.Count.ShouldBe(12);
        foreach (var step in steps)
        {
            schedule.After(step.GetProperty("search_iteration").GetInt32(), step.GetProperty("level").GetInt32(), 3, 4)
                .ShouldBe(step.GetProperty("temperature_after_step").GetDouble(), 1e-12);
        }

        // Counted by steps, no temperature comes twice.
        var repaired = schedule with { Index = TemperatureIndex.Steps };
        var temperatures = Enumerable.Range(0, 12).Select(i => repaired.After(i / 4, i % 4, 3, 4)).ToList();
        temperatures.Distinct().Count().ShouldBe(12);
        temperatures.ShouldBe(temperatures.OrderDescending());
        temperatures[3].ShouldBe(schedule.After(1, 0, 3, 4), "the first sweep is the same");
    }

    [Theory]
    [InlineData("layer2_appends", 2)]
    [InlineData("layer1_replaces", 1)]
    [InlineData("empty_layer0", 0)]
    public void Merges_parents_and_options(string name, int level)
    {
        var golden = GoldenJson.Read("mfas", "golden.json", "merge");
        var parents = level == 0 ? [] : golden.GetProperty("prev").EnumerateArray().Select(p => p.Rows()).ToList();
        CandidateMerge.Merge(parents, golden.GetProperty("unfolded").Rows().Rows, level)
            .ShouldBe(golden.GetProperty(name).EnumerateArray().Select(c => c.Rows()));
    }

    [Theory]
    [InlineData("layer_confs_avmnist", 5, 3)]
    [InlineData("layer_confs_ntu", 4, 4)]
    public void Options_come_in_the_published_order(string name, int first, int second)
    {
        var space = Space(first, second);
        var expected = GoldenJson.Read("mfas", "golden.json", name).Rows();
        space.OptionCount(0).ShouldBe(expected.Length);
        new ChoiceRows([.. Enumerable.Range(0, expected.Length).Select(i => space.Option(3, i))]).ShouldBe(expected);
        CandidateMerge.Merge(space, [], 0).ShouldBe(expected.Rows.Select(r => new ChoiceRows([r])));
    }

    [Fact]
    public void Stores_the_best_by_length()
    {
        var golden = GoldenJson.Read("mfas", "golden.json", "dataloader");
        var store = new ScoreStore();
        foreach (var entry in golden.GetProperty("add_sequence").EnumerateArray())
        {
            store.Add(entry[0].Rows(), entry[1].GetDouble());
        }

        var confs = golden.GetProperty("groups_conf").EnumerateArray().ToList();
        var scores = golden.GetProperty("groups_acc").EnumerateArray().ToList();
        store.Groups.Count.ShouldBe(confs.Count);
        for (var g = 0; g < confs.Count; g++)
        {
            var group = store.Groups[g];
            group.Count.ShouldBe(scores[g].GetArrayLength());
            for (var i = 0; i < group.Count; i++)
            {
                ((float)group[i].Score).ShouldBe(scores[g][i][0].GetSingle());
                for (var level = 0; level < group[i].Rows.Length; level++)
                {
                    group[i].Rows.Rows[level].ShouldBe(confs[g][level][i].Doubles().Select(v => (int)v));
                }
            }
        }

        var best = golden.GetProperty("k_best2").EnumerateArray().Select(b => (b[0].Rows(), b[1].GetDouble())).ToList();
        store.Best(2).Reverse().ShouldBe(best);
        store.Best(100).Count.ShouldBe(store.Count);
        store.Find(ChoiceRows.Of([1, 1, 0])).ShouldBe(0.6);
        store.Find(ChoiceRows.Of([4, 1, 0])).ShouldBeNull();
    }

    [Fact]
    public void What_cannot_be_drawn_or_merged_is_said()
    {
        Should.Throw<WeftException>(() => WeightedDraw.Draw(WeightedDraw.Probabilities([0.5, 0, 0.25], 1), 3, WeightedDraw.Uniforms(1)))
            .Message.ShouldContain("3 candidates are to be drawn, but only 2 of 3 have a score above 0");
        Should.Throw<WeftException>(() => WeightedDraw.Probabilities([0, 0], 1)).Message.ShouldContain("every score is 0");
        Should.Throw<WeftException>(() => WeightedDraw.Probabilities([0.5, double.NaN], 1)).Message.ShouldContain("one is NaN");
        Should.Throw<WeftException>(() => WeightedDraw.Probabilities([0.5, -0.5], 1)).Message.ShouldContain("one is -0.5");
        Should.Throw<UsageException>(() => WeightedDraw.Probabilities([0.5], 0)).Message.ShouldContain("above 0, not 0");
        var space = Space(5, 3);
        Should.Throw<UsageException>(() => CandidateMerge.Merge(space, [], 1)).Message.ShouldContain("level 1 need parents");
        Should.Throw<UsageException>(() => CandidateMerge.Merge(space, [ChoiceRows.Of([0, 0, 0])], 3)).Message.ShouldContain("has 1 rows");
        Should.Throw<UsageException>(() => CandidateMerge.Merge(Space(2000, 2000), [], 0)).Message.ShouldContain("more than 1000000 candidates");
    }

    [Fact]
    public void Draws_are_different_repeat_with_their_seed_and_prefer_the_better()
    {
        double[] scores = [0.1, 0.2, 0.4, 0.8];
        var probabilities = WeightedDraw.Probabilities(scores, 1);
        var first = new int[4];
        for (var seed = 0UL; seed < 2000; seed++)
        {
            var drawn = WeightedDraw.Draw(probabilities, 3, WeightedDraw.Uniforms(seed));
            drawn.Distinct().Count().ShouldBe(3);
            WeightedDraw.Draw(probabilities, 3, WeightedDraw.Uniforms(seed)).ShouldBe(drawn);
            first[drawn[0]]++;
        }

        for (var i = 0; i < 4; i++)
        {
            (first[i] / 2000.0).ShouldBe(probabilities[i], 0.04);
        }
    }

    private static MfasSpace Space(int first, int second) => new(
        [.. Enumerable.Range(0, first).Select(t => new Tap("a", $"{t}", 2)), .. Enumerable.Range(0, second).Select(t => new Tap("b", $"{t}", 2))],
        new MfasShape(),
        10);
}
