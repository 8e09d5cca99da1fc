using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class ChecksumTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void IsTheSameForBytesStreamsAndFiles()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["abc"], "abc");
        using var stream = new MemoryStream("abc"u8.ToArray());

        Checksum.OfBytes("abc"u8).ShouldBe(OfAbc);
        Checksum.OfStream(stream).ShouldBe(OfAbc);
        Checksum.OfFile(folder["abc"]).ShouldBe(OfAbc);
    }

    [Fact]
    public void SaysThatAFileIsMissing()
    {
        using var folder = new TemporaryFolder();

        Should.Throw<InvalidFileException>(() => Checksum.OfFile(folder["none"]))
            .Message.ShouldBe($"{folder["none"]}: the file does not exist; check the path");
    }

    [Fact]
    public void SaysThatAFolderIsNoFile()
    {
        using var folder = new TemporaryFolder();

        Should.Throw<InvalidFileException>(() => Checksum.OfFile(folder.Path)).Message.ShouldContain("this is a folder");
    }
}
