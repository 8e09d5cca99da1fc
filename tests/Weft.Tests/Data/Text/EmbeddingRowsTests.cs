using Shouldly;
using Weft.Data.Text;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Text;

public class EmbeddingRowsTests
{
    private static readonly Vocabulary Small = Vocabulary.Build([["dog", "cat"]]);

    [Fact]
    public void PublishedRowsAreVectorsAndZeros() =>
        EmbeddingRows.Initial(Small, Vectors(), 2, UnknownWords.Zeros, 7).ShouldBe([0, 0, 0, 0, 0, 0, 1.5f, -2, 0, 0]);

    [Fact]
    public void SoundRowsAreSmallAndDependOnTheWordAlone()
    {
        var rows = EmbeddingRows.Initial(Small, Vectors(), 2, UnknownWords.SmallNormals, 7);
        rows[..2].ShouldBe([0f, 0f]);
        rows[6..8].ShouldBe([1.5f, -2f]);
        rows[8..].ShouldAllBe(value => value != 0 && Math.Abs(value) < .6);
        var other = EmbeddingRows.Initial(Vocabulary.Build([["bird", "cat"]]), null, 2, UnknownWords.SmallNormals, 7);
        other[8..].ShouldBe(rows[8..]);
        EmbeddingRows.Initial(Small, null, 2, UnknownWords.SmallNormals, 8)[8..].ShouldNotBe(rows[8..]);
    }

    [Fact]
    public void SmallNumbersAreNormal()
    {
        var rows = EmbeddingRows.Initial(Small, null, 20_000, UnknownWords.SmallNormals, 1).AsSpan(20_000).ToArray();
        rows.Average().ShouldBe(0, .002);
        Math.Sqrt(rows.Average(v => (double)v * v)).ShouldBe(EmbeddingRows.Deviation, .002);
    }

    [Fact]
    public void AnotherWidthIsRefused() =>
        Should.Throw<UsageException>(() => EmbeddingRows.Initial(Small, Vectors(), 3, UnknownWords.Zeros, 0))
            .Message.ShouldBe("The word vectors have 2 numbers each, but the embedding 3; set its width to 2, or give other vectors.");

    private static WordVectors Vectors()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["v.txt"], "dog 1.5 -2\n");
        return WordVectors.Read(folder["v.txt"], new HashSet<string>(["dog"]));
    }
}
