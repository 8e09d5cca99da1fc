using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class NpzWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadsBackWhatItWrote(bool compress)
    {
        var big = Enumerable.Range(0, 1_000_000).ToArray();
        NpzWriter.Write(
            folder["x.npz"], new Dictionary<string, NdArray> { ["b/c"] = NdArray.From(big, 1000, 1000), ["a"] = NdArray.From([1f]) }, compress);
        using var archive = new NpzReader(folder["x.npz"]);

        archive.Names.ShouldBe(["a", "b/c"]);
        archive.Read("b/c").As<int>().SequenceEqual(big).ShouldBeTrue();
        archive.Read("a").Shape.ShouldBeEmpty();
        (new FileInfo(folder["x.npz"]).Length < 4_000_000).ShouldBe(compress);
    }

    [Fact]
    public void TheSameArraysGiveTheSameBytes()
    {
        var one = NdArray.From([1f], 1);
        var two = NdArray.From([2f], 1);
        NpzWriter.Write(folder["x.npz"], new Dictionary<string, NdArray> { ["a"] = one, ["b"] = two });
        NpzWriter.Write(folder["y.npz"], new Dictionary<string, NdArray> { ["b"] = two, ["a"] = one });

        Checksum.OfFile(folder["x.npz"]).ShouldBe(Checksum.OfFile(folder["y.npz"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("C:a")]
    [InlineData("a\\b")]
    [InlineData("a\n")]
    public void RefusesNamesThatCouldBePathsElsewhere(string name) =>
        Should.Throw<ArgumentException>(
                () => NpzWriter.Write(folder["x.npz"], new Dictionary<string, NdArray> { [name] = NdArray.From([1f]) }))
            .Message.ShouldContain("cannot name an array of an archive");

    [Fact]
    public void AFailureKeepsTheOldArchive()
    {
        NpzWriter.Write(folder["x.npz"], new Dictionary<string, NdArray> { ["a"] = NdArray.From([1f]) });
        var before = Checksum.OfFile(folder["x.npz"]);

        Should.Throw<UsageException>(() => NpzWriter.Write(
            folder["x.npz"], new Dictionary<string, NdArray> { ["a"] = new NdArray(ElementType.BFloat16, new byte[2]) }));

        Checksum.OfFile(folder["x.npz"]).ShouldBe(before);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }
}
