using Shouldly;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class MmNasSupernetTests
{
    private static readonly MmNasSizes Tiny = GoldenMmNas.Sizes with { EncoderBlocks = 2, DecoderBlocks = 3 };
    private static readonly MmNasPools Pools = new(["self_att_16", "feed_forward"], ["self_att_16", "rel_self_att_16", "guided_att_16", "feed_forward"]);
    private static readonly MmNasEnds Ends = new(MmNasHead.Answers, 11, 10, 9);

    [Fact]
    public void Logits_with_a_prior_are_the_published_ones()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var sizes = GoldenMmNas.Sizes with { Hidden = 64 };
        using var net = new MmNasSupernet(sizes, MmNasPools.Published, Ends, AlphaStart.Prior, random);
        var expected = GoldenJson.Read("mmnas", "search_init.json", "alphas").EnumerateArray().ToList();
        var parameters = net.ArchitectureParameters;
        parameters.Select(p => p.Name).ShouldBe(expected.Select(e => e.GetProperty("name").GetString()!));
        var groups = net.Probabilities();
        for (var i = 0; i < expected.Count; i++)
        {
            parameters[i].Tensor.ToArray<float>().Select(v => (double)v).ShouldBe(expected[i].GetProperty("alpha").Doubles());
            groups[i].Values.Zip(expected[i].GetProperty("prob").Doubles()).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-6);
        }

        groups[12].Title.ShouldBe("Decoder 1");
        groups[12].Labels.ShouldBe(GoldenJson.Read("mmnas", "search_init.json", "dec_ops").EnumerateArray().Select(o => o.GetString()!));
        var genotype = GoldenJson.Read("mmnas", "search_init.json", "genotype").GetRawText();
        net.Genotype().ShouldBe(MmNasGenotypeReader.Read($$"""{"epoch1":{{genotype}}}""", "golden"));
        net.Network.NamedParameters().ShouldAllBe(p => !p.Name.Contains("alpha"));
    }

    [Fact]
    public void Logits_without_a_prior_are_nearly_uniform_and_come_from_the_seed()
    {
        using var scope = new TensorScope();
        float[] Values(ulong seed)
        {
            using var random = new NetworkRandom(seed);
            using var net = new MmNasSupernet(Tiny, Pools, Ends, AlphaStart.Normal, random);
            return [.. net.ArchitectureParameters.SelectMany(p => p.Tensor.ToArray<float>())];
        }

        var values = Values(1);
        values.ShouldAllBe(v => Math.Abs(v) < 6e-3 && v != 0);
        Values(1).ShouldBe(values);
        Values(2).ShouldNotBe(values);
    }

    [Fact]
    public void A_pool_without_the_priors_operation_starts_even()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var net = new MmNasSupernet(
            Tiny, new MmNasPools(["gelu", "feed_forward"], ["self_att_16", "gelu"]), Ends, AlphaStart.Prior, random);
        net.ArchitectureParameters.Select(p => string.Join(" ", p.Tensor.ToArray<float>())).ShouldBe(["0 0", "-1 1", "1 -1", "0 0", "0 0"]);
    }

    [Fact]
    public void What_is_drawn_runs_as_the_network_of_its_genotype()
    {
        using var scope = new TensorScope();
        using var golden = GoldenNet.Vqa.File();
        using var random = new NetworkRandom(1);
        using var net = new MmNasSupernet(Tiny, Pools, Ends, AlphaStart.Normal, random);
        var input = GoldenNet.Vqa.Input(golden);
        var state = 3UL;
        net.Sample(GateMode.Weights, ref state);
        var sampled = MmNasGenotype.Of(
            net.Blocks.Take(2).Select(b => b.Names[b.Active]), net.Blocks.Skip(2).Select(b => b.Names[b.Active]));
        var expected = net.Network.Forward(input).Scores;
        using var found = new MmNasNetwork(GoldenMmNas.Sizes, sampled, Ends, random);
        found.LoadState(net.Network.State().Where(p => Runs(p.Key)).ToDictionary(p => Plain(p.Key), p => p.Value, StringComparer.Ordinal));
        TensorAssert.Close(found.Forward(input).Scores, expected, 1e-6, 1e-6, "scores");
        net.UseBest();
        net.Use(sampled);
        net.Network.Forward(input).Scores.BitwiseEquals(expected).ShouldBeTrue();

        bool Runs(string name)
        {
            var parts = name.Split('.');
            var at = Array.IndexOf(parts, "candidate_ops");
            return at < 0 || int.Parse(parts[at + 1]) == Block(parts).Active;
        }

        MixedBlock Block(string[] parts) =>
            net.Blocks[int.Parse(parts[4]) + (parts[1].StartsWith("cells_dec", StringComparison.Ordinal) ? 2 : 0)];

        string Plain(string name)
        {
            var parts = name.Split('.').ToList();
            var at = parts.IndexOf("candidate_ops");
            if (at >= 0)
            {
                parts.RemoveRange(at, 2);
            }

            return string.Join('.', parts);
        }
    }

    [Fact]
    public void Weights_that_record_nothing_change_no_gradient_of_the_logits()
    {
        using var scope = new TensorScope();
        using var golden = GoldenNet.Vqa.File();
        using var random = new NetworkRandom(1);
        using var net = new MmNasSupernet(Tiny, Pools, Ends, AlphaStart.Prior, random);
        float[] Gradients(bool weights)
        {
            var state = 4UL;
            net.Record(weights);
            net.Sample(GateMode.Full, ref state);
            MmNasLosses.Answers(net.Network.Forward(GoldenNet.Vqa.Input(golden)).Scores, golden["in.target"]).Backward();
            net.ArchitectureGradients();
            return [.. net.ArchitectureParameters.SelectMany(p => p.Tensor.Grad!.ToArray<float>())];
        }

        var with = Gradients(weights: true);
        net.Network.NamedParameters().Any(p => p.Tensor.Grad is not null).ShouldBeTrue();
        net.Network.ZeroGradients();
        var without = Gradients(weights: false);
        net.Network.NamedParameters().ShouldAllBe(p => p.Tensor.Grad == null);
        without.Zip(with).ShouldAllBe(p => Math.Abs(p.First - p.Second) <= 1e-5 + (1e-5 * Math.Abs(p.Second)));
        with.ShouldAllBe(g => g != 0);
    }

    [Fact]
    public void Touched_weights_all_have_a_gradient()
    {
        using var scope = new TensorScope();
        using var golden = GoldenNet.Vqa.File();
        using var random = new NetworkRandom(1);
        using var net = new MmNasSupernet(Tiny, Pools, Ends, AlphaStart.Prior, random);
        net.UseBest();
        MmNasLosses.Answers(net.Network.Forward(GoldenNet.Vqa.Input(golden)).Scores, golden["in.target"]).Backward();
        net.Network.NamedParameters().Any(p => p.Tensor.Grad is null).ShouldBeTrue();
        net.TouchWeights();
        net.Network.NamedParameters().ShouldAllBe(p => p.Tensor.Grad != null);
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        using var random = new NetworkRandom(1);
        void Says(MmNasPools pools, string message) =>
            Should.Throw<UsageException>(() => new MmNasSupernet(Tiny, pools, Ends, AlphaStart.Prior, random)).Message.ShouldStartWith(message);
        Says(new([], ["gelu"]), "The encoder's list of operations is empty; there are ");
        Says(new(["gelu"], ["gelu", "gelu"]), "The decoder's list of operations names one twice: gelu, gelu.");
        Says(new(["guided_att_64"], ["gelu"]), "The encoder's list of operations: 'guided_att_64' cannot stand in the encoder");
        Says(new(["gelu"], ["gelo"]), "The decoder's list of operations: there is no operation 'gelo'; did you mean 'gelu'?");
        Should.Throw<UsageException>(() => new MmNasSupernet(Tiny with { Layers = 2 }, Pools, Ends, AlphaStart.Prior, random)).Message
            .ShouldContain("one layer, not 2");
        using var net = new MmNasSupernet(Tiny, Pools, Ends, AlphaStart.Prior, random);
        Should.Throw<UsageException>(() => net.Use(MmNasGenotype.Of(["gelu"], ["gelu"]))).Message
            .ShouldBe("This genotype has 1 and 1 blocks; the search has 2 and 3, with one operation in each.");
        Should.Throw<UsageException>(() => net.Use(MmNasGenotype.Of(["feed_forward", "gelu"], ["feed_forward", "feed_forward", "feed_forward"])))
            .Message.ShouldBe("gelu is not among the operations of this search: self_att_16, feed_forward.");
    }
}
