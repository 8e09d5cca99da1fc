using Shouldly;
using Weft.Data.Regions;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Regions;

public class BoxGeometryTests
{
    [Theory]
    [InlineData(0, 6)]
    [InlineData(1, 4)]
    public void PairsAreAsPublished(int sample, int count)
    {
        using var golden = new NpzReader(TestPaths.Golden("mmnas", "vqa_data.npz"));
        var boxes = golden.Read($"img{sample + 1}.bbox").As<float>();
        var expected = golden.Read($"s{sample}.rel_img_valid").As<float>();
        const int padded = 11;
        var found = new float[padded * padded * BoxGeometry.PairWidth];
        found.AsSpan().Fill(7);
        BoxGeometry.Fill(boxes, count, padded, found);
        for (var i = 0; i < padded; i++)
        {
            for (var j = 0; j < padded; j++)
            {
                for (var k = 0; k < 4; k++)
                {
                    var value = found[(((i * padded) + j) * 4) + k];
                    value.ShouldBe(i < count && j < count ? expected[(((i * count) + j) * 4) + k] : 0, 2e-6, $"{i} {j} {k}");
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(3, 4)]
    public void BoxesAreAsPublished(int sample, int count)
    {
        using var golden = new NpzReader(TestPaths.Golden("mmnas", "vqa_data.npz"));
        var image = 1 + (sample % 2);
        var size = golden.Read($"img{image}.hw").As<long>();
        var regions = new RegionFile([], golden.Read($"img{image}.bbox").As<float>().ToArray(), count, 0, size[0], size[1]);
        var found = new float[count * BoxGeometry.BoxWidth];
        BoxGeometry.FillBoxes(regions, found);
        var expected = golden.Read($"s{sample}.bbox_feat_valid").As<float>();
        for (var i = 0; i < found.Length; i++)
        {
            found[i].ShouldBe(expected[i], 1e-6);
        }
    }

    [Fact]
    public void APairDoesNotDependOnTheOthers()
    {
        var random = new Random(1);
        var boxes = Enumerable.Range(0, 37).SelectMany(_ => new float[] { random.Next(99), random.Next(99), 100 + random.Next(99), 100 + random.Next(99) }).ToArray();
        var all = new float[37 * 37 * 4];
        BoxGeometry.Fill(boxes, 37, 37, all);
        var some = new float[13 * 13 * 4];
        BoxGeometry.Fill(boxes, 13, 13, some);
        for (var i = 0; i < 13; i++)
        {
            some.AsSpan(i * 13 * 4, 13 * 4).SequenceEqual(all.AsSpan(i * 37 * 4, 13 * 4)).ShouldBeTrue();
        }

        all[..4].ShouldBe([MathF.Log(1e-3f), MathF.Log(1e-3f), 0, 0], 1e-6);
    }

    [Fact]
    public void RefusesOtherLengths()
    {
        Should.Throw<ArgumentException>(() => BoxGeometry.Fill(new float[4], 2, 2, new float[16]))
            .Message.ShouldBe("4 numbers of boxes and 16 of pairs do not fit 2 boxes padded to 2.");
        Should.Throw<ArgumentOutOfRangeException>(() => BoxGeometry.Fill(new float[12], 3, 2, new float[16]));
        Should.Throw<ArgumentException>(() => BoxGeometry.FillBoxes(new RegionFile([], [0, 0, 1, 1], 1, 0, 5, 5), new float[10]))
            .Message.ShouldStartWith("10 numbers are not 5 for each of at most 1 boxes.");
    }
}
