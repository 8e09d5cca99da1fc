using Shouldly;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class MmNasNetworkTests
{
    private static readonly MmNasEnds Ends = new(MmNasHead.Matching, 11, 10);

    [Fact]
    public void The_published_sizes_have_the_published_number_of_parameters()
    {
        using var random = new NetworkRandom(1);
        using var net = new MmNasNetwork(
            new MmNasSizes(), NamedGenotypes.Get("mmnas:vqa"), new MmNasEnds(MmNasHead.Answers, 20_573, 2048, 3129), random);
        (net.ParameterCount() / 1e6).ShouldBe(59.88, 0.005);
        long Below(string prefix) => net.NamedParameters().Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal)).Sum(p => p.Tensor.ElementCount);
        (Below("backnone.cells_enc.0.") / 1e6).ShouldBe(19.95, 0.01);
        (Below("backnone.cells_dec.0.") / 1e6).ShouldBe(26.25, 0.01);
    }

    [Fact]
    public void Stages_kept_for_many_pairs_give_what_each_pair_gives()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var genotype = MmNasGenotype.Of(["self_att_16", "feed_forward"], ["rel_self_att_16", "feed_forward", "guided_att_16", "rel_self_att_16"]);
        using var net = new MmNasNetwork(GoldenMmNas.Sizes, genotype, Ends, random);
        net.Eval();
        var batch = BatchTrimmingTests.Batch();
        var text = net.EncodeText(batch.Tokens);
        var regions = net.Advance(net.ProjectRegions(batch.Regions, batch.Geometry));
        regions.Applied.ShouldBe(2);
        var (captions, images) = (Tensor.From([0L, 1, 0, 1], 4), Tensor.From([0L, 0, 1, 1], 4));
        var pairs = net.Decode(text.Rows(captions), regions.Rows(images)).Scores;
        var whole = net.Forward(new MmNasInput(
            batch.Tokens.IndexSelect(0, captions), batch.Regions.IndexSelect(0, images), batch.Geometry!.IndexSelect(0, images))).Scores;
        TensorAssert.Close(pairs, whole, 1e-5, 1e-6, "scores");
        pairs.ToArray<float>().Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Several_operations_of_a_block_are_summed_and_layers_repeat_it()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var batch = BatchTrimmingTests.Batch();
        var twice = new MmNasGenotype([["skip_connect", "skip_connect"]], [["skip_connect"]]);
        using var net = new MmNasNetwork(GoldenMmNas.Sizes, twice, Ends, random);
        using var plain = new MmNasNetwork(GoldenMmNas.Sizes, MmNasGenotype.Of(["skip_connect"], ["skip_connect"]), Ends, random);
        plain.LoadState(net.State());
        TensorAssert.Close(net.EncodeText(batch.Tokens).Hidden, plain.EncodeText(batch.Tokens).Hidden * 2.0, 1e-6, 1e-6, "sum");
        using var layered = new MmNasNetwork(GoldenMmNas.Sizes with { Layers = 2 }, twice, Ends, random);
        layered.LoadState(net.State());
        TensorAssert.Close(layered.EncodeText(batch.Tokens).Hidden, plain.EncodeText(batch.Tokens).Hidden * 4.0, 1e-6, 1e-6, "layers");
        using var weighted = new MmNasNetwork(GoldenMmNas.Sizes with { Layers = 2 }, GoldenNet.Itm.Genotype, Ends, random);
        weighted.State().Keys.ShouldContain("backnone.cells_dec.1.dag.2.0.mhatt.linear_r.weight");
    }

    [Fact]
    public void Word_vectors_box_features_and_region_norm_take_part()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var genotype = MmNasGenotype.Of(["skip_connect"], ["guided_att_16"]);
        var words = Tensor.RandomNormal([11, 6], random.Initial);
        var sizes = GoldenMmNas.Sizes with { BoxFeature = true, BoxWidth = 3, RegionNorm = true };
        using var net = new MmNasNetwork(sizes, genotype, Ends, random, words);
        net.State()["embedding.weight"].BitwiseEquals(words).ShouldBeTrue();
        net.State()["imgfeat_linear.weight"].Shape.ShouldBe([32, 13]);
        var batch = BatchTrimmingTests.Batch() with { Geometry = null };
        net.NeedsGeometry.ShouldBeFalse();
        Should.Throw<UsageException>(() => net.Forward(batch)).Message.ShouldContain("this input has no boxes");
        var boxes = Tensor.Ones([2, batch.Regions.Size(1), 5]);
        var scores = net.Forward(batch with { Boxes = boxes }).Scores;
        scores.Shape.ShouldBe([2]);
        net.Forward(batch with { Boxes = boxes * 2.0 }).Scores.BitwiseEquals(scores).ShouldBeFalse();
        TensorAssert.Close(net.Forward(batch with { Regions = batch.Regions * 7.0, Boxes = boxes }).Scores, scores, 1e-3, 1e-4, "scaled regions");
    }

    [Fact]
    public void Missing_geometry_and_misplaced_operations_are_said()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var net = new MmNasNetwork(GoldenMmNas.Sizes, GoldenNet.Itm.Genotype, Ends, random);
        net.NeedsGeometry.ShouldBeTrue();
        Should.Throw<UsageException>(() => net.Forward(BatchTrimmingTests.Batch() with { Geometry = null })).Message
            .ShouldBe("'rel_self_att_16' needs the geometry of the regions' boxes, and this input has none.");
        void Says(string encoder, string decoder, MmNasEnds ends, string message) => Should.Throw<UsageException>(
            () => new MmNasNetwork(GoldenMmNas.Sizes, MmNasGenotype.Of([encoder], [decoder]), ends, random)).Message.ShouldStartWith(message);
        Says("guided_att_16", "gelu", Ends, "encoder: 'guided_att_16' cannot stand in the encoder");
        Says("gelu", "gel", Ends, "There is no operation 'gel'; did you mean 'gelu'?");
        Says("gelu", "gelu", new MmNasEnds(MmNasHead.Answers, 3, 3), "A network that answers needs at least one answer.");
    }

    [Fact]
    public void Evaluation_keeps_nothing_alive_and_repeats_itself()
    {
        using var random = new NetworkRandom(1);
        using var net = new MmNasNetwork(GoldenMmNas.Sizes with { Dropout = 0.5 }, GoldenNet.Itm.Genotype, Ends, random);
        using var noGrad = Autograd.NoGrad();
        using var outer = new TensorScope();
        var batch = BatchTrimmingTests.Batch();
        net.Eval();
        var once = net.Forward(batch).Scores;
        net.Forward(batch).Scores.BitwiseEquals(once).ShouldBeTrue();
        net.Train();
        net.Forward(batch).Scores.BitwiseEquals(once).ShouldBeFalse();
        var before = TensorScope.LiveTensors;
        TensorScope.Run(() => net.Forward(batch).Scores).Dispose();
        TensorScope.LiveTensors.ShouldBe(before);
    }
}
