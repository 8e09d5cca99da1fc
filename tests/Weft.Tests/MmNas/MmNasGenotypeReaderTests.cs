using Shouldly;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class MmNasGenotypeReaderTests
{
    private const string Canonical =
        """{"space":"mmnas","encoder":[["self_att_64"],["feed_forward"]],"decoder":[["rel_self_att_64","skip_connect"],["guided_att_64"]]}""";

    private const string Entry = """{"enc":[["self_att_64"],["feed_forward"]],"dec":[["rel_self_att_64","skip_connect"],["guided_att_64"]]}""";
    private const string Other = """{"enc":[["gelu"]],"dec":[["gelu"]]}""";

    /// <summary>Runs are compared by hash: it may never change.</summary>
    [Fact]
    public void Json_and_hash_are_canonical()
    {
        var genotype = MmNasGenotypeReader.Read(Canonical, "file");
        genotype.ToJson().ShouldBe(Canonical);
        ((IGenotype)genotype).Hash.ShouldBe("2d5bbfb08ea5886d");
        var spaced = MmNasGenotypeReader.Read(Canonical.Replace(",", " ,\n").Replace(":", " : "), "file");
        spaced.ShouldBe(genotype);
        spaced.GetHashCode().ShouldBe(genotype.GetHashCode());
        MmNasGenotypeReader.Read(Canonical.Replace("guided_att_64", "guided_att_32"), "file").ShouldNotBe(genotype);
        genotype.ReadsPadding.ShouldBeFalse();
        MmNasGenotypeReader.Read(Canonical.Replace("guided_att_64", "sep_conv_3"), "file").ReadsPadding.ShouldBeTrue();
    }

    [Fact]
    public void Published_files_are_read_by_epoch()
    {
        var expected = MmNasGenotypeReader.Read(Canonical, "file");
        MmNasGenotypeReader.Read($$"""{"epoch7":{{Entry}}}""", "file").ShouldBe(expected);
        MmNasGenotypeReader.Read($$"""{"epoch7":{{Other}},"epoch0":{{Entry}},"epoch3":{{Other}}}""", "file").ShouldBe(expected);
        MmNasGenotypeReader.Read($$"""{"epoch9":{{Other}},"epoch10":{{Entry}},"epoch1":{{Other}}}""", "file").ShouldBe(expected);
        MmNasGenotypeReader.Read($$"""{"epoch9":{{Other}},"epoch10":{{Other}},"epoch1":{{Entry}}}""", "file", epoch: 1).ShouldBe(expected);
        Should.Throw<InvalidFileException>(() => MmNasGenotypeReader.Read($$"""{"epoch9":{{Other}},"epoch1":{{Entry}}}""", "file", epoch: 2)).Message
            .ShouldContain("has no genotype of epoch 2; there are 'epoch9', 'epoch1'.");
    }

    [Theory]
    [InlineData("", "is no MmNas genotype: expected the JSON that Weft writes, or a published file such as")]
    [InlineData("{", "is no MmNas genotype")]
    [InlineData("{}", "is no MmNas genotype")]
    [InlineData("[]", "is no MmNas genotype")]
    [InlineData("3", "is no MmNas genotype")]
    [InlineData("""{"epoch1":{}}""", "is no MmNas genotype")]
    [InlineData("""{"epoch1":[]}""", "is no MmNas genotype")]
    [InlineData("""{"epochX":{"enc":[["gelu"]],"dec":[["gelu"]]}}""", "is no MmNas genotype")]
    [InlineData("""{"epoch-1":{"enc":[["gelu"]],"dec":[["gelu"]]}}""", "is no MmNas genotype")]
    [InlineData("""{"epoch99999999999":{"enc":[["gelu"]],"dec":[["gelu"]]}}""", "is no MmNas genotype")]
    [InlineData("""{"epoch1":{"enc":["gelu"],"dec":[["gelu"]]}}""", "is no MmNas genotype")]
    [InlineData("""{"epoch1":{"enc":[[1]],"dec":[["gelu"]]}}""", "is no MmNas genotype")]
    [InlineData("""{"space":"bmnas","encoder":[["gelu"]],"decoder":[["gelu"]]}""", "is no MmNas genotype")]
    [InlineData("""{"space":3,"encoder":[["gelu"]],"decoder":[["gelu"]]}""", "is no MmNas genotype")]
    [InlineData("""{"epoch1":{"enc":[],"dec":[["gelu"]]}}""", "has 0 blocks in the encoder; 1 to 256 are possible")]
    [InlineData("""{"epoch1":{"enc":[["gelu"]],"dec":[["gelu"],[]]}}""", "decoder block 2 has 0 operations; 1 to 16 are possible")]
    [InlineData("""{"epoch1":{"enc":[["gelu"]],"dec":[["guided_at_64"]]}}""", "decoder block 1: there is no operation 'guided_at_64'; did you mean 'guided_att_64'?")]
    [InlineData("""{"epoch1":{"enc":[[null]],"dec":[["gelu"]]}}""", "encoder block 1: there is no operation ''; there are ")]
    [InlineData("""{"epoch1":{"enc":[["gelu"],["rel_self_att_64"]],"dec":[["gelu"]]}}""", "encoder block 2: 'rel_self_att_64' cannot stand in the encoder, which has neither")]
    public void What_is_wrong_is_said(string text, string message) =>
        Should.Throw<InvalidFileException>(() => MmNasGenotypeReader.Read(text, "file")).Message.ShouldContain(message);

    [Fact]
    public void Long_texts_and_many_blocks_are_refused()
    {
        Should.Throw<InvalidFileException>(() => MmNasGenotypeReader.Read(new string(' ', (1 << 20) + 1), "file")).Message
            .ShouldContain("is too long for a genotype");
        var blocks = string.Join(",", Enumerable.Repeat("[\"gelu\"]", 257));
        Should.Throw<InvalidFileException>(() => MmNasGenotypeReader.Read($$$"""{"epoch1":{"enc":[{{{blocks}}}],"dec":[["gelu"]]}}""", "file")).Message
            .ShouldContain("has 257 blocks in the encoder");
    }
}
