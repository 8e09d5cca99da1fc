using Shouldly;
using Weft.Cdar.Evaluation;
using Weft.Torch;

namespace Weft.Tests.Cdar.Evaluation;

public sealed class SemiSupervisedKMeansTests
{
    private static readonly SemiSupervisedSettings Reference = new() { Reference = true };

    [Fact]
    public void With_the_published_draws_every_try_ends_as_published()
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        using var clustering = Toy(golden, Reference);
        var expected = golden.Rows("per_seed");
        for (var n = 0; n < 20; n++)
        {
            var result = clustering.Fit(golden.Integers($"pick_{n}"));
            result.Unlabelled.ShouldBe(golden.Integers($"pred_target_{n}"), $"try {n}");
            var accuracy = ClusterAccuracy.Of(golden.Integers("gt"), result.Unlabelled, 4);
            double[] figures = [result.Rounds, accuracy.BalancedAll, accuracy.BalancedOld, accuracy.BalancedNew, accuracy.All, accuracy.Old, accuracy.New];
            figures.ShouldBe(expected.Row(n).ToArray().Select(value => (double)value), 1e-6);
            if (n < 3)
            {
                result.Centres.ShouldBe(golden.Rows($"final_centroids_{n}").Values, 1e-7);
                result.Labelled.Concat(result.Unlabelled).ShouldBe(golden.Integers($"final_labels_{n}"));
            }
        }
    }

    [Fact]
    public void Without_an_empty_cluster_sound_and_published_come_to_the_same()
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        using var clustering = Toy(golden, new());
        for (var n = 0; n < 20; n++)
        {
            clustering.Fit(golden.Integers($"pick_{n}")).Unlabelled.ShouldBe(golden.Integers($"pred_target_{n}"), $"try {n}");
        }
    }

    [Fact]
    public void An_empty_cluster_takes_everything_only_as_published()
    {
        // Two equal beginnings: the second gets nothing, for equal cosines go to the first.
        var known = new FeatureRows([1, 0, 1, 0.01f], 2, 2);
        var target = new FeatureRows([1, 0.02f, 0, 1, 0.05f, 1, 0, 1], 4, 2);
        using var published = new SemiSupervisedKMeans(known, [0, 0], target, 1, Reference);
        published.Fit([3, 5]).Unlabelled.Distinct().Count().ShouldBe(1);
        using var sound = new SemiSupervisedKMeans(known, [0, 0], target, 1);
        var result = sound.Fit([3, 5]);
        result.Centres.ShouldAllBe(value => float.IsFinite(value));
        result.Unlabelled[0].ShouldBe(0);
        result.Unlabelled.Skip(1).ShouldAllBe(cluster => cluster != 0);
    }

    [Fact]
    public void A_known_class_that_nobody_belongs_to_keeps_its_centre()
    {
        // Class 1 begins where class 0 does, so class 0 gets all; its centre must still be a direction at the end.
        var known = new FeatureRows([1, 0, 1, 0], 2, 2);
        var target = new FeatureRows([1, 0, 0, 1], 2, 2);
        using var clustering = new SemiSupervisedKMeans(known, [0, 1], target, 2);
        var result = clustering.Fit([3]);
        result.Unlabelled.ShouldBe([0, 2]);
        (result.Centres[3] / result.Centres[2]).ShouldBe(0);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(1000f)]
    [InlineData(0.001f)]
    public void The_scale_of_features_does_not_matter(float scale)
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        using var clustering = Toy(golden, new() { Tolerance = 0.1 });
        using var scaled = Toy(golden, new() { Tolerance = 0.1 }, scale);
        var (plain, other) = (clustering.Fit(golden.Integers("pick_9")), scaled.Fit(golden.Integers("pick_9")));
        other.Rounds.ShouldBe(plain.Rounds);
        other.Unlabelled.ShouldBe(plain.Unlabelled);
        plain.Rounds.ShouldBeLessThan(15);
    }

    [Fact]
    public void Pinned_samples_stay_with_their_class()
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        using var free = Toy(golden, new());
        using var pinned = Toy(golden, new() { Pin = true });
        free.Fit(golden.Integers("pick_0")).Labelled.ShouldNotBe(golden.Integers("gs"));
        pinned.Fit(golden.Integers("pick_0")).Labelled.ShouldBe(golden.Integers("gs"));
    }

    [Fact]
    public void Its_own_draws_are_repeatable_and_find_clusters_that_lie_apart()
    {
        var (source, sourceLabels) = GoldenRows.Blobs(60, 3, 8, 0.3, 1);
        var (target, labels) = GoldenRows.Blobs(150, 5, 8, 0.3, 2);
        using var clustering = new SemiSupervisedKMeans(source, sourceLabels, target, 3);
        var results = Enumerable.Range(0, 10).Select(seed => clustering.Fit(5, (ulong)seed)).ToList();
        clustering.Fit(5, 4).Unlabelled.ShouldBe(results[4].Unlabelled);
        var best = results.MaxBy(result => result.Fit)!;
        ClusterAccuracy.Of(labels, best.Unlabelled, 3).All.ShouldBe(1);

        // Clusters that began as known classes are these classes, without any matching.
        best.Labelled.ShouldBe(sourceLabels);
    }

    [Fact]
    public void What_cannot_be_clustered_is_said()
    {
        var rows = new FeatureRows([1, 2, 3, 4], 2, 2);
        Should.Throw<ArgumentException>(() => new SemiSupervisedKMeans(rows, [0], rows, 1)).Message.ShouldContain("2 labelled samples have 1 labels.");
        Should.Throw<ArgumentException>(() => new SemiSupervisedKMeans(rows, [0, 2], rows, 2)).Message.ShouldContain("Label 2 is not one of 2 known classes.");
        Should.Throw<WeftException>(() => new SemiSupervisedKMeans(rows, [0, 2], rows, 3)).Message
            .ShouldBe("Known class 1 has no labelled sample to begin its cluster with: check the source list and the class map.");
        Should.Throw<WeftException>(() => new SemiSupervisedKMeans(rows, [0, 0], new FeatureRows([], 0, 2), 1)).Message.ShouldContain("no unlabelled sample");
        Should.Throw<UsageException>(() => new SemiSupervisedKMeans(rows, [0, 0], rows, 1, new() { LabelWeight = 1 })).Message.ShouldContain("label weight 1");
        using var clustering = new SemiSupervisedKMeans(rows, [0, 1], rows, 2);
        Should.Throw<WeftException>(() => clustering.Fit(1, 0)).Message.ShouldContain("1 clusters do not fit 2 known classes and 2 unlabelled samples");
        Should.Throw<WeftException>(() => clustering.Fit(5, 0)).Message.ShouldContain("5 clusters do not fit");
        clustering.Fit(4, 0).Unlabelled.Length.ShouldBe(2);
        Should.Throw<ArgumentOutOfRangeException>(() => clustering.Fit([4]));
    }

    private static SemiSupervisedKMeans Toy(GoldenFile golden, SemiSupervisedSettings settings, float scale = 1)
    {
        var (source, target) = (golden.Rows("Xs"), golden.Rows("Xt"));
        return new(Scaled(source), golden.Integers("gs"), Scaled(target), 4, settings);

        FeatureRows Scaled(FeatureRows rows) => new([.. rows.Values.Select(value => scale * value)], rows.Rows, rows.Columns);
    }
}
