using System.IO.Compression;
using System.Text;
using Shouldly;
using Weft.Data.Text;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Text;

public class WordVectorsTests
{
    private static readonly HashSet<string> Wanted = new(["dog", "red", ". . .", "狗", "new york", "5"], StringComparer.Ordinal);

    [Fact]
    public void KeepsWantedWordsOnly()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["v.txt"], "dog 0.5 -1e-2 2\n. . . 1 2 3\r\ncat 9 x 9\n狗 4 5 6\nnew york 7 8 9\n5 1 1 1\ndog 0 0 0\n\u0085 1 2 3\n");
        var vectors = WordVectors.Read(folder["v.txt"], Wanted);
        vectors.Width.ShouldBe(3);
        vectors.Count.ShouldBe(5);
        vectors.TryGet("dog", out var dog).ShouldBeTrue();
        dog.ToArray().ShouldBe([.5f, -.01f, 2f]);
        vectors.TryGet(". . .", out var dots).ShouldBeTrue();
        dots.ToArray().ShouldBe([1f, 2f, 3f]);
        vectors.TryGet("new york", out _).ShouldBeTrue();
        vectors.TryGet("狗", out _).ShouldBeTrue();
        vectors.TryGet("cat", out var cat).ShouldBeFalse();
        cat.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("5 0.5 1\ndog 1 2")]
    [InlineData("2 2\n5 0.5 1 \ndog 1 2 \n")]
    [InlineData(". . . 0.5 1\n5 1 1\ndog 1 2\n")]
    public void FirstLinesTellTheWidth(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["v.txt"], text);
        var vectors = WordVectors.Read(folder["v.txt"], Wanted);
        vectors.Width.ShouldBe(2);
        vectors.TryGet("dog", out var dog).ShouldBeTrue();
        dog.ToArray().ShouldBe([1f, 2f]);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("dog\n", "line 1: is not a word and its numbers")]
    [InlineData("dog 1 2\nred 1\n", "line 2: has fewer than a word and 2 numbers")]
    [InlineData("dog 1 2\nred 1 x\n", "line 2: has something at number 2 of 2 that is no finite number")]
    [InlineData("dog 1 2\nred NaN 1\n", "line 2: has something at number 1 of 2 that is no finite number")]
    [InlineData("cat 1 2\ncat 1 2\n\n", "line 3: has fewer than a word and 2 numbers")]
    [InlineData("7 2\n", "has a first line of two counts and nothing after it")]
    [InlineData("PK\u0003\u0004", "is a zip archive; unpack it")]
    public void TellsWhatIsWrong(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["v.txt"], text);
        var error = Should.Throw<InvalidFileException>(() => WordVectors.Read(folder["v.txt"], Wanted));
        error.Message.ShouldStartWith(folder["v.txt"]);
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public void ALineWithoutEndIsNotReadIntoMemory()
    {
        using var folder = new TemporaryFolder();
        using (var stream = new GZipStream(File.Create(folder["v.gz"]), CompressionLevel.Fastest))
        {
            var chunk = new byte[1 << 20];
            chunk.AsSpan().Fill((byte)'a');
            for (var i = 0; i < 64; i++)
            {
                stream.Write(chunk);
            }
        }

        var error = Should.Throw<InvalidFileException>(() => WordVectors.Read(folder["v.gz"], Wanted));
        error.Message.ShouldContain("v.gz, line 1: is longer than 1048576 bytes");
    }

    [Fact]
    public void ACutOrDamagedArchiveIsTold()
    {
        using var folder = new TemporaryFolder();
        var memory = new MemoryStream();
        using (var stream = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"w{i} {i * 7919 % 1013} {i * 104729 % 997}\n"))));
        }

        var bytes = memory.ToArray();
        File.WriteAllBytes(folder["cut.gz"], bytes[..(bytes.Length / 2)]);
        Should.Throw<InvalidFileException>(() => WordVectors.Read(folder["cut.gz"], Wanted)).Message.ShouldContain("fetch");
        bytes[bytes.Length / 2] ^= 0xFF;
        File.WriteAllBytes(folder["bad.gz"], bytes);
        Should.Throw<InvalidFileException>(() => WordVectors.Read(folder["bad.gz"], Wanted)).Message.ShouldContain("fetch");
    }

    [Fact]
    public void ReadsPublishedVectors()
    {
        if (TestPaths.Data("glove") is not { } folder)
        {
            Assert.Skip("The word vectors are not beside the repository.");
            return;
        }

        var vectors = WordVectors.Read(Path.Combine(folder, "glove.6B.100d.subset.txt.gz"), new HashSet<string>(["the", "dog", "zzzz"]));
        vectors.Width.ShouldBe(100);
        vectors.Count.ShouldBe(2);
        vectors.TryGet("the", out var the).ShouldBeTrue();
        the[..4].ToArray().ShouldBe([-0.038194f, -0.24487f, 0.72812f, -0.39961f]);
    }
}
