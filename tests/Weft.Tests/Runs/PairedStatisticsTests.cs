using Shouldly;
using Weft.Runs;

namespace Weft.Tests.Runs;

public sealed class PairedStatisticsTests
{
    [Fact]
    public void Mean_and_sample_deviation_are_the_textbook_ones()
    {
        double[] values = [2, 4, 4, 4, 5, 5, 7, 9];
        PairedStatistics.Mean(values).ShouldBe(5);
        PairedStatistics.SampleStd(values).ShouldBe(Math.Sqrt(32.0 / 7), 1e-12);
        PairedStatistics.SampleStd([3]).ShouldBe(0);
        Should.Throw<ArgumentException>(() => PairedStatistics.Mean([]));
    }

    /// <summary>Quantiles from printed t tables: 12.706 with 1 degree of freedom, 4.303 with 2, 2.776 with 4, and 4.604 at 99 %.</summary>
    [Theory]
    [InlineData(2, 0.95, 12.7062)]
    [InlineData(3, 0.95, 4.30265)]
    [InlineData(5, 0.95, 2.77645)]
    [InlineData(5, 0.99, 4.60409)]
    public void Student_interval_uses_the_tabled_quantiles(int seeds, double confidence, double quantile)
    {
        var differences = Enumerable.Range(1, seeds).Select(i => (double)i).ToArray();
        var interval = PairedStatistics.StudentInterval(differences, confidence);
        var half = quantile * PairedStatistics.SampleStd(differences) / Math.Sqrt(seeds);
        interval.Mean.ShouldBe((seeds + 1) / 2.0, 1e-12);
        interval.High.ShouldBe(interval.Mean + half, 1e-4);
        interval.Low.ShouldBe(interval.Mean - half, 1e-4);
        interval.Method.ShouldBe($"Student t over {seeds} seeds");
    }

    [Fact]
    public void Student_interval_needs_two_seeds_and_a_sensible_confidence()
    {
        Should.Throw<ArgumentException>(() => PairedStatistics.StudentInterval([1]));
        Should.Throw<ArgumentOutOfRangeException>(() => PairedStatistics.StudentInterval([1, 2], 1));
        Should.Throw<ArgumentOutOfRangeException>(() => PairedStatistics.StudentInterval([1, 2], double.NaN));
    }

    /// <summary>For many samples the percentile interval approaches the normal one, whose width follows from the differences' variance.</summary>
    [Fact]
    public void Bootstrap_agrees_with_the_normal_approximation()
    {
        const int samples = 4000;
        var found = Enumerable.Range(0, samples).Select(i => i % 10 < 8).ToArray();
        var other = Enumerable.Range(0, samples).Select(i => i % 10 is >= 1 and < 8).ToArray();
        var interval = PairedStatistics.PairedBootstrap([found], [other], new Random(3), resamples: 4000);
        var half = 1.95996 * Math.Sqrt(0.1 * 0.9 / samples);
        interval.Mean.ShouldBe(0.1, 1e-12);
        interval.Low.ShouldBe(0.1 - half, 0.0008);
        interval.High.ShouldBe(0.1 + half, 0.0008);
        interval.Method.ShouldBe("paired bootstrap over 4000 test samples");
    }

    [Fact]
    public void Bootstrap_is_paired_and_repeatable()
    {
        var random = new Random(5);
        bool[][] seeds = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 500).Select(_ => random.Next(2) == 0).ToArray())];

        // A method against itself differs by nothing, however chancy its answers are.
        var same = PairedStatistics.PairedBootstrap(seeds, seeds, new Random(1), resamples: 200);
        (same.Low, same.Mean, same.High).ShouldBe((0, 0, 0));

        var first = PairedStatistics.PairedBootstrap(seeds, [seeds[0]], new Random(1), resamples: 200);
        PairedStatistics.PairedBootstrap(seeds, [seeds[0]], new Random(1), resamples: 200).ShouldBe(first);
        first.Mean.ShouldBe(seeds.Average(seed => seed.Count(right => right)) / 500 - (seeds[0].Count(right => right) / 500.0), 1e-12);
    }

    [Fact]
    public void Bootstrap_refuses_what_is_not_paired()
    {
        Should.Throw<ArgumentException>(() => PairedStatistics.PairedBootstrap([[true]], [[true, false]], new Random(1)));
        Should.Throw<ArgumentException>(() => PairedStatistics.PairedBootstrap([], [[true]], new Random(1)));
        Should.Throw<ArgumentException>(() => PairedStatistics.PairedBootstrap(new bool[][] { [] }, new bool[][] { [] }, new Random(1)));
    }

    [Fact]
    public void Samples_can_be_partly_right()
    {
        var random = new Random(3);
        bool[][] rights = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 60).Select(_ => random.Next(3) == 0).ToArray())];
        bool[][] others = [[.. Enumerable.Range(0, 60).Select(_ => random.Next(2) == 0)]];
        double[][] Numbers(bool[][] seeds, double right) => [.. seeds.Select(seed => seed.Select(r => r ? right : 0).ToArray())];

        // Rights and wrongs are numbers like any other: the same draws, the same interval.
        PairedStatistics.PairedBootstrap(Numbers(rights, 1), Numbers(others, 1), new Random(4), resamples: 300)
            .ShouldBe(PairedStatistics.PairedBootstrap(rights, others, new Random(4), resamples: 300));
        var whole = PairedStatistics.PairedBootstrap(Numbers(rights, 1), Numbers(others, 1), new Random(4), resamples: 300);
        var third = PairedStatistics.PairedBootstrap(Numbers(rights, 0.3), Numbers(others, 0.3), new Random(4), resamples: 300);
        third.Mean.ShouldBe(0.3 * whole.Mean, 1e-12);
        third.Low.ShouldBe(0.3 * whole.Low, 1e-12);
        third.High.ShouldBe(0.3 * whole.High, 1e-12);
        Should.Throw<ArgumentException>(() => PairedStatistics.PairedBootstrap(new[] { new[] { 0.3 } }, new[] { new[] { 0.3, 1 } }, new Random(1)));
        Should.Throw<ArgumentException>(() => PairedStatistics.PairedBootstrap(new double[][] { [] }, new double[][] { [] }, new Random(1)));
    }

    [Fact]
    public void Quantiles_lie_between_neighbours()
    {
        double[] sorted = [1, 2, 3, 4];
        PairedStatistics.Quantile(sorted, 0).ShouldBe(1);
        PairedStatistics.Quantile(sorted, 0.5).ShouldBe(2.5);
        PairedStatistics.Quantile(sorted, 1).ShouldBe(4);
    }
}
