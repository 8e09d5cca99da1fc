using Shouldly;
using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

/// <summary>Texts prepared for the decoder give the numbers of plain ones.</summary>
public sealed class TextGuidesTests
{
    private const int Regions = 36;

    // Wide enough for the widest head there is.
    private static readonly MmNasSizes Sizes = new()
    {
        Hidden = 256, WordWidth = 6, RelationWidth = 8, PoolHidden = 20, PoolOutput = 48,
    };

    private static readonly MmNasEnds Ends = new(MmNasHead.Matching, 11, 10);

    public static TheoryData<string, bool> All => [.. BlockOperations.All.SelectMany(name => new[] { (name, false), (name, true) })];

    [Theory]
    [MemberData(nameof(All))]
    public void Prepared_texts_give_the_scores_of_plain_ones(string name, bool biased)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var genotype = MmNasGenotype.Of(["self_att_64"], ["rel_self_att_64", name, "guided_att_64", "feed_forward", name]);
        using var net = new MmNasNetwork(Sizes with { AttentionBias = biased }, genotype, Ends, random);
        net.Eval();
        var text = net.EncodeText(Tokens());
        var seen = Seen(net, 6);
        var prepared = net.Prepare(text, 2, Regions);
        using var lone = BlockOperations.Create(name, Sizes, random);
        prepared.Guides.ShouldNotBeNull();
        foreach (var reader in net.Backbone.Decoder.SelectMany(block => block).SelectMany(operation => operation.GuideReaders))
        {
            prepared.Guides.Of(reader).ShouldNotBeNull(name);
        }

        lone.GuideReaders.Any().ShouldBe(name.StartsWith("guided_att", StringComparison.Ordinal));
        var expected = net.Decode(text.Rows(Tensor.From([0L, 0, 1, 1, 2, 2])), seen).Scores;
        TensorAssert.Close(net.Decode(prepared, seen).Scores, expected, 1e-5, 2e-6, name);
        net.Decode(text, seen).Scores.BitwiseEquals(expected).ShouldBeTrue("a text serves several samples without being prepared, too");
        expected.ToArray<float>().Distinct().Count().ShouldBe(string.Equals(name, "none", StringComparison.Ordinal) ? 3 : 6);
    }

    [Fact]
    public void Texts_without_padding_need_no_mask_and_give_the_same()
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var net = Guided(random);
        var text = net.EncodeText(Tensor.From([1L, 2, 3, 4, 5, 6], 3, 2));
        var seen = Seen(net, 9);
        var prepared = net.Prepare(text, 3, Regions);
        var reader = net.Backbone.Decoder[0][0].GuideReaders.Single();
        prepared.Guides!.Of(reader)!.Mask.ShouldBeNull();
        net.Prepare(net.EncodeText(Tokens()), 3, Regions).Guides!.Of(reader)!.Mask.ShouldNotBeNull();
        TensorAssert.Close(net.Decode(prepared, seen).Scores, net.Decode(text, seen).Scores, 1e-5, 2e-6, "scores");
    }

    [Theory]
    [InlineData(12, 1, true)]
    [InlineData(50, 16, true)]
    [InlineData(50, 1, null)]
    [InlineData(200, 16, false)]
    public void What_is_prepared_depends_on_the_words_and_on_those_who_ask(int words, int samples, bool? folded)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var net = Guided(random);
        var text = net.EncodeText(Tensor.From([.. Enumerable.Range(0, 2 * words).Select(i => 1L + (i * 7 % 10))], 2, words));
        var prepared = net.Prepare(text, samples, Regions);
        var guide = prepared.Guides?.Of(net.Backbone.Decoder[0][0].GuideReaders.Single());
        (guide?.IsFolded).ShouldBe(folded);
        prepared.Rows(Tensor.From([1L])).Guides.ShouldBeNull("they belong to the texts in their order");
        var seen = Seen(net, 2 * samples);
        TensorAssert.Close(net.Decode(prepared, seen).Scores, net.Decode(text, seen).Scores, 1e-5, 2e-6, "scores");
    }

    [Fact]
    public void Gradients_and_dropout_take_the_plain_way()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var net = Guided(random);
        var text = net.EncodeText(Tokens());
        net.Prepare(text, 2, Regions).ShouldBeSameAs(text);
        TextState prepared;
        using (Autograd.NoGrad())
        {
            prepared = net.Prepare(text, 2, Regions);
            prepared.Guides.ShouldNotBeNull();
            net.Train();
            net.Prepare(text, 2, Regions).ShouldBeSameAs(text);
            var (once, again) = (net.Decode(prepared, Seen(net, 6)).Scores, net.Decode(prepared, Seen(net, 6)).Scores);
            once.BitwiseEquals(again).ShouldBeFalse("dropout takes part in training, whatever was prepared");
            net.Eval();
        }

        net.Decode(prepared, Seen(net, 6)).Scores.Sum().Backward();
        var keys = net.NamedParameters().Single(p => p.Name.EndsWith("cells_dec.0.dag.0.0.mhatt.linear_k.weight", StringComparison.Ordinal));
        keys.Tensor.Grad.ShouldNotBeNull().Abs().Sum().Item().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Regions_must_be_shared_out_evenly()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var net = Guided(random);
        var text = net.EncodeText(Tokens());
        Should.Throw<UsageException>(() => net.Decode(text, Seen(net, 4))).Message
            .ShouldBe("4 sets of regions cannot be shared out among 3 texts: give as many to each text.");
    }

    [Fact]
    public void A_mixed_block_prepares_what_its_active_operation_reads()
    {
        using var random = new NetworkRandom(1);
        using var block = new MixedBlock(["feed_forward", "guided_att_64"], Sizes, random);
        block.Choose(GateMode.Weights, 0);
        block.GuideReaders.ShouldBeEmpty();
        block.Choose(GateMode.Weights, 1);
        block.GuideReaders.ShouldBe(block.Candidates[1].GuideReaders);
        block.GuideReaders.ShouldHaveSingleItem();
    }

    private static MmNasNetwork Guided(NetworkRandom random)
    {
        var net = new MmNasNetwork(Sizes, MmNasGenotype.Of(["self_att_64"], ["guided_att_64", "feed_forward", "guided_att_64"]), Ends, random);
        net.Eval();
        return net;
    }

    private static Tensor Tokens() => Tensor.From([1L, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 0], 3, 4);

    // The second and the last samples have padding.
    private static RegionState Seen(MmNasNetwork net, int samples)
    {
        using var generator = new Generator(3);
        var regions = Tensor.RandomNormal([samples, Regions, 10], generator);
        regions.Select(0, 1).Narrow(0, 2, Regions - 2).Zero();
        regions.Select(0, samples - 1).Narrow(0, 5, Regions - 5).Zero();
        return net.Advance(net.ProjectRegions(regions, Tensor.RandomNormal([samples, Regions, Regions, 4], generator)));
    }
}
