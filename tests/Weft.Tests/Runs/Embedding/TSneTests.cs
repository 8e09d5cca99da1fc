using System.Diagnostics;
using Shouldly;
using Weft.Cdar.Evaluation;
using Weft.Runs.Embedding;
using Weft.Tests.Cdar.Evaluation;
using Weft.Torch;

namespace Weft.Tests.Runs.Embedding;

public sealed class TSneTests
{
    [Fact]
    public void Groups_stay_together_and_apart_from_each_other()
    {
        var (samples, labels) = GoldenRows.Blobs(203, 4, 60, 0.5, 8);
        var plane = TSne.Place(samples, 1, new() { Perplexity = 15 });
        plane.ShouldAllBe(value => float.IsFinite(value));

        // Everyone's nearest neighbour is of its own group.
        for (var i = 0; i < labels.Length; i++)
        {
            var nearest = Enumerable.Range(0, labels.Length).Where(j => j != i).MinBy(j => Square(plane, i, j));
            labels[nearest].ShouldBe(labels[i]);
        }

        // And groups are farther apart than they are wide.
        Square(plane, 0, 1).ShouldBeGreaterThan(4 * Enumerable.Range(1, 20).Average(k => Square(plane, 0, 4 * k)));
        TSne.Place(samples, 1, new() { Perplexity = 15 }).ShouldBe(plane);
    }

    [Fact]
    public void Odds_of_neighbours_add_up_and_are_as_wide_as_asked()
    {
        var (samples, _) = GoldenRows.Blobs(90, 3, 10, 1, 3);
        var odds = NeighbourOdds.Of(samples, 12);
        odds.Sum().ShouldBe(1, 1e-4);
        for (var i = 0; i < 90; i++)
        {
            odds[i * 91].ShouldBe(0);
            odds[i].ShouldBe(odds[i * 90]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Few_or_equal_samples_are_no_trouble(int rows)
    {
        var equal = TSne.Place(new FeatureRows(new float[rows * 3], rows, 3), 1);
        equal.Length.ShouldBe(2 * rows);
        equal.ShouldAllBe(value => float.IsFinite(value));
        var (samples, _) = GoldenRows.Blobs(rows, 2, 3, 1, 3);
        TSne.Place(samples, 1).ShouldAllBe(value => float.IsFinite(value));
    }

    [Fact]
    public void What_cannot_be_placed_is_said()
    {
        Should.Throw<WeftException>(() => TSne.Place(new FeatureRows(new float[2001], 2001, 1), 1)).Message
            .ShouldBe("2001 samples cannot be placed by t-SNE: at least 1 and at most 2000.");
        Should.Throw<UsageException>(() => TSne.Place(new FeatureRows([1], 1, 1), 1, new() { Perplexity = 0 })).Message.ShouldContain("perplexity 0");
    }

    [Fact]
    [Trait("Category", "Long")]
    public void The_largest_picture_takes_seconds()
    {
        var (samples, _) = GoldenRows.Blobs(2000, 12, 768, 2, 3);
        var clock = Stopwatch.StartNew();
        _ = TSne.Place(samples, 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    private static double Square(float[] plane, int i, int j) =>
        Math.Pow(plane[2 * i] - plane[2 * j], 2) + Math.Pow(plane[(2 * i) + 1] - plane[(2 * j) + 1], 2);
}
