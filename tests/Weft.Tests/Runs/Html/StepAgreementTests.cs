using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class StepAgreementTests
{
    [Theory]
    [InlineData(new[] { 1.0, 2, 3, 4, 5 }, "1.00", "rank better than chance.")]
    [InlineData(new[] { 5.0, 4, 3, 2, 1 }, "−1.00", "rank worse than chance: what they expect to be better is worse.")]
    [InlineData(new[] { 2.0, 1, 5, 4, 3 }, "0.50", "rank no better than chance.")]
    public void The_sentence_follows_from_the_numbers(double[] predicted, string spearman, string verdict)
    {
        // One step of five: chance exceeds 1.645 / sqrt(4).
        var sentence = StepAgreement.Of([.. predicted.Select((value, i) => SampleTrials.Trial(i + 1, (i + 1) / 10.0, 2, value / 10))])!.Sentence();
        sentence.ShouldBe(
            $"Over 5 trials in 1 step, predicted and measured order within a step agree with a Spearman correlation of {spearman} on average; "
            + $"random predictions exceed 0.82 in one search of twenty. The predictions {verdict}");
    }

    [Fact]
    public void Steps_are_weighted_by_their_trials_less_one()
    {
        TrialReport[] trials =
        [
            .. Enumerable.Range(1, 3).Select(i => SampleTrials.Trial(i, i / 10.0, 1, i)),
            .. Enumerable.Range(4, 5).Select(i => SampleTrials.Trial(i, i / 10.0, 2, -i)),
        ];
        var agreement = StepAgreement.Of(trials)!;
        agreement.Spearman.ShouldBe(((2 * 1) + (4 * -1)) / 6.0, 1e-12);
        agreement.Chance.ShouldBe(1.645 / Math.Sqrt(6), 1e-12);
    }

    /// <summary>What "one search of twenty" says: random predictions stay below in about 95 of 100.</summary>
    [Fact]
    public void Random_predictions_rarely_exceed_chance()
    {
        var random = new Random(5);
        var exceeded = Enumerable.Range(0, 2000).Count(_ =>
        {
            var trials = Enumerable.Range(0, 36).Select(i => SampleTrials.Trial(i, random.NextDouble(), i / 12, random.NextDouble()));
            var agreement = StepAgreement.Of(trials)!;
            return agreement.Spearman > agreement.Chance;
        });
        (exceeded / 2000.0).ShouldBeInRange(0.035, 0.065);
    }

    [Fact]
    public void Too_few_equal_failed_and_shared_trials_say_nothing()
    {
        StepAgreement.Of([SampleTrials.Trial(1, 0.1, 1, 0.2), SampleTrials.Trial(2, 0.2, 1, 0.3)]).ShouldBeNull();
        StepAgreement.Of([.. Enumerable.Range(1, 5).Select(i => SampleTrials.Trial(i, 0.5, 1, i))]).ShouldBeNull();
        StepAgreement.Of([.. Enumerable.Range(1, 5).Select(i => SampleTrials.Trial(i, i, 1, i) with { SameAs = 9 })]).ShouldBeNull();
        StepAgreement.Of([.. Enumerable.Range(1, 5).Select(i => SampleTrials.Trial(i, null, 1, i))]).ShouldBeNull();
    }
}
