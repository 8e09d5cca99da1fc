using Shouldly;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class MetricAccumulatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void F1_equals_the_golden_values_however_it_is_batched(int batch)
    {
        using var golden = new GoldenFile("bmnas", "f1.npz");
        var cases = golden.Names.Where(n => n.EndsWith("/true", StringComparison.Ordinal)).Select(n => n.Split('/')[0]).ToList();
        cases.Count.ShouldBeGreaterThan(2);
        foreach (var name in cases)
        {
            using var scope = new TensorScope();
            var truth = golden[$"{name}/true"].To(DType.Float32);
            var logits = (golden[$"{name}/pred"].To(DType.Float32) * 20.0) - Tensor.Full(truth.Shape, 10);
            var metric = new MetricAccumulator((int)truth.Size(1), multiLabel: true);
            for (var at = 0L; at < truth.Size(0); at += batch)
            {
                var length = Math.Min(batch, truth.Size(0) - at);
                metric.Add(logits.Narrow(0, at, length), truth.Narrow(0, at, length), 0.25);
            }

            for (var zeroDivision = 0; zeroDivision <= 1; zeroDivision++)
            {
                var expected = golden[$"{name}/zd{zeroDivision}"].To(DType.Float64).ToArray<double>();
                metric.Value(MetricKind.F1Weighted, zeroDivision).ShouldBe(expected[0], 1e-6, $"{name} weighted {zeroDivision}");
                metric.Value(MetricKind.F1Macro, zeroDivision).ShouldBe(expected[1], 1e-6, $"{name} macro {zeroDivision}");
                metric.Value(MetricKind.F1Micro, zeroDivision).ShouldBe(expected[2], 1e-6, $"{name} micro {zeroDivision}");
                metric.Value(MetricKind.F1Samples, zeroDivision).ShouldBe(expected[3], 1e-6, $"{name} samples {zeroDivision}");
                metric.PerLabel(zeroDivision).Average(l => l.F1).ShouldBe(expected[1], 1e-6);
            }

            metric.Loss.ShouldBe(0.25, 1e-12);
            metric.Samples.ShouldBe(truth.Size(0));
        }
    }

    [Fact]
    public void The_threshold_is_a_probability()
    {
        using var scope = new TensorScope();
        var metric = new MetricAccumulator(2, multiLabel: true, threshold: 0.3);

        // The logits of 0.31 and 0.29.
        metric.Add(Tensor.From([-0.8f, -0.9f], 1, 2), Tensor.From([1f, 1f], 1, 2), 0);
        metric.Value(MetricKind.F1Macro).ShouldBe(0.5);
    }

    [Fact]
    public void Accuracy_and_loss_are_means_over_samples()
    {
        using var scope = new TensorScope();
        var metric = new MetricAccumulator(3);
        double.IsNaN(metric.Value(MetricKind.Accuracy)).ShouldBeTrue();
        metric.Add(Tensor.From([1f, 2, 3, 3, 2, 1, 0, 1, 0], 3, 3), Tensor.From(new long[] { 2, 0, 0 }, 3), 3);
        metric.Add(Tensor.From([1f, 2, 3], 1, 3), Tensor.From(new long[] { 2 }, 1), 1);
        metric.Value(MetricKind.Accuracy).ShouldBe(0.75);
        metric.Loss.ShouldBe(2.5);
    }

    [Fact]
    public void Counts_go_on_where_they_were_saved()
    {
        using var scope = new TensorScope();
        var (whole, first, second) = (new MetricAccumulator(3), new MetricAccumulator(3), new MetricAccumulator(3));
        var (logits, labels) = (Tensor.From([1f, 2, 3, 3, 2, 1], 2, 3), Tensor.From(new long[] { 2, 1 }, 2));
        whole.Add(logits, labels, 0.1);
        whole.Add(logits, labels, 0.7);
        first.Add(logits, labels, 0.1);
        second.Load(System.Text.Json.Nodes.JsonNode.Parse(first.Save().ToJsonString())!.AsObject());
        second.Add(logits, labels, 0.7);
        second.Save().ToJsonString().ShouldBe(whole.Save().ToJsonString());
    }

    [Fact]
    public void Each_label_has_its_own_scores()
    {
        using var scope = new TensorScope();
        var metric = new MetricAccumulator(4, multiLabel: true);

        // Label 0: two right, one too many, two missed; 1: never there, predicted once; 2: there once, never predicted; 3: neither.
        metric.Add(
            Tensor.From([9f, 9, -9, -9, 9, -9, -9, -9, 9, -9, -9, -9, -9, -9, -9, -9, -9, -9, -9, -9], 5, 4),
            Tensor.From([1f, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], 5, 4),
            0);
        metric.PerLabel(zeroDivision: 0.5).ShouldBe(
            [new(2 / 3.0, 0.5, 4 / 7.0, 4), new(0, 0, 0, 0), new(0, 0, 0, 1), new(0, 0, 0.5, 0)]);
        metric.Confusion().ShouldBeNull("several labels are not taken for one another");
    }

    [Fact]
    public void Which_class_was_taken_for_which_is_counted()
    {
        using var scope = new TensorScope();
        var metric = new MetricAccumulator(3);
        metric.Add(Tensor.From([9f, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9], 4, 3), Tensor.From(new long[] { 0, 2, 1, 1 }, 4), 0);
        var counts = metric.Confusion()!;
        counts.Cast<long>().ShouldBe([1, 0, 0, 0, 1, 1, 1, 0, 0]);
        counts[2, 0].ShouldBe(1, "a 2 was taken for a 0");
        double.IsNaN(metric.Value(MetricKind.F1Samples)).ShouldBeTrue();
        metric.Value(MetricKind.F1Micro).ShouldBe(metric.Value(MetricKind.Accuracy));

        var loaded = new MetricAccumulator(3);
        loaded.Load(System.Text.Json.Nodes.JsonNode.Parse(metric.Save().ToJsonString())!.AsObject());
        loaded.Confusion()!.Cast<long>().ShouldBe(counts.Cast<long>());
        new MetricAccumulator(MetricAccumulator.MostConfused + 1).Confusion().ShouldBeNull();
    }

    [Fact]
    public void Counts_of_older_checkpoints_lack_what_they_never_had()
    {
        using var scope = new TensorScope();
        var metric = new MetricAccumulator(3);
        metric.Add(Tensor.From([9f, 0, 0], 1, 3), Tensor.From(new long[] { 0 }, 1), 0.5);
        var old = metric.Save();
        old.Remove("details");
        var loaded = new MetricAccumulator(3);
        loaded.Load(old);
        loaded.Value(MetricKind.Accuracy).ShouldBe(1);
        loaded.Confusion().ShouldBeNull();
        loaded.Save()["details"].ShouldBeNull("what is saved again does not pretend to be whole");
    }
}
