using Shouldly;
using Weft.Runs;
using Weft.Tests.Runs.Html;

namespace Weft.Tests.Runs;

public sealed class TrialCorrelationsTests
{
    /// <summary>One step is ordered rightly, one the wrong way round: good over all trials, worth nothing within a step.</summary>
    [Fact]
    public void Knowing_only_the_step_is_not_foreseeing()
    {
        TrialReport[] trials =
        [
            SampleTrials.Trial(1, 0.50, step: 1, predicted: 0.51), SampleTrials.Trial(2, 0.52, step: 1, predicted: 0.53),
            SampleTrials.Trial(3, 0.82, step: 2, predicted: 0.80), SampleTrials.Trial(4, 0.80, step: 2, predicted: 0.82),
        ];
        var lines = TrialCorrelations.Of(trials);
        lines.Select(line => (line.Name, line.Scope, line.Trials)).ShouldBe(
            [("surrogate", "all trials", 4), ("surrogate", "within a step, median", 4)]);
        lines[0].Spearman!.Value.ShouldBe(0.8, 1e-12);
        lines[0].Kendall!.Value.ShouldBe(4.0 / 6, 1e-12);
        lines[0].MeanAbsoluteError!.Value.ShouldBe(0.015, 1e-12);
        (lines[1].Spearman, lines[1].Kendall, lines[1].MeanAbsoluteError).ShouldBe((0, 0, null));
    }

    [Fact]
    public void Failed_and_shared_trials_do_not_count_and_proxies_come_by_name()
    {
        static TrialReport With(TrialReport trial, double b, double a) =>
            trial with { Proxies = new Dictionary<string, double> { ["b"] = b, ["a"] = a } };
        TrialReport[] trials =
        [
            With(SampleTrials.Trial(1, 0.5), 1, 9), With(SampleTrials.Trial(2, 0.6), 2, 8), With(SampleTrials.Trial(3, null), 0, 0),
            With(SampleTrials.Trial(4, 0.5) with { SameAs = 1 }, 7, 7), SampleTrials.Trial(5, 0.7, predicted: 0.7),
        ];
        TrialCorrelations.Of(trials).Select(line => (line.Name, line.Trials, line.Spearman))
            .ShouldBe([("a", 2, -1), ("a", 2, -1), ("b", 2, 1), ("b", 2, 1)]);
        TrialCorrelations.Of([]).ShouldBeEmpty();
    }
}
