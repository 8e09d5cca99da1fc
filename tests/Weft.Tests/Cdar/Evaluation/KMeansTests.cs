using Shouldly;
using Weft.Cdar.Evaluation;
using Weft.Torch;

namespace Weft.Tests.Cdar.Evaluation;

public sealed class KMeansTests
{
    [Fact]
    public void From_given_centres_it_ends_as_scikit_learn_does()
    {
        using var golden = new GoldenFile("cdar", "kmeans.npz");
        var result = KMeans.Lloyd(Samples(), golden.Rows("init").Values);
        result.Clusters.ShouldBe(golden.Integers("labels"));
        result.Centres.ShouldBe(golden.Rows("centers").Values, 1e-5);
        using var scope = new TensorScope();
        result.Inertia.ShouldBe(golden["inertia"].Item(), 1e-4 * golden["inertia"].Item());
        result.Rounds.ShouldBe((int)golden["n_iter"].Item());
    }

    [Fact]
    public void Its_own_beginnings_are_as_good_as_scikit_learns()
    {
        using var golden = new GoldenFile("cdar", "kmeans.npz");
        using var scope = new TensorScope();
        var expected = golden["inertia_seed0_default"].Item();
        for (var seed = 0UL; seed < 5; seed++)
        {
            KMeans.Fit(Samples(), 7, seed).Inertia.ShouldBeLessThan(1.01 * expected);
        }

        KMeans.Fit(Samples(), 7, 3).Clusters.ShouldBe(KMeans.Fit(Samples(), 7, 3).Clusters);
    }

    [Fact]
    public void The_published_clusters_score_as_published()
    {
        using var golden = new GoldenFile("cdar", "kmeans.npz");
        using var toy = new GoldenFile("cdar", "sskmeans.npz");
        var expected = GoldenJson.Read("cdar", "gcd_eval.json", "kmeans_np_seed0");
        var accuracy = ClusterAccuracy.Of(toy.Integers("gt"), golden.Integers("labels_seed0_default").AsSpan(60), 4);
        foreach (var (suffix, value) in accuracy.Figures)
        {
            value.ShouldBe(expected.GetProperty("kmeans" + suffix).GetDouble(), 1e-12, suffix);
        }
    }

    [Fact]
    public void Clusters_that_lie_apart_are_found()
    {
        var (rows, labels) = GoldenRows.Blobs(300, 6, 8, 0.3, 5);
        ClusterAccuracy.Of(labels, KMeans.Fit(rows, 6, 1).Clusters, 6).All.ShouldBe(1);
    }

    [Fact]
    public void An_empty_cluster_takes_the_farthest_sample()
    {
        // The second centre is nobody's; the sample at 10 is farthest from the first.
        var result = KMeans.Lloyd(new FeatureRows([0, 1, 2, 10], 4, 1), [1, 100]);
        result.Clusters.ShouldBe([0, 0, 0, 1]);
        result.Centres.ShouldBe([1, 10], 1e-6);
    }

    [Fact]
    public void Samples_that_are_all_alike_are_no_trouble()
    {
        var result = KMeans.Fit(new FeatureRows([3, 3, 3, 3, 3, 3], 6, 1), 3, 1);
        result.Inertia.ShouldBe(0);
        result.Centres.ShouldBe([3, 3, 3]);
    }

    [Fact]
    public void What_cannot_be_clustered_is_said()
    {
        var rows = new FeatureRows([1, 2], 2, 1);
        Should.Throw<WeftException>(() => KMeans.Fit(rows, 3, 1)).Message
            .ShouldBe("2 samples cannot be divided into 3 clusters: take fewer clusters or more samples.");
        Should.Throw<UsageException>(() => KMeans.Fit(rows, 2, 1, new() { Starts = 0 })).Message.ShouldContain("starts 0");
        Should.Throw<ArgumentException>(() => KMeans.Lloyd(rows, [])).Message.ShouldContain("0 numbers are no centres of 2 samples of 1 numbers.");
        Should.Throw<WeftException>(() => new FeatureRows([1, 2, 3, float.NaN], 2, 2)).Message.ShouldContain("Sample 1 has a number that is not finite in column 1");
    }

    private static FeatureRows Samples()
    {
        using var toy = new GoldenFile("cdar", "sskmeans.npz");
        return toy.Rows("Xs").Then(toy.Rows("Xt"));
    }
}
