using Shouldly;
using Weft.Data.Grounding;
using Weft.Torch;

namespace Weft.Tests.Data.Grounding;

public sealed class GroundingLabelsTests
{
    [Theory]
    [InlineData(0, GroundingTarget.Kld)]
    [InlineData(1, GroundingTarget.Kld)]
    [InlineData(0, GroundingTarget.Bce)]
    [InlineData(1, GroundingTarget.Bce)]
    public void Labels_are_those_of_the_published_loader(int sample, GroundingTarget kind)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mmnas", "boxes_vgd.npz");
        float[] Values(string name) => golden[$"vgd{sample}.{name}"].ToArray<float>();
        var labels = GroundingLabels.For(Values("bbox"), Values("gt_bbox"), 100, kind);

        Close(labels.Scores, Values(kind == GroundingTarget.Kld ? "scores" : "scores_bce"));
        labels.ScoreMask.ShouldBe(Values("scores_mask")[0]);
        Close(labels.Offsets, Values("reg_target"));
        labels.BoxMask.ShouldBe(Values("bbox_mask"));
        labels.BoxMask.Sum().ShouldBe(sample == 0 ? 4 : 0);
    }

    [Fact]
    public void Rows_beyond_the_regions_are_zero()
    {
        var labels = GroundingLabels.For([0, 0, 9, 9, 20, 20, 29, 29], [0, 0, 9, 9], 5, GroundingTarget.Kld);
        labels.Scores[0].ShouldBe(1, 1e-6f);
        labels.Scores[1..].ShouldAllBe(v => v == 0);
        labels.BoxMask.ShouldBe([1, 0, 0, 0, 0]);
        labels.Offsets[8..].ShouldAllBe(v => v == 0);
        labels.Offsets[4].ShouldBe(-20, 1e-4f);
    }

    [Fact]
    public void Values_by_overlap_rise_in_steps()
    {
        float[] boxes = [0, 0, 9, 4, 0, 0, 9, 5, 0, 0, 9, 6, 0, 0, 9, 3];
        GroundingLabels.For(boxes, [0, 0, 9, 9], 4, GroundingTarget.Bce).Scores.ShouldBe([0.8f, 0.9f, 1, 0]);
        GroundingLabels.For(boxes, [0, 0, 9, 9], 4, GroundingTarget.Bce, threshold: 0.65).Scores.ShouldBe([0, 0, 1, 0]);
    }

    [Fact]
    public void Fewer_rows_than_regions_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => GroundingLabels.For(new float[8], new float[4], 1, GroundingTarget.Kld)).ParamName.ShouldBe("rows");

    private static void Close(float[] values, float[] expected)
    {
        values.Length.ShouldBe(expected.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i].ShouldBe(expected[i], 1e-5f * Math.Max(1, Math.Abs(expected[i])), $"number {i}");
        }
    }
}
