using Shouldly;
using Weft.Experiments.Adaptation;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class AdaptationNetworksTests : IDisposable
{
    private const string Layer = "backbone.layer0.conv.weight";

    private readonly DomainsBench bench = new();

    [Fact]
    public void A_training_on_the_order_of_clips_feeds_the_encoder_of_the_variants_that_want_it()
    {
        var settings = bench.Settings("glad");
        using var experiment = bench.Open(settings with
        {
            // What begins an adaptation that cannot learn is what it ends with.
            Train = settings.Train with { Rate = 0, WeightDecay = 0 },
            Order = new OrderTrainingSettings { Epochs = 1, Rate = 0.05 },
        });
        var networks = new AdaptationNetworks(experiment);
        var ordered = networks.Train(Plan("glad", 0));
        var other = networks.Train(Plan("glad-order", 0));
        var source = networks.Train(Plan("source-only+order", 0));
        var order = experiment.Ledger.Find<AdaptedNetwork>("order:0").ShouldNotBeNull();
        Weights(order).ShouldBe(Weights(ordered));
        Weights(order).ShouldBe(Weights(source), "trained once for all");
        Weights(order).ShouldNotBe(Weights(other));
        bench.Harness.Events.Count(e => e is { Event: "stage", Stage: "order:0" }).ShouldBe(1);
    }

    [Fact]
    public void A_network_is_trained_once_and_its_seed_makes_it()
    {
        using var experiment = bench.Open(bench.Settings("source-only"));
        var networks = new AdaptationNetworks(experiment);
        var first = networks.Train(Plan("source-only", 0));
        networks.Train(Plan("source-only", 0)).Seconds.ShouldBe(first.Seconds, "it was not trained again");
        Weights(networks.Train(Plan("source-only", 1))).ShouldNotBe(Weights(first));
        (first.BestEpoch, first.LastWeights, first.DevMetric).ShouldBe((1, null, null));
        Directory.Exists(bench.Harness["checkpoints/source-only-0"]).ShouldBeFalse();
    }

    [Fact]
    public void The_epoch_that_is_best_on_dev_is_kept_and_the_last_one_beside_it()
    {
        var settings = bench.Settings("source-only");
        using var experiment = bench.Open(settings with { Dev = DomainsBench.Part("dev"), Train = settings.Train with { Epochs = 4, Rate = 0.3 } });
        var trained = new AdaptationNetworks(experiment).Train(Plan("source-only", 0));
        trained.EpochScores.Count.ShouldBe(4);
        trained.DevMetric.ShouldBe(trained.EpochScores.Max());
        trained.EpochScores[trained.BestEpoch - 1].ShouldBe(trained.DevMetric);
        (trained.LastWeights is null).ShouldBe(trained.BestEpoch == 4);
    }

    [Fact]
    public void A_run_is_reported_with_its_rivals_and_what_flatters_is_said()
    {
        var settings = bench.Settings("dann");
        using var experiment = bench.Open(settings with
        {
            Compatibility = Compatibility.Reference,
            Rivals = new(["source-only"]),
            Test = DomainsBench.Part("open"),
            Train = settings.Train with { Seeds = 2, Epochs = 2 },
        });
        var report = AdaptationRun.Execute(experiment);
        // A line for the last epoch stands before a network's own only where another epoch was best for every seed.
        report.Baselines!.Select(b => b.Name).Where(n => !n.EndsWith(", last epoch", StringComparison.Ordinal)).ShouldBe(["source-only", "dann"]);
        var own = report.Baselines![^1];
        (own.Metric, own.Seeds.Count).ShouldBe(("top1", 2));
        own.Mean.ShouldBe(PairedStatistics.Mean(own.Values));
        own.Std.ShouldBe(PairedStatistics.SampleStd(own.Values));
        report.Test!["top1"].ShouldBe(own.Mean);
        report.Dev.ShouldBeNull("what epochs were chosen by is the target's, which is no dev");
        report.Differences!.Select(d => d.Against).ShouldBe(["source-only"]);
        report.Confusion!.Sum(row => row.Sum()).ShouldBe(24, "twelve clips of known classes, two seeds");
        report.Classes!.Select(c => c.Support).ShouldBe([4L, 4L, 4L]);
        report.Remarks.ShouldNotBeNull().ShouldContain("4 test clips of novel classes were left out, which dann cannot tell.");
        report.Remarks!.ShouldContain(r => r.StartsWith("As in the published programs, the epoch that is kept was chosen by the labels of the test clips", StringComparison.Ordinal));
        report.Adaptation!.Map!.Points.Count.ShouldBe(18 + 12);
        report.Adaptation.Clips!.Count.ShouldBe(12);
    }

    [Fact]
    public void Open_sets_and_clusters_have_figures_of_their_own()
    {
        using var open = new DomainsBench();
        using var experiment = open.Open(open.Settings("osbp") with { Test = DomainsBench.Part("open") });
        var report = AdaptationRun.Execute(experiment);
        report.Adaptation!.OpenSet!.Single().Figures.Select(f => f.Name).ShouldBe(["H", "OS*", "UNK"]);
        report.Test!.Keys.First().ShouldBe("h");
        report.Classes!.Count.ShouldBe(4);

        using var clustering = bench.Open(bench.Settings("gcd4da") with { Test = DomainsBench.Part("open"), Target = DomainsBench.Part("open") });
        var clustered = AdaptationRun.Execute(clustering);
        clustered.Adaptation!.Clusters!.Select(r => r.Name).ShouldBe(["gcd", "gcd balanced", "kmeans", "kmeans balanced"]);
        clustered.Adaptation.Clusters![0].Figures.Select(f => f.Name).ShouldBe(["ALL", "Old", "New"]);
        clustered.Adaptation.Clips.ShouldBeNull("clusters are no predictions");
        clustered.Remarks.ShouldNotBeNull().ShouldContain("Some test clips are among the target's clips that were learned from, without their labels.");
    }

    public void Dispose() => bench.Dispose();

    private static AdaptationPlan Plan(string variant, ulong seed) => AdaptationPlan.Of(AdaptationVariant.Parse(variant, "rivals"), seed);

    private float[] Weights(AdaptedNetwork network)
    {
        using var scope = new TensorScope();
        return TensorFile.LoadSafeTensors(Path.Combine(bench.Harness["."], network.Weights))[Layer].ToArray<float>();
    }
}
