using System.Text.Json;
using Shouldly;
using Weft.Cdar.Evaluation;

namespace Weft.Tests.Cdar.Evaluation;

/// <summary>Metrics of class scores.</summary>
public sealed class ScoreMetricsTests
{
    private static readonly JsonElement Closed = GoldenJson.Read("cdar", "metrics.json", "closed");
    private static readonly JsonElement Open = GoldenJson.Read("cdar", "metrics.json", "open");

    [Fact]
    public void Closed_set_metrics_are_those_of_the_published_code()
    {
        using var golden = new GoldenFile("cdar", "metrics.npz");
        var (scores, labels) = (golden.Rows("scores"), golden.Integers("labels"));
        new[] { 1, 3, 5 }.Select(k => TopK.Accuracy(scores, labels, k)).ShouldBe(Closed.GetProperty("topk").Doubles(), 1e-12);
        var confusion = ConfusionMatrix.Of(labels, TopK.Predictions(scores), 6);
        confusion.Counts.SelectMany(row => row).Select(count => (int)count).ShouldBe(golden.Integers("confusion"));
        MeanClassAccuracy.Of(confusion, reference: true).ShouldBe(Closed.GetProperty("mca").GetDouble(), 1e-12);

        // Class 5 is predicted but never right: without it the mean is over five classes instead of six.
        MeanClassAccuracy.Of(confusion).ShouldBe(Closed.GetProperty("mca").GetDouble() * 6 / 5, 1e-12);
    }

    [Fact]
    public void Open_set_metrics_are_those_of_the_published_code()
    {
        using var golden = new GoldenFile("cdar", "metrics.npz");
        var inputs = new MetricInputs
        {
            Scores = golden.Rows("scores_open").Values,
            Rows = 60,
            Columns = 6,
            Labels = golden.Integers("labels_open"),
            Known = 5,
            Classes = 6,
        };
        foreach (var reference in new[] { false, true })
        {
            var values = AdaptationMetrics.Compute(["top-k", "mean-class", "confusion", "h"], inputs with { Reference = reference });
            values.Keys.ShouldBe(["top1", "top5", "mean_class", "h", "os", "unk"]);
            values["top1"].ShouldBe(Open.GetProperty("top1_acc").GetDouble(), 1e-12);
            values["top5"].ShouldBe(Open.GetProperty("top5_acc").GetDouble(), 1e-12);
            values["mean_class"].ShouldBe(Open.GetProperty("mean_class_accuracy").GetDouble(), 1e-12);
            values["h"].ShouldBe(Open.GetProperty("H_mean_class_accuracy").GetDouble(), 1e-12);
            values["os"].ShouldBe(Open.GetProperty("os*").GetDouble(), 1e-12);
            values["unk"].ShouldBe(Open.GetProperty("recall_unknown").GetDouble(), 1e-12);
        }

        AdaptationMetrics.Confusion(inputs).Counts.SelectMany(row => row).Select(count => (int)count).ShouldBe(golden.Integers("confusion_open"));
    }

    [Fact]
    public void H_is_zero_where_nothing_is_right() =>
        OpenSetMetrics.Of([0, 1, 2], [1, 2, 0], known: 2).ShouldBe(new OpenSetMetrics(0, 0, 0));

    [Fact]
    public void All_classes_above_the_known_ones_are_one_unknown_class() =>
        OpenSetMetrics.Of([0, 0, 1, 2, 3, 4], [0, 1, 1, 4, 3, 1], known: 2).ShouldBe(new OpenSetMetrics(2 * .75 * (2.0 / 3) / (.75 + (2.0 / 3)), .75, 2.0 / 3));

    [Fact]
    public void The_unknown_class_is_a_matter_of_the_caller_and_not_of_what_occurs()
    {
        // Nothing is of class 2 or was taken for it: the published code then takes class 1 for the unknown one.
        var confusion = ConfusionMatrix.Of([0, 0, 1, 1], [0, 0, 1, 0], 3);
        OpenSetMetrics.Of(confusion, 2).ShouldBe(new OpenSetMetrics(0, .75, 0));
        OpenSetMetrics.Of(confusion, 2, reference: true).ShouldBe(new OpenSetMetrics(2.0 / 3, 1, .5));
        Should.Throw<ArgumentOutOfRangeException>(() => OpenSetMetrics.Of(confusion, 3));
    }

    [Fact]
    public void Of_equal_scores_the_first_counts_as_the_higher()
    {
        var scores = new FeatureRows([1, 1, 0, 1, 1, 0], 2, 3);
        TopK.Predictions(scores).ShouldBe([0, 0]);
        TopK.Accuracy(scores, [0, 1], 1).ShouldBe(.5);
        TopK.Accuracy(scores, [0, 1], 2).ShouldBe(1);
        TopK.Accuracy(scores, [7, -1], 3).ShouldBe(0);
        Should.Throw<ArgumentException>(() => TopK.Accuracy(scores, [0], 1)).Message.ShouldContain("2 rows of scores cannot be compared with 1 labels.");
    }

    [Fact]
    public void Rows_as_shares_and_bad_classes()
    {
        var confusion = ConfusionMatrix.Of([0, 0, 0, 0, 2], [0, 0, 0, 1, 2], 3);
        confusion.RowShares().SelectMany(row => row).ShouldBe([.75, .25, 0, 0, 0, 0, 0, 0, 1]);
        confusion.Recall(1).ShouldBe(0);
        confusion.Predicted(1).ShouldBe(1);
        Should.Throw<ArgumentException>(() => ConfusionMatrix.Of([0, 3], [0, 0], 3)).Message.ShouldContain("Sample 1 has class 3 and prediction 0, but there are only 3 classes.");
        Should.Throw<ArgumentException>(() => ConfusionMatrix.Of([0], [0, 0], 3)).Message.ShouldContain("1 labels cannot be compared with 2 predictions.");
    }
}
