using Shouldly;
using Weft.Data.Regions;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Regions;

public sealed class RegionFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("COCO_train2014_000000000009.jpg.npz", 9L)]
    [InlineData("a/b_c/1000092795.jpg.npz", 1000092795L)]
    [InlineData("x_1.2_34.npz", 34L)]
    [InlineData("12", 12L)]
    [InlineData("x_1a.npz", null)]
    [InlineData("x.npz", null)]
    [InlineData("-5.npz", null)]
    [InlineData("99999999999999999999.npz", null)]
    public void NamesTellTheImage(string name, long? id) => RegionFolder.IdOf(name).ShouldBe(id);

    [Fact]
    public void FindsFilesInSeveralFolders()
    {
        Write("train/a_1.npz", 2, 3);
        Write("train/deep/a_2.jpg.npz", 1, 3);
        Write("val/a_3.npz", 1, 3);
        File.WriteAllText(folder["val/index.npz"], "no region file");
        var regions = RegionFolder.Open(folder["train"], folder["val"]);
        regions.Ids.Order().ShouldBe([1, 2, 3]);
        regions.Contains(4).ShouldBeFalse();
        regions.PathOf(2).ShouldEndWith("deep/a_2.jpg.npz");
        regions.Read(1).Count.ShouldBe(2);
        RegionFolder.Open(folder["train"], folder["train/deep"]).Count.ShouldBe(2);
        Should.Throw<InvalidFileException>(() => regions.PathOf(4)).Message.ShouldContain("has no region file of image 4");
        var check = regions.Check([1, 2, 3, 3]);
        check.Problems.ShouldBeEmpty();
        (check.Width, check.MaximumCount).ShouldBe((3, 2));
        check.ThrowIfAny();
    }

    [Fact]
    public void RefusesTwoFilesOfOneImage()
    {
        Write("a/x_7.npz", 1, 3);
        Write("b/y_07.npz", 1, 3);
        var error = Should.Throw<InvalidFileException>(() => RegionFolder.Open(folder["a"], folder["b"]));
        error.Message.ShouldContain("y_07.npz");
        error.Message.ShouldContain("is of image 7, and so is");
        error.Message.ShouldContain("x_7.npz");
    }

    [Fact]
    public void RefusesFoldersWithoutFiles()
    {
        Directory.CreateDirectory(folder["empty"]);
        Should.Throw<InvalidFileException>(() => RegionFolder.Open(folder["empty"])).Message.ShouldContain("has no .npz file");
        Should.Throw<InvalidFileException>(() => RegionFolder.Open(folder["none"])).Message.ShouldContain("cannot be listed");
        File.WriteAllText(folder["empty/index.npz"], "");
        Should.Throw<InvalidFileException>(() => RegionFolder.Open(folder["empty"]))
            .Message.ShouldContain("has 1 .npz files, but none with an image's number in its name");
    }

    [Fact]
    public void TellsAllProblemsTogether()
    {
        for (var id = 1; id <= 3; id++)
        {
            Write($"x_{id}.npz", id, 3);
        }

        Write("x_4.npz", 9, 5);
        var bytes = File.ReadAllBytes(folder["x_3.npz"]);
        File.WriteAllBytes(folder["x_5.npz"], bytes[..(bytes.Length / 2)]);
        File.WriteAllBytes(folder["x_6.npz"], []);
        var check = RegionFolder.Open(folder.Path).Check([1, 2, 3, 4, 5, 6, 7]);
        (check.Width, check.MaximumCount).ShouldBe((3, 9));
        check.Problems.Count.ShouldBe(4);
        check.Problems[0].ShouldBe($"image 7 has no file in {folder.Path}");
        check.Problems[1].ShouldContain("x_4.npz: has 5 numbers for each region, but most files 3");
        check.Problems[2].ShouldContain("x_5.npz");
        check.Problems[3].ShouldContain("x_6.npz");
        Should.Throw<WeftException>(check.ThrowIfAny).Message.ShouldStartWith("4 region files cannot be used:\n  image 7 has no file");
    }

    [Fact]
    public void ShowsTwentyProblemsAtMost()
    {
        Write("x_1.npz", 1, 3);
        var check = RegionFolder.Open(folder.Path).Check(Enumerable.Range(1, 31).Select(id => (long)id));
        check.Problems.Count.ShouldBe(30);
        var message = Should.Throw<WeftException>(check.ThrowIfAny).Message;
        message.Split('\n').Length.ShouldBe(22);
        message.ShouldEndWith("\n  and 10 more");
    }

    [Fact]
    public void ACheckOfNothingFindsNothing()
    {
        Write("x_1.npz", 1, 3);
        var check = RegionFolder.Open(folder.Path).Check([]);
        (check.Width, check.MaximumCount, check.Problems.Count).ShouldBe((0, 0, 0));
    }

    private void Write(string name, int count, int width)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        RegionFileWriter.Write(folder[name], new RegionFile(new float[count * width], new float[4 * count], count, width, 5, 5));
    }
}
