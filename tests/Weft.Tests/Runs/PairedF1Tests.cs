using Shouldly;
using Weft.Runs;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Runs;

public sealed class PairedF1Tests
{
    private const int Labels = 4;

    private static readonly int[][] Truth = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? new[] { 0, 2 } : i % 3 == 1 ? [1] : [0])];

    [Fact]
    public void The_difference_is_that_of_the_metric()
    {
        var (found, other) = (Noisy(10), Noisy(4));
        PairedF1.Bootstrap(Labels, new(Truth, [found]), new(Truth, [other]), new Random(1), resamples: 10).Mean
            .ShouldBe(Metric(found) - Metric(other), 1e-12);
    }

    [Fact]
    public void It_is_paired_repeatable_and_told_apart_from_nothing()
    {
        LabelGuesses found = new(Truth, [Noisy(10), Noisy(9)]), other = new(Truth, [Noisy(4)]);
        var interval = PairedF1.Bootstrap(Labels, found, other, new Random(1));
        interval.ShouldBe(PairedF1.Bootstrap(Labels, found, other, new Random(1)));
        interval.Low.ShouldBeGreaterThan(0);
        interval.High.ShouldBeGreaterThan(interval.Mean);
        interval.Method.ShouldBe("paired bootstrap over 300 test samples");

        // The same predictions differ in no draw.
        var same = PairedF1.Bootstrap(Labels, found, found, new Random(1));
        (same.Low, same.Mean, same.High).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Impossible_input_is_refused()
    {
        Should.Throw<ArgumentException>(() => PairedF1.Bootstrap(Labels, new([], [[]]), new([], [[]]), new Random(1)));
        Should.Throw<ArgumentException>(() => PairedF1.Bootstrap(Labels, new(Truth, [Truth]), new(Truth, [Truth[..5]]), new Random(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => PairedF1.Bootstrap(Labels, new(Truth, [Truth]), new(Truth, [Truth]), new Random(1), confidence: 1));
    }

    /// <summary>The truth, wrong in one sample of so many.</summary>
    private static int[][] Noisy(int every) => [.. Truth.Select((labels, i) => i % every == 0 ? [3] : labels)];

    private static double Metric(int[][] guesses)
    {
        using var scope = new TensorScope();
        var metric = new MetricAccumulator(Labels, multiLabel: true);
        metric.Add(Flags(guesses) * 10 + -5, Flags(Truth), 0);
        return metric.Value(MetricKind.F1Weighted);
    }

    private static Tensor Flags(int[][] sets) => Tensor.From(
        [.. sets.SelectMany(set => Enumerable.Range(0, Labels).Select(c => set.Contains(c) ? 1f : 0f))], sets.Length, Labels);
}
