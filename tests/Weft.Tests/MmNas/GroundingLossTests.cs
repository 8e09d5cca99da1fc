using Shouldly;
using Weft.MmNas;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class GroundingLossTests
{
    private const int Regions = 6;

    private static readonly GroundingRules Published = new(PaddingCompetes: true);

    [Fact]
    public void Padding_is_left_out_unless_it_competes()
    {
        using var scope = new TensorScope();
        var scores = Tensor.From([1f, 2, 3, 5, 5, 5], 1, Regions);
        var mask = Mask(3);
        var sound = GroundingLoss.LogProbabilities(scores, mask, new GroundingRules()).Exp().ToArray<float>();
        sound.Take(3).Sum().ShouldBe(1, 1e-6);
        sound.Skip(3).ShouldAllBe(p => p == 0);
        var published = GroundingLoss.LogProbabilities(scores, mask, Published).Exp().ToArray<float>();
        published.Take(3).Sum().ShouldBeLessThan(0.2f);
    }

    [Theory]
    [InlineData(GroundingRule.Kld, true)]
    [InlineData(GroundingRule.Bce, true)]
    [InlineData(GroundingRule.Kld, false)]
    [InlineData(GroundingRule.Bce, false)]
    public void Rows_cut_from_the_padding_change_no_number(GroundingRule rule, bool competes)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        var rules = new GroundingRules(rule, PaddingCompetes: competes);
        var alike = Tensor.Zeros([2, 4]) + 0.7;
        var scores = Tensor.Cat([Tensor.RandomNormal([2, 2], generator), alike], 1);
        var output = new MmNasOutput(scores, Tensor.RandomNormal([2, Regions, 4], generator));
        var targets = Targets(generator);
        var mask = Tensor.Cat([Mask(2), Mask(2)], 0);
        var whole = GroundingLoss.Of(output, targets, mask, rules);
        var kept = competes ? 3 : 2;
        Tensor Cut(Tensor t) => t.Narrow(1, 0, kept);
        var cut = GroundingLoss.Of(
            new MmNasOutput(Cut(scores), Cut(output.Offsets!)),
            targets with { Scores = Cut(targets.Scores), Offsets = Cut(targets.Offsets), BoxMask = Cut(targets.BoxMask) },
            Cut(mask),
            rules,
            cutRows: competes ? Regions - kept : 0);
        TensorAssert.Close(cut.Total, whole.Total, 1e-6, 1e-6, "total");
    }

    [Theory]
    [InlineData(GroundingRule.Kld)]
    [InlineData(GroundingRule.Bce)]
    public void Parts_of_a_batch_add_up(GroundingRule rule)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(2);
        var rules = new GroundingRules(rule);
        var output = new MmNasOutput(Tensor.RandomNormal([2, Regions], generator), Tensor.RandomNormal([2, Regions, 4], generator));
        var targets = Targets(generator);
        var mask = Tensor.Cat([Mask(5), Mask(4)], 0);
        var counts = GroundingCounts.Of(targets);
        var parts = Enumerable.Range(0, 2).Sum(i => GroundingLoss.Of(
            new MmNasOutput(output.Scores.Narrow(0, i, 1), output.Offsets!.Narrow(0, i, 1)),
            new GroundingTargets(
                targets.Scores.Narrow(0, i, 1), targets.SampleMask.Narrow(0, i, 1), targets.Offsets.Narrow(0, i, 1), targets.BoxMask.Narrow(0, i, 1)),
            mask.Narrow(0, i, 1),
            rules,
            counts).Total.Item());
        parts.ShouldBe(GroundingLoss.Of(output, targets, mask, rules).Total.Item(), 1e-5);
    }

    [Fact]
    public void Without_a_positive_the_published_loss_is_undefined_and_ours_is_zero()
    {
        using var scope = new TensorScope();
        var scores = Tensor.From([1f, 2, 3, 5, 5, 5], 1, Regions);
        scores.RequiresGrad = true;
        var output = new MmNasOutput(scores, Tensor.Ones([1, Regions, 4]));
        var none = new GroundingTargets(
            Tensor.Zeros([1, Regions]), Tensor.Zeros([1, 1]), Tensor.Zeros([1, Regions, 4]), Tensor.Zeros([1, Regions, 1]));
        double.IsNaN(GroundingLoss.Of(output, none, Mask(3), Published).Total.Item()).ShouldBeTrue();
        var sound = GroundingLoss.Of(output, none, Mask(3), new GroundingRules()).Total;
        sound.Item().ShouldBe(0);
        sound.Backward();
        scores.Grad!.ToArray<float>().ShouldAllBe(g => g == 0);
    }

    /// <summary>Two samples with a positive each, in the first two regions.</summary>
    private static GroundingTargets Targets(Generator generator) => new(
        Tensor.From([0.4f, 0.6f, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], 2, Regions),
        Tensor.Ones([2, 1]),
        Tensor.RandomNormal([2, Regions, 4], generator),
        Tensor.From([1f, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], 2, Regions, 1));

    private static Tensor Mask(int kept) => Tensor.Arange(0, Regions).Unsqueeze(0).To(DType.Float32).Gt(kept - 0.5);
}
