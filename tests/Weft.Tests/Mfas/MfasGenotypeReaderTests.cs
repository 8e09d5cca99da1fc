using System.Collections.Immutable;
using Shouldly;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Mfas;

public sealed class MfasGenotypeReaderTests
{
    private const string Fixed = """{"space":"mfas","taps":[["image 1","image 2"],["audio 1","audio 2","audio 3"]],"rows":[[1,2,1],[0,1,0],[0,0,2]]}""";

    private static readonly ImmutableArray<ImmutableArray<string>> Taps = [["image 1", "image 2"], ["audio 1", "audio 2", "audio 3"]];

    /// <summary>Runs are compared by hash: it may never change.</summary>
    [Fact]
    public void Json_and_hash_are_canonical()
    {
        var genotype = MfasGenotypeReader.Read(Fixed, Taps, "file");
        genotype.ToJson().ShouldBe(Fixed);
        ((IGenotype)genotype).Hash.ShouldBe("4b37d8649dc1d29d");
        var spaced = MfasGenotypeReader.Read("\n " + Fixed.Replace(",", " ,\n").Replace(":", " : "), Taps, "file");
        spaced.ShouldBe(genotype);
        spaced.GetHashCode().ShouldBe(genotype.GetHashCode());
        MfasGenotypeReader.Read(Fixed.Replace("[0,1,0]", "[0,1,1]"), Taps, "file").ShouldNotBe(genotype);
    }

    [Theory]
    [InlineData("[[1,2,1],[0,1,0],[0,0,2]]")]
    [InlineData("  [ [1, 2, 1] , [0, 1, 0],\n [0, 0, 2] ] \n")]
    [InlineData("[[1 2 1]\n [0 1 0]\n [0 0 2]]")]
    [InlineData("array([[1, 2, 1],\n       [0, 1, 0],\n       [0, 0, 2]])")]
    public void Rows_of_published_logs_are_read(string text) =>
        MfasGenotypeReader.Read(text, Taps, "log").ShouldBe(MfasGenotypeReader.Read(Fixed, Taps, "file"));

    [Theory]
    [InlineData("[[1,2,1],[0,1]]", "row 2 has 2 numbers; it needs 3: a tap of each of 2 modalities and an activation")]
    [InlineData("[[2,1,1]]", "row 1, column 1 names tap 2, but there are only 0 to 1 (image 1, image 2): columns must follow the task's order")]
    [InlineData("[[1,2,1],[0,-1,1]]", "row 2, column 2 names tap -1")]
    [InlineData("[[1,2,3]]", "row 1 names activation 3; there are 0 (ReLU)")]
    [InlineData("[[1,2,-1]]", "row 1 names activation -1")]
    [InlineData("[]", "has 0 rows; 1 to 64 are possible")]
    [InlineData("[[]]", "row 1 has 0 numbers")]
    [InlineData("[[1,2,99999999999]]", "is no MFAS genotype")]
    [InlineData("[[1,2,1]", "is no MFAS genotype: expected the JSON that Weft writes, or rows such as")]
    [InlineData("[1,2,1]", "is no MFAS genotype")]
    [InlineData("[[1-2]]", "is no MFAS genotype")]
    [InlineData("[[1.5,2,1]]", "is no MFAS genotype")]
    [InlineData("[[[1,2,1]]]", "is no MFAS genotype")]
    [InlineData("", "is no MFAS genotype")]
    [InlineData("{", "is no MFAS genotype")]
    [InlineData("{}", "is no MFAS genotype")]
    [InlineData("""{"space":"bmnas","taps":[],"rows":[]}""", "is no MFAS genotype")]
    [InlineData("""{"space":"mfas","taps":3,"rows":[]}""", "is no MFAS genotype")]
    [InlineData("""{"space":"mfas","taps":[["image 1"],["audio 1"]],"rows":[[0,0,0]]}""", "is a genotype for the taps image 1; audio 1; this task has image 1, ")]
    [InlineData("""{"space":"mfas","taps":[["image 1","image 2"],["audio 1","audio 2","audio 3"]],"rows":[[0,0,0.5]]}""", "is no MFAS genotype")]
    public void What_is_wrong_is_said(string text, string message) =>
        Should.Throw<InvalidFileException>(() => MfasGenotypeReader.Read(text, Taps, "file")).Message.ShouldContain(message);

    [Fact]
    public void Hostile_texts_end_quickly()
    {
        string[] texts =
        [
            new('[', 500_000),
            "[" + string.Concat(Enumerable.Repeat("[1,2,1] ", 100_000)) + "!",
            "[" + new string(' ', 200_000) + "!",
            "[[" + new string(' ', 200_000) + "!",
            "[" + string.Concat(Enumerable.Repeat("[0,0,0],", 100)) + "]",
            new(' ', 2_000_000),
        ];
        foreach (var text in texts)
        {
            Should.Throw<InvalidFileException>(() => MfasGenotypeReader.Read(text, Taps, "file"));
        }
    }
}
