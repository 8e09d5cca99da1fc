using Shouldly;
using Weft.Cdar.Evaluation;
using Weft.Torch;

namespace Weft.Tests.Cdar.Evaluation;

public sealed class ClusterAccuracyTests
{
    [Theory]
    [InlineData("square")]
    [InlineData("more_clusters")]
    [InlineData("no_new")]
    [InlineData("gap_labels")]
    public void It_is_that_of_the_published_code(string name)
    {
        using var golden = new GoldenFile("cdar", "cluster_acc.npz");
        var expected = GoldenJson.Read("cdar", "cluster_acc.json", name);
        var accuracy = ClusterAccuracy.Of(golden.Integers(name + "_gt"), golden.Integers(name + "_pred"), expected.GetProperty("num_old").GetInt32());
        foreach (var (key, value) in new[]
        {
            ("all", accuracy.All), ("old", accuracy.Old), ("new", accuracy.New),
            ("all_b", accuracy.BalancedAll), ("old_b", accuracy.BalancedOld), ("new_b", accuracy.BalancedNew),
        })
        {
            value.ShouldBe(expected.GetProperty(key).GetDouble(), 1e-12, $"{name} {key}");
        }

        accuracy.ClassOfCluster.ShouldBe(golden.Integers(name + "_assigned_gt_of_pred"));
        accuracy.Confusion.Counts.SelectMany(row => row).Select(count => (int)count).ShouldBe(golden.Integers(name + "_conf"));
    }

    [Fact]
    public void Names_of_clusters_do_not_matter()
    {
        var accuracy = ClusterAccuracy.Of([0, 0, 1, 1, 2, 2], [5, 5, 0, 0, 1, 1], known: 2);
        accuracy.Figures.Select(figure => figure.Value).ShouldBe([1, 1, 1, 1, 1, 1]);
        accuracy.ClassOfCluster.Take(2).ShouldBe([1, 2]);
        accuracy.ClassOfCluster[5].ShouldBe(0);
    }

    [Fact]
    public void What_cannot_be_matched_is_said()
    {
        Should.Throw<ArgumentException>(() => ClusterAccuracy.Of([0], [0, 1], 1)).Message.ShouldContain("1 labels cannot be compared with 2 clusters.");
        Should.Throw<WeftException>(() => ClusterAccuracy.Of([2_000_000_000], [0], 1)).Message
            .ShouldBe("Class or cluster 2000000000 cannot be matched: at most 2048 are.");
        Should.Throw<ArgumentException>(() => ClusterAccuracy.Of([-1, 0], [0, 0], 1)).Message.ShouldContain("Sample 0 has class -1");
    }
}
