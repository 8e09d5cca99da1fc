using Shouldly;
using Weft.BmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.BmNas;

public sealed class GenotypeReaderTests
{
    private const string Fixed =
        """{"space":"bmnas","taps":["a 1","a 2","b 1"],"cells":[{"x":0,"y":2,"steps":[{"operation":"Sum","x":0,"y":1},{"operation":"LinearGLU","x":2,"y":0}],"outputSteps":2}],"outputCells":1}""";

    private static readonly string[] Taps = ["a 1", "a 2", "b 1"];

    /// <summary>Runs are compared by hash: it may never change.</summary>
    [Fact]
    public void Json_and_hash_are_canonical()
    {
        var genotype = GenotypeReader.Read(Fixed, Taps, "file");
        genotype.ToJson().ShouldBe(Fixed);
        ((IGenotype)genotype).Hash.ShouldBe("d09afcb24446bf5a");
        var spaced = GenotypeReader.Read("\n " + Fixed.Replace(",", " ,\n").Replace(":", " : "), Taps, "file");
        spaced.ShouldBe(genotype);
        spaced.GetHashCode().ShouldBe(genotype.GetHashCode());
        ((IGenotype)spaced).Hash.ShouldBe("d09afcb24446bf5a");
        GenotypeReader.Read(Fixed.Replace("\"x\":2,\"y\":0", "\"x\":0,\"y\":2"), Taps, "file").ShouldNotBe(genotype);
    }

    [Fact]
    public void The_best_of_MM_IMDB_is_read_with_its_cell_that_takes_a_cell()
    {
        const string text =
            "Genotype(edges=[('skip', 2), ('skip', 4), ('skip', 4), ('skip', 6)], steps=[StepGenotype(inner_edges=[('skip', 1), ('skip', 0)], "
            + "inner_steps=['cat_conv_relu'], inner_concat=[2]), StepGenotype(inner_edges=[('skip', 1), ('skip', 0)], inner_steps=['cat_conv_glu'], "
            + "inner_concat=[2])], concat=[6, 7])";
        var genotype = Published(text, 6);
        genotype.OutputCells.ShouldBe(2);
        genotype.Cells.ShouldBe([new(2, 4, [new("ConcatFC", 1, 0)], 1), new(4, 6, [new("LinearGLU", 1, 0)], 1)]);
        Published(text.Replace("cat_conv_relu", "ConcatFC").Replace("cat_conv_glu", "LinearGLU"), 6).ShouldBe(genotype);
    }

    [Fact]
    public void The_best_of_NTU_is_read()
    {
        var genotype = Published(
            "Genotype(edges=[('skip', 2), ('skip', 7), ('skip', 2), ('skip', 3)], steps=[StepGenotype(inner_edges=[('skip', 0), ('skip', 1), ('skip', 2), "
            + "('skip', 0)], inner_steps=['cat_conv_glu', 'cat_conv_glu'], inner_concat=[2, 3]), StepGenotype(inner_edges=[('skip', 0), ('skip', 1), "
            + "('skip', 2), ('skip', 0)], inner_steps=['scale_dot_attn', 'scale_dot_attn'], inner_concat=[2, 3])], concat=[8, 9])",
            8);
        genotype.Cells.ShouldBe(
        [
            new(2, 7, [new("LinearGLU", 0, 1), new("LinearGLU", 2, 0)], 2),
            new(2, 3, [new("ScaleDotAttn", 0, 1), new("ScaleDotAttn", 2, 0)], 2),
        ]);
    }

    [Fact]
    public void The_best_of_EgoGesture_is_read()
    {
        var genotype = Published(
            "Genotype(edges=[('skip', 1), ('skip', 5), ('skip', 4), ('skip', 5)], steps=[StepGenotype(inner_edges=[('skip', 0), ('skip', 1), ('skip', 1), "
            + "('skip', 0), ('skip', 3), ('skip', 2)], inner_steps=['sum', 'sum', 'sum'], inner_concat=[2, 3, 4]), StepGenotype(inner_edges=[('skip', 0), "
            + "('skip', 1), ('skip', 1), ('skip', 0), ('skip', 2), ('skip', 3)], inner_steps=['sum', 'sum', 'sum'], inner_concat=[2, 3, 4])], concat=[8, 9])",
            8);
        genotype.Cells.ShouldBe(
        [
            new(1, 5, [new("Sum", 0, 1), new("Sum", 1, 0), new("Sum", 3, 2)], 3),
            new(4, 5, [new("Sum", 0, 1), new("Sum", 1, 0), new("Sum", 2, 3)], 3),
        ]);
    }

