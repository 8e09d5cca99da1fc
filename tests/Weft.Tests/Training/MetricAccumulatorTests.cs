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
}
