using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class VerdictTests
{
    [Theory]
    [InlineData(0.019, 0.004, 0.033, "The found network is 1.9 points better than late fusion; the 95 % interval of the paired difference, 0.4 to 3.3, excludes zero.")]
    [InlineData(0.003, -0.006, 0.011, "The found network is not distinguishable from late fusion; the 95 % interval of the paired difference, −0.6 to 1.1, includes zero.")]
    [InlineData(-0.02, -0.03, -0.01, "The found network is 2.0 points worse than late fusion; the 95 % interval of the paired difference, −3.0 to −1.0, excludes zero.")]
    [InlineData(0.01, 0.0002, 0.02, "The found network is 1.00 points better than late fusion; the 95 % interval of the paired difference, 0.02 to 2.00, excludes zero.")]
    [InlineData(0.01, 0, 0.02, "The found network is not distinguishable from late fusion; the 95 % interval of the paired difference, 0.0 to 2.0, includes zero.")]
    [InlineData(0.01, 0.02, 0.03, "On average the found network is 5.0 points above late fusion; the paired interval in the report is not usable, so this may be chance.")]
    public void The_first_sentence_follows_from_the_interval(double mean, double low, double high, string says) =>
        Judge([Line("late-fusion", 0.8, 0.82), Line("found", 0.85, 0.87)], [new("late-fusion", "accuracy", mean, low, high, 0.95, "")])
            .Sentences.ShouldBe([says]);

    [Fact]
    public void The_strongest_other_method_comes_first_and_none_is_passed_over()
    {
        var verdict = Judge(
            [Line("single:a", 0.5, 0.5), Line("late-fusion", 0.9, 0.91), Line("random-search", 0.8, 0.8), Line("found", 0.85, 0.85)],
            [new("late-fusion", "accuracy", -0.05, -0.06, -0.04, 0.95, ""), new("random-search", "accuracy", 0.05, 0.04, 0.06, 0.95, "")]);
        verdict.Outcome.ShouldBe(Outcome.Worse);
        verdict.Sentences[0].ShouldStartWith("The found network is 5.0 points worse than late fusion, the strongest of the 3 other methods;");
        verdict.Sentences.Skip(1).ShouldBe(["It is better than random search.", "No usable paired interval compares it with a alone."]);
    }

    [Fact]
    public void Without_interval_or_seeds_it_says_so()
    {
        var verdict = Judge([Line("late-fusion", 0.8), Line("found", 0.81)], []);
        verdict.Outcome.ShouldBe(Outcome.Unknown);
        verdict.Sentences[0].ShouldBe("On average the found network is 1.0 points above late fusion; no paired interval was computed, so this may be chance.");
        verdict.Sentences[1].ShouldStartWith("Every method was trained with a single seed");
    }

    [Fact]
    public void An_interval_of_another_metric_does_not_count() =>
        Judge([Line("late-fusion", 0.8, 0.8), Line("found", 0.9, 0.9)], [new("late-fusion", "f1", 0.1, 0.05, 0.15, 0.95, "")])
            .Outcome.ShouldBe(Outcome.Unknown);

    [Fact]
    public void Only_a_search_owes_a_verdict()
    {
        Judge([], []).Sentences.ShouldHaveSingleItem().ShouldContain("no other method to compare with");
        Verdict.Of(new RunReport { Kind = "train", Task = "t", Method = "m" }).ShouldBeNull();
    }

    private static Verdict Judge(BaselineReport[] lines, PairedDifference[] differences) =>
        Verdict.Of(new RunReport { Kind = "search", Task = "t", Method = "m", Baselines = lines, Differences = differences })!;

    private static BaselineReport Line(string name, params double[] values) =>
        new() { Name = name, Metric = "accuracy", Seeds = [.. values.Select((_, i) => (ulong)i)], Values = values };
}
