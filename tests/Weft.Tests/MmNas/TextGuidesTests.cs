using Shouldly;
using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

/// <summary>Texts that several sets of regions share give the numbers of plain ones.</summary>
public sealed class TextGuidesTests
{
    private const int Regions = 36;

    // Wide enough for the widest head there is.
    private static readonly MmNasSizes Sizes = new()
    {
        Hidden = 256,
        WordWidth = 6,
        RelationWidth = 8,
        PoolHidden = 20,
        PoolOutput = 48,
    };

    private static readonly MmNasEnds Ends = new(MmNasHead.Matching, 11, 10);

    public static TheoryData<string, bool> All => [.. BlockOperations.All.SelectMany(name => new[] { (name, false), (name, true) })];

    [Theory]
    [MemberData(nameof(All))]
    public void Shared_texts_give_the_scores_of_repeated_ones(string name, bool biased)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var genotype = MmNasGenotype.Of(["self_att_64"], ["rel_self_att_64", name, "guided_att_64", "feed_forward", name]);
        using var net = new MmNasNetwork(Sizes with { AttentionBias = biased }, genotype, Ends, random);
        net.Eval();
        var text = net.EncodeText(Tokens());
        var seen = Seen(net, 6);
        var expected = net.Decode(text.Rows(Tensor.From([0L, 0, 1, 1, 2, 2])), seen).Scores;
        var shared = net.Decode(text, seen).Scores;
        TensorAssert.Close(shared, expected, 1e-5, 2e-6, name);

        // Where the last block forgets the regions, three texts have three scores.
        var forgets = string.Equals(name, "none", StringComparison.Ordinal);
        shared.BitwiseEquals(expected).ShouldBe(forgets, "guided attention goes another way");
        expected.ToArray<float>().Distinct().Count().ShouldBe(forgets ? 3 : 6);
    }

    [Fact]
    public void Texts_without_padding_need_no_mask_and_give_the_same()
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var net = Guided(random);
        using var attention = new MultiHeadAttention(Sizes, 64, random);
        var text = net.EncodeText(Tensor.From([1L, 2, 3, 4, 5, 6], 3, 2));
        new TextGuides(text, 9).Of(attention).Mask.ShouldBeNull();
        new TextGuides(net.EncodeText(Tokens()), 9).Of(attention).Mask.ShouldNotBeNull();
        var expected = net.Decode(text.Rows(Tensor.From([0L, 0, 0, 1, 1, 1, 2, 2, 2])), Seen(net, 9)).Scores;
        TensorAssert.Close(net.Decode(text, Seen(net, 9)).Scores, expected, 1e-5, 2e-6, "scores");
    }

    [Theory]
    [InlineData(12, 36, true)]
    [InlineData(50, 16 * 36, true)]
    [InlineData(50, 36, false)]
    [InlineData(200, 16 * 36, false)]
    public void Weights_are_folded_where_that_is_less_work(int words, int asking, bool folded)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var generator = new Generator(5);
        using var attention = new MultiHeadAttention(Sizes with { AttentionBias = true }, 64, random);
        attention.Eval();
        var answering = Tensor.RandomNormal([2, words, Sizes.Hidden], generator);
        var queries = Tensor.RandomNormal([2, asking, Sizes.Hidden], generator);
        var mask = Tensor.Arange(0, words).Ge(words - 3).Unsqueeze(0).Expand(2, words);
        var guide = attention.Prepare(answering, mask, asking);
        guide.IsFolded.ShouldBe(folded);
        TensorAssert.Close(attention.Forward(queries, guide), attention.Forward(queries, answering, mask), 1e-5, 2e-6, "attention");
    }

    [Fact]
    public void Gradients_and_dropout_take_the_plain_way()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var net = Guided(random);
        var text = net.EncodeText(Tokens());
        var seen = Seen(net, 6);
        var recorded = net.Decode(text, seen).Scores;
        recorded.BitwiseEquals(net.Decode(text.Rows(Tensor.From([0L, 0, 1, 1, 2, 2])), seen).Scores).ShouldBeTrue();
        recorded.Sum().Backward();
        var keys = net.NamedParameters().Single(p => p.Name.EndsWith("cells_dec.0.dag.0.0.mhatt.linear_k.weight", StringComparison.Ordinal));
        keys.Tensor.Grad.ShouldNotBeNull().Abs().Sum().Item().ShouldBeGreaterThan(0);
        using var noGrad = Autograd.NoGrad();
        net.Train();
        net.Decode(text, seen).Scores.BitwiseEquals(net.Decode(text, seen).Scores).ShouldBeFalse("dropout takes part in training");
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
