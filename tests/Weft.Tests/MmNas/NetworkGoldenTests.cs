using Shouldly;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;

namespace Weft.Tests.MmNas;

/// <summary>Whole networks against the published code's numbers: outputs, loss, every gradient, three clipped steps of Adam.</summary>
public sealed class NetworkGoldenTests
{
    [Theory]
    [InlineData("vqa")]
    [InlineData("vgd")]
    [InlineData("itm")]
    public void Published_parameter_names_are_all_there_and_no_others(string name)
    {
        using var scope = new TensorScope();
        var config = GoldenNet.Of(name);
        using var golden = config.File();
        using var random = new NetworkRandom(1);
        using var net = new MmNasNetwork(GoldenMmNas.Sizes, config.Genotype, config.Ends, random);
        net.State().Keys.Order(StringComparer.Ordinal).ShouldBe(golden.Below("p.").Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Answers()
    {
        using var scope = new TensorScope();
        using var golden = GoldenNet.Vqa.File();
        using var random = new NetworkRandom(1);
        using var net = GoldenNet.Vqa.Build(golden, random);
        TensorAssert.Close(net.Forward(GoldenNet.Vqa.Input(golden)).Scores, golden["out.logits"], 1e-5, 1e-6, "logits");
    }

    [Fact]
    public void Boxes()
    {
        using var scope = new TensorScope();
        using var golden = GoldenNet.Vgd.File();
        using var random = new NetworkRandom(1);
        using var net = GoldenNet.Vgd.Build(golden, random);
        var input = GoldenNet.Vgd.Input(golden);
        var output = net.Forward(input);
        var mask = MmNasNetwork.RegionMask(input.Regions);
        var rules = new GroundingRules(PaddingCompetes: true);
        TensorAssert.Close(GroundingLoss.LogProbabilities(output.Scores, mask, rules), golden["out.scores"], 1e-5, 1e-6, "scores");
        TensorAssert.Close(output.Offsets!, golden["out.reg"], 1e-5, 1e-6, "offsets");
        var losses = GroundingLoss.Of(output, GoldenNet.Targets(golden), mask, rules);
        TensorAssert.Close(losses.Scores, golden["out.loss_scores"].Squeeze(0), 1e-5, 1e-6, "scores' loss");
        TensorAssert.Close(losses.Offsets, golden["out.loss_reg"].Squeeze(0), 1e-5, 1e-6, "offsets' loss");
    }

    [Fact]
    public void Matching()
    {
        using var scope = new TensorScope();
        using var golden = GoldenNet.Itm.File();
        using var random = new NetworkRandom(1);
        using var net = GoldenNet.Itm.Build(golden, random);
        var input = GoldenNet.Itm.Input(golden);
        void Check(MmNasInput pairs, string key) => TensorAssert.Close(net.Forward(pairs).Scores.Sigmoid(), golden[key], 1e-5, 1e-6, key);
        Check(input, "out.pos");
        Check(input with { Tokens = golden["in.neg_cap_ix"] }, "out.negc");
        Check(input with { Regions = golden["in.neg_frcn"], Geometry = golden["in.neg_rel_img"] }, "out.negi");
    }

    [Theory]
    [InlineData("vqa")]
    [InlineData("vgd")]
    [InlineData("itm")]
    public void Loss_gradients_and_three_steps(string name)
    {
        using var scope = new TensorScope();
        var config = GoldenNet.Of(name);
        using var golden = config.File();
        using var random = new NetworkRandom(1);
        using var net = config.Build(golden, random);
        using var adam = new Adam([new ParameterGroup("weights", net.Parameters(), 0)], 0.9, 0.98, 1e-9);
        var losses = golden["losses"].ToArray<double>();
        var norms = golden["gradnorms"].ToArray<double>();
        var rates = golden["lrs"].ToArray<double>();
        for (var step = 0; step < 3; step++)
        {
            adam.ZeroGradients();
            var loss = config.Loss(net, golden);
            loss.Item().ShouldBe(losses[step], 1e-5 * losses[step], $"step {step + 1}");
            loss.Backward();
            if (step == 0)
            {
                net.CheckGradients(golden, "g.");
                golden.Below("g.").Count.ShouldBe(net.NamedParameters().Count());
            }

            GradientClipping.ByNorm(net.Parameters(), 1).ShouldBe(norms[step], 1e-4 * norms[step], $"step {step + 1}");
            adam.LearningRate = rates[step];
            adam.Step();
        }

        foreach (var (parameter, tensor) in net.NamedParameters().Where(p => !config.Unstable.Contains(p.Name)))
        {
            TensorAssert.Close(tensor, golden[$"p3.{parameter}"], 1e-4, 3e-5, parameter);
        }
    }
}
