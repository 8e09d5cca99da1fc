using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Tests.BmNas;

/// <summary>The hypernet against the published code's numbers: forward, loss, every gradient, and a trace of optimizer steps.</summary>
public sealed class HypernetGoldenTests
{
    [Theory]
    [InlineData("hypernet_mm")]
    [InlineData("hypernet_ntu")]
    public void Forward_loss_and_gradients(string name)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("bmnas", name + ".npz");
        var (config, net, random) = Build(name, golden);
        using var a = net;
        using var b = random;
        var logits = net.Forward(config.Inputs(golden, "batch0/"));
        TensorAssert.Close(logits, golden["fwd/logits"], 1e-5, 1e-6, "logits");
        var loss = config.Loss(logits, golden["batch0/label"]);
        TensorAssert.Close(loss, golden["fwd/loss"], 1e-5, 1e-6, "loss");
        loss.Backward();
        var all = net.NamedParameters().Concat(net.Architecture.Named).ToList();
        all.Count.ShouldBe(golden.Below("grad/").Count);
        foreach (var (parameter, tensor) in all)
        {
            TensorAssert.Close(tensor.Grad!, golden[$"grad/{parameter}"], 1e-4, 1e-6, parameter);
        }
    }

    [Theory]
    [InlineData("hypernet_mm")]
    [InlineData("hypernet_ntu")]
    public void Recording_less_changes_no_number(string name)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("bmnas", name + ".npz");
        var (config, net, random) = Build(name, golden);
        using var a = net;
        using var b = random;
        net.Record(weights: true, architecture: false);
        config.Loss(net.Forward(config.Inputs(golden, "batch0/")), golden["batch0/label"]).Backward();
        foreach (var (parameter, tensor) in net.NamedParameters())
        {
            TensorAssert.Close(tensor.Grad!, golden[$"grad/{parameter}"], 1e-4, 1e-6, parameter);
        }

        net.Architecture.Named.ShouldAllBe(p => p.Tensor.Grad == null);
        net.ZeroGradients();
        net.Record(weights: false, architecture: true);
        config.Loss(net.Forward(config.Inputs(golden, "batch0/")), golden["batch0/label"]).Backward();
        foreach (var (parameter, tensor) in net.Architecture.Named)
        {
            TensorAssert.Close(tensor.Grad!, golden[$"grad/{parameter}"], 1e-4, 1e-6, parameter);
        }

        net.NamedParameters().ShouldAllBe(p => p.Tensor.Grad == null);
    }

    [Theory]
    [InlineData("hypernet_mm")]
    [InlineData("hypernet_ntu")]
    public void Trace_of_weight_and_architecture_steps(string name)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("bmnas", name + ".npz");
        var (config, net, random) = Build(name, golden);
        using var a = net;
        using var b = random;
        using var weights = new Adam([new ParameterGroup("weights", net.Parameters(), 1e-3, 1e-4)]);
        using var architecture = new Adam(
            [new ParameterGroup("architecture", [.. net.Architecture.Named.Select(p => p.Tensor)], 3e-4, 1e-3)], beta1: 0.5);
        var schedule = new RestartSchedule(1e-3, 1e-6, 1, 2, config.BatchesPerEpoch, RestartRule.Legacy);
        var losses = golden["trace/weight_losses"].To(DType.Float64).ToArray<double>();
        var rates = golden["trace/weight_lrs"].To(DType.Float64).ToArray<double>();
        for (var k = 0; k < 3; k++)
        {
            net.Record(weights: true, architecture: false);
            weights.ZeroGradients();
            var loss = config.Loss(net.Forward(config.Inputs(golden, $"batch{k}/")), golden[$"batch{k}/label"]);
            loss.Item().ShouldBe(losses[k], 1e-4);
            weights.LearningRate = schedule.Next();
            weights.LearningRate.ShouldBe(rates[k], 1e-12);
            loss.Backward();
            weights.Step();
        }

        Compare(net, golden, "after_weight_steps/");
        var devLosses = golden["trace/dev_losses_after_arch_step"].To(DType.Float64).ToArray<double>();
        for (var k = 3; k < 5; k++)
        {
            net.Record(weights: false, architecture: true);
            architecture.ZeroGradients();
            config.Loss(net.Forward(config.Inputs(golden, $"batch{k}/")), golden[$"batch{k}/label"]).Backward();
            architecture.Step();
            using var noGrad = Autograd.NoGrad();
            config.Loss(net.Forward(config.Inputs(golden, $"batch{k}/")), golden[$"batch{k}/label"]).Item().ShouldBe(devLosses[k - 3], 1e-4);
        }

        Compare(net, golden, "after_arch_steps/");
        net.Eval();
        TensorAssert.Close(net.Forward(config.Inputs(golden, "batch0/")), golden["after_arch_steps/logits_eval_batch0"], 1e-4, 1e-4, "logits");
    }

    [Theory]
    [InlineData("hypernet_mm")]
    [InlineData("hypernet_ntu")]
    public void Found_network(string name)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("bmnas", name + "_found.npz");
        var config = new GoldenNetwork(name);
        using var random = new NetworkRandom(1);
        using var net = new FoundNetwork(config.Genotype, config.Taps, config.Shape, config.Classes, random);
        GoldenNetwork.Load(net, golden, "init/");
        var inputs = config.Inputs(golden, string.Empty);
        var logits = net.Forward(inputs);
        TensorAssert.Close(logits, golden["logits_train"], 1e-5, 1e-6, "logits");
        var loss = config.Loss(logits, golden["label"]);
        TensorAssert.Close(loss, golden["loss"], 1e-5, 1e-6, "loss");
        loss.Backward();
        foreach (var (parameter, tensor) in net.NamedParameters())
        {
            if (golden.Has($"grad/{parameter}"))
            {
                TensorAssert.Close(tensor.Grad!, golden[$"grad/{parameter}"], 1e-4, 1e-6, parameter);
            }
            else
            {
                tensor.Grad.ShouldBeNull(parameter);
            }
        }

        net.Eval();
        TensorAssert.Close(net.Forward(inputs), golden["logits_eval_after"], 1e-4, 1e-5, "logits after one training pass");
    }

    private static (GoldenNetwork Config, Hypernet Net, NetworkRandom Random) Build(string name, GoldenFile golden)
    {
        var config = new GoldenNetwork(name);
        var random = new NetworkRandom(1);
        var net = new Hypernet(config.Taps, config.Shape, FusionOperations.Published, config.Classes, random);
        GoldenNetwork.Load(net, golden, "init/");
        using var noGrad = Autograd.NoGrad();
        foreach (var (parameter, tensor) in net.Architecture.Named)
        {
            tensor.CopyFrom(golden[$"init/{parameter}"]);
        }

        return (config, net, random);
    }

    private static void Compare(Hypernet net, GoldenFile golden, string prefix)
    {
        var own = net.State().Concat(net.Architecture.Named.Select(p => KeyValuePair.Create(p.Name, p.Tensor)))
            .ToDictionary(p => p.Key, p => p.Value);
        foreach (var (name, expected) in golden.Below(prefix))
        {
            if (name.StartsWith("logits", StringComparison.Ordinal))
            {
                continue;
            }

            var key = name.Replace("param/", string.Empty).Replace("buf/", string.Empty);
            TensorAssert.Close(own[key], expected, 1e-4, 1e-4, name);
        }
    }
}
