using Shouldly;
using Weft.Data.Grounding;
using Weft.Torch;

namespace Weft.Tests.Data.Grounding;

public sealed class GroundingEvaluationTests
{
    [Fact]
    public void Overlaps_and_hits_are_those_of_the_published_code()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mmnas", "boxes_vgd.npz");
        var scores = golden["eval_scores"].ToArray<float>();
        var offsets = golden["eval_reg_normalised"].ToArray<float>();
        var boxes = golden["eval_boxes"].ToArray<float>();
        var sizes = golden["eval_hw"].ToArray<float>();
        var targets = golden["eval_gt"].ToArray<float>();
        var overlaps = golden["eval_iou"].ToArray<double>();
        var hits = golden["eval_hit"].ToArray<bool>();
        var evaluation = new GroundingEvaluation(Compatibility.Reference);
        for (var i = 0; i < 4; i++)
        {
            var chosen = evaluation.Add(
                scores.AsSpan(i * 100, 100), offsets.AsSpan(i * 400, 400), boxes, 100, (sizes[2 * i], sizes[(2 * i) + 1]), targets.AsSpan(i * 4, 4));
            chosen.Overlap.ShouldBe(overlaps[i], 1e-5);
            chosen.Hit.ShouldBe(hits[i]);
        }

        (evaluation.Count, evaluation.Hits, evaluation.Accuracy).ShouldBe((4, 3, 0.75));
    }

    [Fact]
    public void A_row_of_padding_wins_only_in_reference()
    {
        float[] scores = [1, 2, 9];
        float[] boxes = [0, 0, 9, 9, 10, 10, 29, 29, 0, 0, 0, 0];
        GroundedBox Choose(Compatibility rules) => new GroundingEvaluation(rules).Add(scores, new float[12], boxes, 2, null, [10, 10, 29, 29]);
        Choose(Compatibility.Sound).ShouldBe(new GroundedBox(1, 10, 10, 29, 29, 1, true));
        Choose(Compatibility.Reference).Region.ShouldBe(2);
    }

    [Fact]
    public void Only_a_picture_clips_and_a_score_that_is_no_number_never_wins()
    {
        float[] boxes = [-5, -5, 30, 30, 0, 0, 4, 4];
        float[] scores = [float.NaN, -1];
        var evaluation = new GroundingEvaluation();
        evaluation.Add(scores, new float[8], boxes, 2, null, [0, 0, 4, 4]).Region.ShouldBe(1);
        evaluation.Add([1, 0], new float[8], boxes, 2, (20, 10), [0, 0, 9, 19]).ShouldBe(new GroundedBox(0, 0, 0, 9, 19, 1, true));
        evaluation.Add([1, 0], new float[8], boxes, 2, null, [0, 0, 9, 19]).Hit.ShouldBeFalse();
        evaluation.Accuracy.ShouldBe(2.0 / 3);
        new GroundingEvaluation().Accuracy.ShouldBe(0);
    }

    [Fact]
    public void Offsets_are_scaled_before_they_move_the_box()
    {
        float[] offsets = [5, -5, 0, 0];
        new GroundingEvaluation().Add([1], offsets, [0, 0, 9, 9], 1, null, [5, -5, 14, 4]).ShouldBe(new GroundedBox(0, 5, -5, 14, 4, 1, true));
    }

    [Fact]
    public void Without_regions_nothing_can_be_chosen() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new GroundingEvaluation().Add([1], [0, 0, 0, 0], [0, 0, 1, 1], 0, null, [0, 0, 1, 1]))
            .ParamName.ShouldBe("count");
}
