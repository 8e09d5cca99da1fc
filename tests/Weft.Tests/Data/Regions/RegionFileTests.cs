using Shouldly;
using Weft.Data.Regions;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Regions;

public class RegionFileTests
{
    private static readonly float[] TwoBoxes = [0, 0, 3, 4, 1, 1, 9, 9];

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 4)]
    public void ReadsWhatThePublishedLoaderReads(int image, int count)
    {
        using var golden = new NpzReader(TestPaths.Golden("mmnas", "vqa_data.npz"));
        using var folder = new TemporaryFolder();
        var size = golden.Read($"img{image}.hw").As<long>();
        Save(
            folder["x.npz"],
            ("x", golden.Read($"img{image}.x")), ("bbox", golden.Read($"img{image}.bbox")),
            ("image_h", NdArray.From([size[0]])), ("image_w", NdArray.From([size[1]])));
        var regions = RegionFile.Read(folder["x.npz"]);
        (regions.Count, regions.Width, regions.ImageHeight, regions.ImageWidth).ShouldBe((count, 6, size[0], size[1]));
        regions.Features.ShouldBe(golden.Read($"s{image - 1}.frcn_valid").As<float>().ToArray());
        regions.Boxes.ShouldBe(golden.Read($"img{image}.bbox").As<float>().ToArray());
    }

    [Fact]
    public void TheNumberOfBoxesTellsTheLayout()
    {
        using var folder = new TemporaryFolder();
        float[] rows = [1, 2, 3, 4, 5, 6];
        Save(folder["t.npz"], ("x", NdArray.From(new float[] { 1, 4, 2, 5, 3, 6 }, 3, 2)), ("bbox", NdArray.From(TwoBoxes, 2, 4)));
        Save(folder["r.npz"], ("x", NdArray.From(rows, 2, 3)), ("bbox", NdArray.From(TwoBoxes, 2, 4)));
        Save(folder["s.npz"], ("x", NdArray.From(new float[] { 1, 2, 3, 4 }, 2, 2)), ("bbox", NdArray.From(TwoBoxes, 2, 4)));
        Save(
            folder["m.npz"],
            ("fc7", NdArray.From(new float[] { 1, 2, 4, 5 }, 2, 2)), ("pool5", NdArray.From(new float[] { 3, 6 }, 2, 1)), ("bbox", NdArray.From(TwoBoxes, 2, 4)));
        RegionFile.Read(folder["t.npz"]).Features.ShouldBe(rows);
        RegionFile.Read(folder["r.npz"]).Features.ShouldBe(rows);
        RegionFile.Read(folder["m.npz"]).Features.ShouldBe(rows);
        RegionFile.Read(folder["s.npz"]).Features.ShouldBe([1, 3, 2, 4]);
        var regions = RegionFile.Read(folder["t.npz"]);
        (regions.ImageHeight, regions.ImageWidth).ShouldBe((9, 9));
    }

    [Fact]
    public void ReadsNumbersOfAnyType()
    {
        using var folder = new TemporaryFolder();
        Save(folder["d.npz"], ("x", NdArray.From(new double[] { .5, 1 }, 1, 2)), ("bbox", NdArray.From(Array.ConvertAll(TwoBoxes, v => (double)v), 2, 4)));
        Save(folder["h.npz"], ("x", NdArray.From(new[] { (Half).5f, (Half)1 }, 1, 2)), ("bbox", NdArray.From(Array.ConvertAll(TwoBoxes, v => (long)v), 2, 4)));
        foreach (var regions in new[] { RegionFile.Read(folder["d.npz"]), RegionFile.Read(folder["h.npz"]) })
        {
            regions.Features.ShouldBe([.5f, 1]);
            regions.Boxes.ShouldBe(TwoBoxes);
        }
    }

    [Fact]
    public void RefusesWhatDisagrees()
    {
        var boxes = NdArray.From(TwoBoxes, 2, 4);
        var x = NdArray.From(new float[6], 3, 2);
        Refused("its array 'x' is 3 x 3, but 'bbox' has 2 boxes", ("x", NdArray.From(new float[9], 3, 3)), ("bbox", boxes));
        Refused("has no array 'bbox'; a region file has 'x' (or 'fc7' and 'pool5') and 'bbox', but this one has x", ("x", x));
        Refused("has no array 'x'", ("bbox", boxes));
        Refused("has no array 'pool5'", ("fc7", NdArray.From(new float[4], 2, 2)), ("bbox", boxes));
        Refused("its array 'fc7' is 3 x 2, but 'bbox' has 2 boxes", ("fc7", x), ("pool5", x), ("bbox", boxes));
        Refused("its array 'bbox' has 2 columns, but must have 4", ("x", x), ("bbox", NdArray.From(TwoBoxes, 4, 2)));
        Refused("its array 'bbox' has 1 axes, but must be a matrix of numbers", ("x", x), ("bbox", NdArray.From(TwoBoxes, 8)));
        Refused("has no region; leave the image out", ("x", NdArray.From(Array.Empty<float>(), 3, 0)), ("bbox", NdArray.From(Array.Empty<float>(), 0, 4)));
        Refused("its array 'x' has no numbers", ("x", NdArray.From(Array.Empty<float>(), 0, 2)), ("bbox", boxes));
        Refused("says that it has 3 boxes, but 'bbox' has 2", ("x", x), ("bbox", boxes), ("num_bbox", NdArray.From([3])));
        Refused("its array 'image_h' is not one positive number", ("x", x), ("bbox", boxes), ("image_h", NdArray.From([0])));
        Refused("its array 'image_w' is not one positive number", ("x", x), ("bbox", boxes), ("image_w", NdArray.From([4, 5], 2)));
    }

    [Fact]
    public void RefusesNumbersThatCannotBe()
    {
        var x = NdArray.From(new float[2], 1, 2);
        Refused("region 1 has NaN at number 2 of its features", ("x", NdArray.From([0, 0, 0, 0, 0, float.NaN], 3, 2)), ("bbox", NdArray.From(TwoBoxes, 2, 4)));
        Refused("region 0 has Infinity at number 0", ("x", NdArray.From([1e300, 0], 1, 2)), ("bbox", NdArray.From(TwoBoxes, 2, 4)));
        Refused("box 1 (x1 5, y1 0, x2 4, y2 0) is inverted", ("x", x), ("bbox", NdArray.From(new float[] { 0, 0, 0, 0, 5, 0, 4, 0 }, 2, 4)));
        Refused("box 0 (x1 NaN, y1 0, x2 4, y2 0) is not finite", ("x", x), ("bbox", NdArray.From([float.NaN, 0, 4, 0, 0, 0, 0, 0], 2, 4)));
        Refused("is outside of its image of unknown x 5", ("x", x), ("bbox", NdArray.From(TwoBoxes, 2, 4)), ("image_h", NdArray.From([5])));
        Refused("is outside of its image of 5 x 50", ("x", x), ("bbox", NdArray.From(TwoBoxes, 2, 4)), ("image_w", NdArray.From([5])), ("image_h", NdArray.From([50])));
        Refused("box 0 (x1 -3, y1 0, x2 4, y2 0) is outside", ("x", x), ("bbox", NdArray.From(new float[] { -3, 0, 4, 0, 0, 0, 0, 0 }, 2, 4)));
    }

    [Fact]
    public void ReadsFilesOfAnotherProgram()
    {
        if (TestPaths.Fixture("refs/COCO_train2014_000000001000.jpg.npz") is not { } path)
        {
            Assert.Skip("The fixtures are not beside the repository.");
            return;
        }

        var regions = RegionFile.Read(path);
        (regions.Count, regions.Width, regions.ImageHeight, regions.ImageWidth).ShouldBe((12, 2048, 240, 320));
    }

    internal static void Save(string path, params (string Name, NdArray Array)[] arrays) =>
        NpzWriter.Write(path, arrays.ToDictionary(pair => pair.Name, pair => pair.Array));

    private static void Refused(string problem, params (string Name, NdArray Array)[] arrays)
    {
        using var folder = new TemporaryFolder();
        Save(folder["x.npz"], arrays);
        var error = Should.Throw<InvalidFileException>(() => RegionFile.Read(folder["x.npz"]));
        error.Message.ShouldStartWith(folder["x.npz"]);
        error.Message.ShouldContain(problem);
    }
}
