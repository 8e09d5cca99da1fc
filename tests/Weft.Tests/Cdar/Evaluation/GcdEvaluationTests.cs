using System.Diagnostics;
using Shouldly;
using Weft.Cdar.Evaluation;
using Weft.Torch;

namespace Weft.Tests.Cdar.Evaluation;

public sealed class GcdEvaluationTests
{
    private static readonly string[] Suffixes = ["", "_old", "_new", "_balanced", "_balanced_old", "_balanced_new"];

    [Fact]
    public void The_best_of_the_published_tries_is_what_was_published()
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        var labels = golden.Integers("gt");
        var tries = Enumerable.Range(0, 20).Select(n => ClusterAccuracy.Of(labels, golden.Integers($"pred_target_{n}"), 4)).ToList();
        var result = new GcdResult(tries, [.. tries.Select(accuracy => -accuracy.All)]);
        var expected = GoldenJson.Read("cdar", "gcd_eval.json", "gcd_v2");
        foreach (var (suffix, value) in result.Oracle.Figures)
        {
            value.ShouldBe(expected.GetProperty("gcd_v2" + suffix).GetDouble(), 1e-12, suffix);
        }

        result.Fittest.All.ShouldBe(tries.Min(accuracy => accuracy.All));
        result.Over(accuracy => accuracy.BalancedAll).Mean.ShouldBe(0.53258926, 1e-6);
        result.Over(accuracy => accuracy.BalancedAll).Std.ShouldBe(0.08262248, 1e-6);
    }

    [Fact]
    public void Sound_figures_are_means_and_name_the_oracle_and_reference_gives_it_alone()
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        var inputs = Toy(golden) with { Tries = 6 };
        var sound = AdaptationMetrics.Compute(["gcd"], inputs);
        sound.Keys.ShouldBe(
        [
            .. Suffixes.SelectMany(suffix => new[] { "gcd" + suffix, $"gcd{suffix}_std" }),
            .. Suffixes.Select(suffix => $"gcd{suffix}_fittest"), .. Suffixes.Select(suffix => $"gcd{suffix}_oracle"),
        ]);
        sound["gcd_balanced_oracle"].ShouldBeGreaterThan(sound["gcd_balanced"]);
        sound["gcd_balanced_std"].ShouldBeGreaterThan(0);
        sound["gcd_balanced_fittest"].ShouldBeLessThanOrEqualTo(sound["gcd_balanced_oracle"]);
        AdaptationMetrics.Compute(["gcd"], inputs).ShouldBe(sound);
        AdaptationMetrics.Compute(["gcd"], inputs with { Seed = 9 }).ShouldNotBe(sound);
        AdaptationMetrics.Compute(["gcd"], inputs with { Reference = true }).Keys.ShouldBe(Suffixes.Select(suffix => "gcd" + suffix));
    }

    [Fact]
    public void Source_samples_of_unknown_classes_are_left_out()
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        var inputs = Toy(golden) with { Tries = 2 };
        var more = inputs with
        {
            SourceFeatures = [.. inputs.SourceFeatures!, .. inputs.SourceFeatures![..16].Select(value => -value)],
            SourceLabels = [.. inputs.SourceLabels!, 6],
        };
        AdaptationMetrics.Compute(["gcd"], more).ShouldBe(AdaptationMetrics.Compute(["gcd"], inputs));
    }

    [Fact]
    public void Kmeans_clusters_the_target_and_as_published_the_source_with_it()
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        var inputs = Toy(golden);
        var sound = AdaptationMetrics.Compute(["kmeans"], inputs);
        sound.Keys.ShouldBe(Suffixes.Select(suffix => "kmeans" + suffix));
        AdaptationMetrics.Compute(["kmeans"], inputs with { SourceFeatures = null }).ShouldBe(sound);
        var published = AdaptationMetrics.Compute(["kmeans"], inputs with { Reference = true });
        var all = golden.Rows("Xs").Then(golden.Rows("Xt"));
        published["kmeans"].ShouldBe(ClusterAccuracy.Of(golden.Integers("gt"), KMeans.Fit(all, 7, 0).Clusters.AsSpan(60), 4).All);
        AdaptationMetrics.Confusion(inputs).Counts.Sum(row => row.Sum()).ShouldBe(96);
    }

    [Fact]
    public void The_older_metric_counts_all_novel_clusters_as_one()
    {
        var (source, sourceLabels) = GoldenRows.Blobs(60, 3, 8, 0.2, 1);
        var (target, labels) = GoldenRows.Blobs(150, 5, 8, 0.2, 2);
        var inputs = new MetricInputs
        {
            Scores = target.Values,
            Rows = 150,
            Columns = 8,
            AreFeatures = true,
            Labels = labels,
            Known = 3,
            Classes = 5,
            SourceFeatures = source.Values,
            SourceLabels = sourceLabels,
            OldTries = 5,
            OldClusters = 5,
        };
        var values = AdaptationMetrics.Compute(["sskmeans"], inputs);
        values.Keys.ShouldBe(["sskmeans_h", "sskmeans_os", "sskmeans_unk"]);
        values["sskmeans_h"].ShouldBeGreaterThan(0.8);
        values["sskmeans_os"].ShouldBeInRange(0.8, 1);
    }

    [Fact]
    public void Metrics_that_do_not_apply_are_refused_with_what_to_take_instead()
    {
        using var golden = new GoldenFile("cdar", "sskmeans.npz");
        var features = Toy(golden);
        var scores = features with { AreFeatures = false };
        Refusal(["top-k"], features).ShouldContain("The metric top-k compares scores of classes, but this method gives features");
        Refusal(["h"], features).ShouldContain("take kmeans or gcd");
        Refusal(["kmeans"], scores).ShouldContain("The metric kmeans clusters features, but these are scores of classes");
        Refusal(["gcd"], features with { SourceFeatures = null }).ShouldContain("The metric gcd needs the features and labels of the source as well");
        Refusal(["accuracy"], scores).ShouldBe("There is no metric accuracy: choose among top-k, mean-class, confusion, h, kmeans, gcd, sskmeans.");
        Refusal(["h"], scores with { Known = 7 }).ShouldContain("no label is 7 or above");
        Refusal(["gcd"], features with { Tries = 0 }).ShouldContain("cannot be tried 0 times");
        Should.Throw<WeftException>(() => AdaptationMetrics.Compute(["top-k"], scores with { Classes = 5 })).Message.ShouldContain("classes are 0 to 4");
        Should.Throw<WeftException>(() => AdaptationMetrics.Compute([], scores with { Rows = 0, Scores = [], Labels = [] })).Message
            .ShouldContain("There is no sample to compute a metric of");
    }

    /// <summary>The published case: 25,000 features of 768 numbers, 22 clusters, 20 tries.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void The_published_size_takes_about_a_minute()
    {
        var (source, sourceLabels) = GoldenRows.Blobs(10_000, 12, 768, 1.5, 1);
        var (target, labels) = GoldenRows.Blobs(15_000, 22, 768, 1.5, 2);
        var clock = Stopwatch.StartNew();
        var result = GcdEvaluation.Evaluate(source, sourceLabels, target, labels, 12, 22, 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s, {result.Over(accuracy => accuracy.All)}");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(4));
        result.Oracle.All.ShouldBeGreaterThan(0.5);
    }

    private static string Refusal(string[] names, MetricInputs inputs) =>
        Should.Throw<UsageException>(() => AdaptationMetrics.Compute(names, inputs)).Message;

    private static MetricInputs Toy(GoldenFile golden) => new()
    {
        Scores = golden.Rows("Xt").Values,
        Rows = 96,
        Columns = 16,
        AreFeatures = true,
        Labels = golden.Integers("gt"),
        Known = 4,
        Classes = 7,
        SourceFeatures = golden.Rows("Xs").Values,
        SourceLabels = golden.Integers("gs"),
    };
}
