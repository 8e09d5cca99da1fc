using Shouldly;
using Weft.Cdar;
using Weft.Cdar.Space;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Cdar.Space;

public sealed class AlignmentGenotypeReaderTests
{
    private const string Canonical = """{"space":"alignment","local":1,"global":0.5,"cross":0,"locals":2,"order":0.25}""";

    /// <summary>Runs are compared by hash: it may never change.</summary>
    [Fact]
    public void Json_and_hash_are_canonical()
    {
        var genotype = AlignmentGenotypeReader.Read(Canonical, "file");
        genotype.ShouldBe(new AlignmentGenotype(1, 0.5, 0, 2, 0.25));
        genotype.ToJson().ShouldBe(Canonical);
        ((IGenotype)genotype).Hash.ShouldBe("5ba0c971d180c5ed");
        genotype.Describe().ShouldBe("local 1, global 0.5, cross off, 2 local views, order 0.25");
        AlignmentGenotypeReader.Read(
            """ {"order" : 25e-2, "cross": -0, "locals":2, "global":0.50, "local":1.0, "space":"alignment"} """, "file").ToJson().ShouldBe(Canonical);
    }

    [Fact]
    public void It_is_laid_over_settings_and_read_from_them()
    {
        var settings = new MethodSettings { Dropout = 0.1, Order = new OrderSettings { Hidden = 7 } };
        AlignmentGenotype.Of(settings).ShouldBe(new AlignmentGenotype(1, 1, 1, 2, 0), "GLAD's own choice");
        var genotype = new AlignmentGenotype(2, 0, 0.5, 3, 1);
        var changed = genotype.ApplyTo(settings);
        AlignmentGenotype.Of(changed).ShouldBe(genotype);
        (changed.Dropout, changed.Order.Hidden).ShouldBe((0.1, 7));
    }

    [Theory]
    [InlineData("", "is no alignment genotype: expected JSON such as {\"space\":\"alignment\"")]
    [InlineData("{", "is no alignment genotype")]
    [InlineData("[]", "is no alignment genotype")]
    [InlineData("3", "is no alignment genotype")]
    [InlineData("null", "is no alignment genotype")]
    [InlineData("""{"space":"alignment"}""", "is no alignment genotype")]
    [InlineData("""{"space":"bmnas","local":1,"global":1,"cross":1,"locals":2,"order":0}""", "is no alignment genotype")]
    [InlineData("""{"space":3,"local":1,"global":1,"cross":1,"locals":2,"order":0}""", "is no alignment genotype")]
    [InlineData("""{"space":"alignment","local":1,"global":1,"cross":1,"locals":2,"order":0,"more":1}""", "is no alignment genotype")]
    [InlineData("""{"space":"alignment","local":1,"local":1,"cross":1,"locals":2,"order":0}""", "is no alignment genotype")]
    [InlineData("""{"space":"alignment","local":1,"local":2,"global":1,"cross":1,"locals":2,"order":0}""", "is no alignment genotype")]
    [InlineData("""{"space":"alignment","local":"1","global":1,"cross":1,"locals":2,"order":0}""", "is no alignment genotype")]
    [InlineData("""{"space":"alignment","local":NaN,"global":1,"cross":1,"locals":2,"order":0}""", "is no alignment genotype")]
    [InlineData("""{"space":"alignment","local":[[[[1]]]],"global":1,"cross":1,"locals":2,"order":0}""", "is no alignment genotype")]
    [InlineData("""{"space":"alignment","local":1e999,"global":1,"cross":1,"locals":2,"order":0}""", "has a weight 'local' of 1e999; weights are from 0 to 1000000.")]
    [InlineData("""{"space":"alignment","local":1,"global":-0.5,"cross":1,"locals":2,"order":0}""", "has a weight 'global' of -0.5")]
    [InlineData("""{"space":"alignment","local":1,"global":1,"cross":1,"locals":2,"order":1000001}""", "has a weight 'order' of 1000001")]
    [InlineData("""{"space":"alignment","local":1,"global":1,"cross":1,"locals":65,"order":0}""", "has 'locals' of 65; a whole number from 0 to 64 is possible.")]
    [InlineData("""{"space":"alignment","local":1,"global":1,"cross":1,"locals":-1,"order":0}""", "has 'locals' of -1")]
    [InlineData("""{"space":"alignment","local":1,"global":1,"cross":1,"locals":1.5,"order":0}""", "has 'locals' of 1.5")]
    [InlineData("""{"space":"alignment","local":1,"global":1,"cross":1,"locals":99999999999,"order":0}""", "has 'locals' of 99999999999")]
    public void What_is_wrong_is_said(string text, string message) =>
        Should.Throw<InvalidFileException>(() => AlignmentGenotypeReader.Read(text, "file")).Message.ShouldContain(message);

    [Fact]
    public void Long_and_deep_texts_are_refused()
    {
        Should.Throw<InvalidFileException>(() => AlignmentGenotypeReader.Read(new string(' ', 5000), "file")).Message
            .ShouldContain("is too long for a genotype (over 4 KiB)");
        Should.Throw<InvalidFileException>(() => AlignmentGenotypeReader.Read(new string('[', 4000), "file")).Message
            .ShouldContain("is no alignment genotype");
    }
}
