using Shouldly;
using Weft.Data.Regions;
using Weft.Testing;

namespace Weft.Tests.Data.Regions;

public class RegionCacheTests
{
    [Fact]
    public void KeepsWhatFits()
    {
        using var folder = new TemporaryFolder();
        for (var id = 0; id < 3; id++)
        {
            RegionFileWriter.Write(folder[$"x_{id}.npz"], new RegionFile([id, 2], [0, 0, 1, 1], 1, 2, 5, 5));
        }

        var cache = new RegionCache(RegionFolder.Open(folder.Path), 50);
        Parallel.For(0, 300, i => cache.Read(i % 2).Features[0].ShouldBe(i % 2));
        cache.Read(0).ShouldBeSameAs(cache.Read(0));
        cache.Read(2).Features[0].ShouldBe(2);
        (cache.Count, cache.Bytes).ShouldBe((2, 48));
        cache.Read(2).ShouldNotBeSameAs(cache.Read(2));
        File.Delete(folder["x_0.npz"]);
        cache.Read(0).Features[0].ShouldBe(0);
    }

    [Fact]
    public void BoxesAndSizesOfImagesAreScaledAndFeaturesAreNot()
    {
        using var folder = new TemporaryFolder();
        RegionFileWriter.Write(folder["x_1.npz"], new RegionFile([3, 4], [.25f, 0, .5f, 1], 1, 2, 1, 1));
        var regions = new RegionCache(RegionFolder.Open(folder.Path), 1000, boxScale: 1000).Read(1);
        regions.Boxes.ShouldBe([250f, 0, 500, 1000]);
        (regions.ImageHeight, regions.ImageWidth).ShouldBe((1000f, 1000f));
        regions.Features.ShouldBe([3f, 4]);
    }
}
