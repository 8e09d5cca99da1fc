using Shouldly;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

/// <summary>Padding cut to the batch's longest sample gives the same numbers (specification 8).</summary>
public sealed class BatchTrimmingTests
{
    private const int Words = 9;
    private const int Regions = 12;

    [Theory]
    [InlineData("vqa")]
    [InlineData("itm")]
    public void Trimmed_batches_give_the_same_scores_and_gradients(string name)
    {
        using var scope = new TensorScope();
        var config = GoldenNet.Of(name);
        using var golden = config.File();
        using var random = new NetworkRandom(1);
        using var net = config.Build(golden, random);
        var full = Batch();
        var cut = BatchTrimming.Trim(full);
        cut.Tokens.Shape.ShouldBe([2, 4]);
        cut.Regions.Shape.ShouldBe([2, 5, 10]);
        cut.Geometry!.Shape.ShouldBe([2, 5, 5, 4]);
        var expected = net.Forward(full).Scores;
        var trimmed = net.Forward(cut).Scores;
        TensorAssert.Close(trimmed, expected, 1e-5, 2e-6, "scores");
        expected.Square().Sum().Backward();
        var gradients = net.NamedParameters().ToDictionary(p => p.Name, p => p.Tensor.Grad!.Clone(), StringComparer.Ordinal);
        net.ZeroGradients();
        trimmed.Square().Sum().Backward();
        foreach (var (parameter, tensor) in net.NamedParameters())
        {
            TensorAssert.Close(tensor.Grad!, gradients[parameter], 1e-4, 1e-5, parameter);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Grounding_keeps_its_loss_with_and_without_competing_padding(bool competes)
    {
        using var scope = new TensorScope();
        using var golden = GoldenNet.Vgd.File();
        using var random = new NetworkRandom(1);
        using var net = GoldenNet.Vgd.Build(golden, random);
        var full = Batch();
        var cut = BatchTrimming.Trim(full, paddingRow: competes);
        var rows = (int)cut.Regions.Size(1);
        rows.ShouldBe(competes ? 6 : 5);
        var rules = new GroundingRules(PaddingCompetes: competes);
        var scores = new float[2 * Regions];
        scores[1] = scores[Regions] = 1;
        var targets = new GroundingTargets(
            Tensor.From(scores, 2, Regions), Tensor.Ones([2, 1]), Tensor.Ones([2, Regions, 4]), Tensor.From(scores, 2, Regions, 1));
        var whole = GroundingLoss.Of(net.Forward(full), targets, MmNasNetwork.RegionMask(full.Regions), rules);
        var trimmed = GroundingLoss.Of(
            net.Forward(cut),
            targets with
            {
                Scores = targets.Scores.Narrow(1, 0, rows),
                Offsets = targets.Offsets.Narrow(1, 0, rows),
                BoxMask = targets.BoxMask.Narrow(1, 0, rows),
            },
            MmNasNetwork.RegionMask(cut.Regions),
            rules,
            cutRows: competes ? Regions - rows : 0);
        TensorAssert.Close(trimmed.Total, whole.Total, 1e-5, 1e-6, "loss");
        TensorAssert.Close(trimmed.Scores, whole.Scores, 1e-5, 1e-6, "scores' loss");
    }

    [Fact]
    public void A_batch_without_padding_stays_and_one_of_padding_keeps_a_row()
    {
        using var scope = new TensorScope();
        var full = new MmNasInput(Tensor.Ones([1, 3], DType.Int64), Tensor.Ones([1, 4, 2]));
        var same = BatchTrimming.Trim(full, paddingRow: true);
        same.Tokens.Shape.ShouldBe([1, 3]);
        same.Regions.Shape.ShouldBe([1, 4, 2]);
        same.Geometry.ShouldBeNull();
        var empty = BatchTrimming.Trim(new MmNasInput(Tensor.Zeros([1, 3], DType.Int64), Tensor.Zeros([1, 4, 2])));
        empty.Tokens.Shape.ShouldBe([1, 1]);
        empty.Regions.Shape.ShouldBe([1, 1, 2]);
    }

    /// <summary>Two samples with 3 and 4 words, 5 and 2 regions.</summary>
    internal static MmNasInput Batch()
    {
        using var generator = new Generator(8);
        var tokens = new long[2 * Words];
        new long[] { 3, 1, 7 }.CopyTo(tokens, 0);
        new long[] { 2, 9, 10, 4 }.CopyTo(tokens, Words);
        var regions = Tensor.RandomNormal([2, Regions, 10], generator);
        var geometry = Tensor.RandomNormal([2, Regions, Regions, 4], generator);
        int[] kept = [5, 2];
        for (var i = 0; i < 2; i++)
        {
            regions.Select(0, i).Narrow(0, kept[i], Regions - kept[i]).Zero();
            geometry.Select(0, i).Narrow(0, kept[i], Regions - kept[i]).Zero();
            geometry.Select(0, i).Narrow(1, kept[i], Regions - kept[i]).Zero();
        }

        return new MmNasInput(Tensor.From(tokens, 2, Words), regions, geometry);
    }
}
