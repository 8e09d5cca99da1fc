using Shouldly;
using Weft.Data;
using Weft.Experiments.Baselines;
using Weft.Torch.Files;

namespace Weft.Tests.Experiments;

public sealed class LateFusionTests
{
    private static readonly TinyTask Task = new();
    private static readonly long[] Truth = [0, 1, 2, 0, 1, 2];

    [Fact]
    public void The_better_source_of_each_modality_is_chosen_on_dev_alone()
    {
        var chosen = LateFusion.Tune(
            Task,
            [
                new("a", "encoder", Guess([2, 2, 1, 1, 0, 0]), Guess(Truth)),
                new("a", "retrained", Guess(Truth), Guess([1, 1, 1, 1, 1, 1])),
                new("b", "encoder", Guess([1, 0, 0, 1, 0, 0]), Guess(Truth)),
            ],
            Labels(Truth),
            Labels(Truth));
        chosen.Sources.ShouldBe(["retrained", "encoder"]);
        chosen.DevMetric.ShouldBe(1);
        chosen.Weights.Sum().ShouldBe(1, 1e-12);
        chosen.Weights[0].ShouldBeGreaterThan(chosen.Weights[1]);

        // What would have been right on test did not count.
        chosen.TestMetric.ShouldBeLessThan(1);
    }

    [Fact]
    public void Two_halves_of_the_truth_are_better_together()
    {
        // Each modality is sure of one half of the samples and unsure, but wrong, about the other.
        var a = Logits(Truth, sure: i => i < 3);
        var b = Logits(Truth, sure: i => i >= 3);
        var chosen = LateFusion.Tune(Task, [new("a", "encoder", a, a), new("b", "encoder", b, b)], Labels(Truth), Labels(Truth));
        (chosen.DevMetric, chosen.TestMetric).ShouldBe((1.0, 1.0));
        chosen.Weights.ShouldAllBe(w => w > 0 && w < 1);
        chosen.TestLogits.Shape.ToArray().ShouldBe([6L, 3L]);
    }

    [Fact]
    public void Among_equal_metrics_the_lower_loss_is_chosen()
    {
        var sure = Guess(Truth, 9);
        var less = Guess(Truth, 2);
        var chosen = LateFusion.Tune(Task, [new("a", "encoder", less, less), new("b", "encoder", sure, sure)], Labels(Truth), Labels(Truth));
        chosen.Weights.ShouldBe([0, 1]);
    }

    [Fact]
    public void It_is_never_worse_on_dev_than_the_best_single_source()
    {
        var random = new Random(3);
        for (var round = 0; round < 5; round++)
        {
            NdArray[] sources = [.. Enumerable.Range(0, 4).Select(_ => NdArray.From(Enumerable.Range(0, 18).Select(_ => random.NextSingle()).ToArray(), 6, 3))];
            double Alone(NdArray source) => LateFusion.Tune(Task, [new("a", "s", source, source)], Labels(Truth), Labels(Truth)).DevMetric;
            var chosen = LateFusion.Tune(
                Task, [.. sources.Select((s, i) => new Predictions(i < 2 ? "a" : "b", $"{i}", s, s))], Labels(Truth), Labels(Truth));
            chosen.DevMetric.ShouldBeGreaterThanOrEqualTo(sources.Max(Alone));
        }
    }

    private static RowTable Labels(long[] labels) => new(NdArray.From(labels, labels.Length));

    private static NdArray Guess(long[] classes, float strength = 5) => NdArray.From(
        classes.SelectMany(c => Enumerable.Range(0, 3).Select(k => k == c ? strength : 0f)).ToArray(), classes.Length, 3);

    private static NdArray Logits(long[] truth, Func<int, bool> sure) => NdArray.From(
        truth.SelectMany((c, i) => Enumerable.Range(0, 3).Select(k => sure(i) ? (k == c ? 5f : 0f) : k == (c + 1) % 3 ? 1f : 0f)).ToArray(), truth.Length, 3);
}
