using Shouldly;
using Weft.MmNas;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class NamedGenotypesTests
{
    [Theory]
    [InlineData("mmnas:mcan", 6, 0, 6, 6)]
    [InlineData("mmnas:vqa", 1, 4, 6, 7)]
    [InlineData("mmnas:vgd", 0, 5, 11, 2)]
    [InlineData("mmnas:itm", 3, 4, 10, 1)]
    public void Published_ones_have_the_published_blocks(string name, int self, int relation, int guided, int forward)
    {
        var genotype = NamedGenotypes.Get(name);
        genotype.Encoder.Length.ShouldBe(12);
        genotype.Decoder.Length.ShouldBe(18);
        int Count(string operation) => genotype.Decoder.Count(block => block.Single() == operation);
        new[] { Count("self_att_64"), Count("rel_self_att_64"), Count("guided_att_64"), Count("feed_forward") }
            .ShouldBe([self, relation, guided, forward]);
        MmNasGenotypeReader.Read(genotype.ToJson(), "file").ShouldBe(genotype);
    }

    [Fact]
    public void An_unknown_name_is_said() => Should.Throw<UsageException>(() => NamedGenotypes.Get("mmnas:vqu")).Message
        .ShouldBe("There is no genotype 'mmnas:vqu'; did you mean 'mmnas:vqa'? There are mmnas:mcan, mmnas:vqa, mmnas:vgd, mmnas:itm.");

    [Fact]
    public void Heads_of_another_width_change_attention_alone()
    {
        var genotype = MmNasGenotype.Of(["self_att_64", "feed_forward_2", "self_att_64_2"], ["rel_self_att_64", "uniimg_att_32", "sep_conv_3"]);
        genotype.WithHeadWidth(128).ShouldBe(
            MmNasGenotype.Of(["self_att_128", "feed_forward_2", "self_att_64_2"], ["rel_self_att_128", "uniimg_att_128", "sep_conv_3"]));
        Should.Throw<UsageException>(() => genotype.WithHeadWidth(48)).Message
            .ShouldStartWith("Head width 48: there is no operation 'self_att_48'; did you mean 'self_att_");
    }

    [Fact]
    public void They_are_drawn_as_two_columns()
    {
        var graph = MmNasDrawing.Draw(NamedGenotypes.Get("mmnas:vqa"));
        graph.Groups.Select(g => g.Label).ShouldBe(["Encoder", "Decoder"]);
        graph.Nodes.Count(n => n.Group == "encoder").ShouldBe(12);
        graph.Nodes.Count(n => n.Group == "decoder").ShouldBe(18);
        graph.Edges.Count(e => e.From == "encoder11o0" && e.Searched).ShouldBe(6);
        graph.Edges.ShouldAllBe(e => graph.Nodes.Any(n => n.Id == e.From) && graph.Nodes.Any(n => n.Id == e.To));
        graph.Edges.Count(e => e.To == "output").ShouldBe(2);
        graph.Nodes.Single(n => n.Kind == NodeKind.Output).Id.ShouldBe("output");
    }
}
