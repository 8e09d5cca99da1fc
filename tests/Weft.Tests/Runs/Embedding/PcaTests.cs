using Shouldly;
using Weft.Cdar.Evaluation;
using Weft.Runs.Embedding;
using Weft.Tests.Cdar.Evaluation;

namespace Weft.Tests.Runs.Embedding;

public sealed class PcaTests
{
    [Fact]
    public void Points_on_a_line_have_one_component()
    {
        // Along (3, 4): at −5, 0 and 5 from their mean.
        var plane = Pca.Project(new FeatureRows([7, 6, 10, 10, 13, 14], 3, 2), 2);
        plane.ShouldBe([-5, 0, 0, 0, 5, 0], 1e-5);
    }

    [Theory]
    [InlineData(40, 6)]
    [InlineData(6, 40)]
    public void Components_are_uncorrelated_and_the_first_varies_most(int rows, int columns)
    {
        var (samples, _) = GoldenRows.Blobs(rows, 3, columns, 1, 4);
        var plane = Pca.Project(samples, 3);
        double Product(int a, int b) => Enumerable.Range(0, rows).Sum(i => (double)plane[(3 * i) + a] * plane[(3 * i) + b]);
        Product(0, 0).ShouldBeGreaterThan(Product(1, 1));
        Product(1, 1).ShouldBeGreaterThan(Product(2, 2));
        Product(0, 1).ShouldBe(0, 1e-3);
        Product(1, 2).ShouldBe(0, 1e-3);
        var all = Pca.Project(samples, Math.Min(rows, columns));
        all.Sum(value => (double)value * value).ShouldBe(Scatter(samples), 1e-3);
    }

    [Fact]
    public void Samples_that_are_alike_lie_at_zero()
    {
        Pca.Project(new FeatureRows([2, 2, 2, 2], 2, 2), 2).ShouldBe([0, 0, 0, 0]);
        Pca.Project(new FeatureRows([2], 1, 1), 2).ShouldBe([0, 0]);
        Should.Throw<ArgumentException>(() => Pca.Project(new FeatureRows([], 0, 2), 2)).Message.ShouldContain("0 samples cannot be described by 2 components.");
    }

    private static double Scatter(FeatureRows samples) => Enumerable.Range(0, samples.Columns).Sum(j =>
    {
        var column = Enumerable.Range(0, samples.Rows).Select(i => (double)samples.Row(i)[j]).ToList();
        return column.Sum(value => (value - column.Average()) * (value - column.Average()));
    });
}