    [Theory]
    [InlineData("\"x\":0,\"y\":2,\"steps\"", "\"x\":3,\"y\":2,\"steps\"", "cell 1 takes inputs 3 and 2, but only 0 to 2 exist there")]
    [InlineData("\"x\":0,\"y\":2,\"steps\"", "\"x\":0,\"y\":-1,\"steps\"", "cell 1 takes inputs 0 and -1")]
    [InlineData("\"operation\":\"Sum\",\"x\":0,\"y\":1", "\"operation\":\"Sum\",\"x\":2,\"y\":1", "cell 1, step 1 takes states 2 and 1, but only 0 to 1 exist")]
    [InlineData("LinearGLU", "linearglu", "cell 1, step 2 uses the unknown operation 'linearglu'; there are ")]
    [InlineData("\"a 2\"", "\"a 3\"", "is a genotype for the taps a 1, a 3, b 1; this task has a 1, a 2, b 1")]
    [InlineData("\"outputCells\":1", "\"outputCells\":2", "has 1 cells of which 2 make the output")]
    [InlineData("\"outputCells\":1", "\"outputCells\":0", "has 1 cells of which 0 make the output")]
    [InlineData("\"outputSteps\":2", "\"outputSteps\":3", "cell 1 has 2 steps of which 3 make its output")]
    [InlineData("\"outputCells\":1", "\"outputCells\":\"one\"", "is no BM-NAS genotype")]
    [InlineData("\"outputCells\":1", "\"outputCells\":99999999999", "is no BM-NAS genotype")]
    [InlineData("\"steps\":", "\"stepz\":", "is no BM-NAS genotype")]
    [InlineData("\"taps\":", "\"taps\":7,\"was\":", "is no BM-NAS genotype")]
    public void What_is_wrong_is_said(string part, string instead, string problem)
    {
        Fixed.ShouldContain(part);
        var error = Should.Throw<InvalidFileException>(() => GenotypeReader.Read(Fixed.Replace(part, instead), Taps, "found.json"));
        error.Message.ShouldStartWith("found.json: ");
        error.Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("Genotype()")]
    [InlineData("Genotype(edges=[('skip', 0)], steps=[], concat=[])")]
    [InlineData("Genotype(edges=[3], steps=[StepGenotype(inner_edges=[], inner_steps=[], inner_concat=[])], concat=[3])")]
    [InlineData("{\"edges\": [[\"skip\", 0], [\"skip\"]], \"steps\": [{}], \"concat\": []}")]
    [InlineData("import os; os.system('true')")]
    public void What_is_no_genotype_is_said(string text) =>
        Should.Throw<InvalidFileException>(() => GenotypeReader.Read(text, Taps, "log.txt")).Message.ShouldStartWith("log.txt: ");

    [Fact]
    public void Every_truncation_is_a_sentence()
    {
        for (var length = 0; length < Fixed.Length; length++)
        {
            Should.Throw<InvalidFileException>(() => GenotypeReader.Read(Fixed[..length], Taps, "cut"), $"cut at {length}");
        }

        Should.Throw<InvalidFileException>(() => GenotypeReader.Read(new string('[', 2 << 20), Taps, "long")).Message.ShouldContain("over 1 MiB");
        Should.Throw<InvalidFileException>(() => GenotypeReader.Read(new string('[', 100_000), Taps, "deep"));
    }

    private static BmNasGenotype Published(string text, int taps)
    {
        string[] labels = [.. Enumerable.Range(0, taps).Select(i => $"m {i}")];
        var genotype = GenotypeReader.Read(text, labels, "log.txt");
        GenotypeReader.Read(genotype.ToJson(), labels, "again").ShouldBe(genotype);
        return genotype;
    }
}
