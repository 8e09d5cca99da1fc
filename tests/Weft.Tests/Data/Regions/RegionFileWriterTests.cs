using Shouldly;
using Weft.Data.Regions;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Regions;

public class RegionFileWriterTests
{
    private static readonly RegionFile Regions = new([1, 2, 3, 4, 5, 6], [0, 0, 3, 4, 1, 1, 9, 9], 2, 3, 10, 12.5f);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WritesThePublishedLayout(bool compress)
    {
        using var folder = new TemporaryFolder();
        RegionFileWriter.Write(folder["a_7.npz"], Regions, compress);
        using var archive = new NpzReader(folder["a_7.npz"]);
        archive.Read("x").Shape.ShouldBe([3, 2]);
        archive.Read("x").As<float>().ToArray().ShouldBe([1, 4, 2, 5, 3, 6]);
        archive.Read("bbox").Shape.ShouldBe([2, 4]);
        archive.Read("image_h").ToString().ShouldBe("Int64 ()");
        archive.Read("image_w").As<float>()[0].ShouldBe(12.5f);
        archive.Read("num_bbox").As<long>()[0].ShouldBe(2);

        var read = RegionFile.Read(folder["a_7.npz"]);
        read.Features.ShouldBe(Regions.Features);
        read.Boxes.ShouldBe(Regions.Boxes);
        (read.Count, read.Width, read.ImageHeight, read.ImageWidth).ShouldBe((2, 3, 10, 12.5f));
    }

    [Fact]
    public void RefusesArraysOfOtherLengths() =>
        Should.Throw<ArgumentException>(() => RegionFileWriter.Write("x.npz", Regions with { Width = 4 }))
            .Message.ShouldContain("2 regions of 4 numbers need that many features and 4 numbers of each box; there are 6 and 8.");
}
