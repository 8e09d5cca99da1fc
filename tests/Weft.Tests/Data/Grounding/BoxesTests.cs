using Shouldly;
using Weft.Data.Grounding;
using Weft.Torch;

namespace Weft.Tests.Data.Grounding;

public sealed class BoxesTests
{
    [Fact]
    public void Overlaps_are_those_of_the_published_module()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mmnas", "boxes_vgd.npz");
        var (boxes, queries) = (golden["boxes"].ToArray<double>(), golden["query"].ToArray<double>());
        var expected = golden["overlaps"].ToArray<double>();
        var overlaps = new double[36];
        Boxes.Overlaps(boxes, queries, overlaps);
        for (var i = 0; i < overlaps.Length; i++)
        {
            overlaps[i].ShouldBe(expected[i], 1e-15);
        }
    }

    [Fact]
    public void A_box_overlaps_as_much_alone_as_among_others()
    {
        var random = new Random(1);
        var boxes = new double[11 * 4];
        for (var i = 0; i < boxes.Length; i++)
        {
            boxes[i] = random.Next(0, 30) + random.NextDouble() + (i % 4 >= 2 ? 20 : 0);
        }

        var overlaps = new double[11];
        Boxes.Overlaps(boxes, boxes.AsSpan(0, 4), overlaps);
        for (var i = 0; i < 11; i++)
        {
            overlaps[i].ShouldBe(Boxes.Overlap(boxes.AsSpan(i * 4, 4), boxes.AsSpan(0, 4)));
        }

        overlaps[0].ShouldBe(1);
        overlaps.ShouldContain(value => value > 0 && value < 1);
    }

    [Fact]
    public void Edges_belong_to_boxes_and_what_is_no_number_overlaps_nothing()
    {
        Boxes.Overlap([0, 0, 9, 9], [9, 0, 18, 9]).ShouldBe(10.0 / 190);
        Boxes.Overlap([0, 0, 9, 9], [10, 0, 19, 9]).ShouldBe(0);
        Boxes.Overlap([5, 5, 5, 5], [5, 5, 5, 5]).ShouldBe(1);
        Boxes.Overlap([9, 9, 0, 0], [0, 0, 9, 9]).ShouldBe(0);
        var overlaps = new double[5];
        Boxes.Overlaps([double.NaN, 0, 9, 9, 0, 0, 9, 9, 9, 9, 0, 0, 0, 0, 9, double.NaN, double.NaN, 0, 9, 9], [0.0, 0, 9, 9], overlaps);
        overlaps.ShouldBe([0, 1, 0, 0, 0]);
    }

    [Fact]
    public void Offsets_are_those_of_the_published_code()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mmnas", "boxes_vgd.npz");
        var boxes = golden["boxes"].ToArray<double>();
        var offsets = new double[boxes.Length];
        Boxes.Encode(boxes, golden["query"].ToArray<double>().AsSpan(0, 4), offsets);
        Close(offsets, golden["transform"].ToArray<double>(), 1e-12);
    }

    [Fact]
    public void Decoding_in_reference_and_clipping_are_those_of_the_published_code()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mmnas", "boxes_vgd.npz");
        var boxes = golden["boxes"].To(DType.Float32).ToArray<float>();
        var decoded = new float[boxes.Length];
        Boxes.Decode(boxes, golden["deltas"].To(DType.Float32).ToArray<float>(), decoded, Compatibility.Reference);
        Close(Array.ConvertAll(decoded, v => (double)v), Array.ConvertAll(golden["inv"].ToArray<float>(), v => (double)v), 1e-5);
        var size = golden["clip_hw"].ToArray<double>();
        Boxes.Clip(decoded, (float)size[0], (float)size[1]);
        Close(Array.ConvertAll(decoded, v => (double)v), Array.ConvertAll(golden["clipped"].ToArray<float>(), v => (double)v), 1e-5);
    }

    [Fact]
    public void Decoding_undoes_encoding_exactly_and_in_reference_one_pixel_too_far()
    {
        double[] boxes = [10, 20, 59, 99, 0, 0, 0, 0];
        double[] target = [5, 30, 104, 70];
        var offsets = new double[8];
        Boxes.Encode(boxes, target, offsets);
        var decoded = new double[8];
        Boxes.Decode(boxes, offsets, decoded, Compatibility.Sound);
        Close(decoded, [5, 30, 104, 70, 5, 30, 104, 70], 1e-12);
        Boxes.Decode(boxes, offsets, decoded, Compatibility.Reference);
        Close(decoded, [5, 30, 105, 71, 5, 30, 105, 71], 1e-12);
    }

    [Fact]
    public void Lengths_that_do_not_belong_together_are_refused()
    {
        Should.Throw<ArgumentException>(() => Boxes.Overlaps(new double[7], new double[4], new double[1])).Message
            .ShouldStartWith("Boxes are four numbers each, and the lengths must belong together.");
        Should.Throw<ArgumentException>(() => Boxes.Overlaps(new double[8], new double[4], new double[1]));
        Should.Throw<ArgumentException>(() => Boxes.Encode(new float[8], new float[8], new float[8]));
        Should.Throw<ArgumentException>(() => Boxes.Decode(new float[8], new float[4], new float[8], Compatibility.Sound));
    }

    private static void Close(double[] values, double[] expected, double tolerance)
    {
        values.Length.ShouldBe(expected.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i].ShouldBe(expected[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"number {i}");
        }
    }
}
