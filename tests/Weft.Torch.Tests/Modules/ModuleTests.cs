using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class ModuleTests : TorchTest
{
    private readonly Generator generator = new(1);

    [Fact]
    public void NamesAreJoinedByDots()
    {
        using var net = new Net(generator);
        net.NamedParameters().Select(p => p.Name).ShouldBe(["scale", "body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias"]);
        net.NamedBuffers().Select(b => b.Name).ShouldBe(["body.1.running_mean", "body.1.running_var", "body.1.num_batches_tracked"]);
        net.State().Count.ShouldBe(8);
        net.ParameterCount().ShouldBe(1 + 6 + 2 + 2 + 2);
        net.Parameters().ShouldAllBe(p => p.RequiresGrad);
    }

    [Fact]
    public void StatesAreCopiedByName()
    {
        using var a = new Net(generator);
        using var b = new Net(generator);
        a.State()["body.0.weight"].BitwiseEquals(b.State()["body.0.weight"]).ShouldBeFalse();
        b.LoadState(a.State());
        foreach (var (name, tensor) in a.State())
        {
            b.State()[name].BitwiseEquals(tensor).ShouldBeTrue(name);
            b.State()[name].ShouldNotBeSameAs(tensor);
        }

        b.Parameters().ShouldAllBe(p => p.RequiresGrad);
    }

    [Fact]
    public void AStateThatDoesNotFitChangesNothing()
    {
        using var net = new Net(generator);
        var before = net.State()["body.1.weight"].Clone();
        var state = net.State().ToDictionary(s => s.Key, s => Tensor.Zeros(s.Value.Shape), StringComparer.Ordinal);
        state.Remove("scale");
        state["extra"] = Tensor.Zeros([1]);
        state["body.0.bias"] = Tensor.Zeros([5]);
        var message = Should.Throw<WeftException>(() => net.LoadState(state)).Message;
        message.ShouldContain("'scale' is missing");
        message.ShouldContain("'extra' is unexpected");
        message.ShouldContain("'body.0.bias' is [5], not [2]");
        net.State()["body.1.weight"].BitwiseEquals(before).ShouldBeTrue();
    }

    [Fact]
    public void ManyProblemsAreCounted()
    {
        using var net = new Net(generator);
        var nothing = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        Should.Throw<WeftException>(() => net.LoadState(nothing)).Message.ShouldContain("and 3 more");
    }

    [Fact]
    public void TrainAndEvalReachEveryPart()
    {
        using var net = new Net(generator);
        net.Training.ShouldBeTrue();
        net.Eval();
        net.Body[1].Training.ShouldBeFalse();
        net.Train();
        net.Body[1].Training.ShouldBeTrue();
    }

    [Fact]
    public void FreezingAndClearingReachEveryParameter()
    {
        using var net = new Net(generator);
        net.Forward(Pattern(0, 4, 3)).Sum().Backward();
        net.Parameters().ShouldAllBe(p => p.Grad != null);
        net.ZeroGradients();
        net.Parameters().ShouldAllBe(p => p.Grad == null);
        net.RequireGradients(false);
        net.Parameters().ShouldAllBe(p => !p.RequiresGrad);
    }

    [Fact]
    public void MovingToTheSameDeviceChangesNothing()
    {
        using var net = new Net(generator);
        var before = TensorScope.LiveTensors;
        net.MoveTo(Device.Cpu);
        TensorScope.LiveTensors.ShouldBe(before);
        net.Parameters().ShouldAllBe(p => p.RequiresGrad);
    }

    [Fact]
    public void WhatIsFrozenForGoodStaysSo()
    {
        using var net = new Net(generator);
        net.Body[1].Freeze();
        net.Train();
        net.RequireGradients(true);
        var mean = ((BatchNorm)net.Body[1]).RunningMean.Clone();

        net.Forward(Pattern(0, 4, 3)).Sum().Backward();

        net.IsFrozen.ShouldBeFalse();
        net.Training.ShouldBeTrue();
        net.Body[1].IsFrozen.ShouldBeTrue();
        net.Body[1].Training.ShouldBeFalse();
        net.NamedParameters().Where(p => p.Tensor.Grad is null).Select(p => p.Name).ShouldBe(["body.1.weight", "body.1.bias"]);
        ((BatchNorm)net.Body[1]).RunningMean.BitwiseEquals(mean).ShouldBeTrue();
    }

    [Fact]
    public void AModuleFreezesWithItsParts()
    {
        using var net = new Net(generator);
        net.Freeze();
        net.Train();
        net.Forward(Pattern(0, 4, 3)).RequiresGrad.ShouldBeFalse();
        net.Body[0].IsFrozen.ShouldBeTrue();
    }

    [Fact]
    public void ModulesStandBeforeTheirParts()
    {
        using var net = new Net(generator);
        net.NamedModules().Select(m => m.Name).ShouldBe(["", "body", "body.0", "body.1"]);
        net.NamedModules().Select(m => m.Module).Take(2).ShouldBe([net, net.Body]);
        net.OwnParameters.Select(p => p.Name).ShouldBe(["scale"]);
    }

    [Fact]
    public void ParametersOutliveTheScopeAndEndWithTheModule()
    {
        Net net;
        using (new TensorScope())
        {
            net = new Net(generator);
        }

        net.Forward(Pattern(0, 4, 3)).ShouldHaveShape(4, 2);
        var parameters = net.Parameters();
        net.Dispose();
        parameters.ShouldAllBe(p => p.IsDisposed);
    }

    protected override void Dispose(bool disposing)
    {
        generator.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Net : Layer
    {
        private readonly Tensor scale;

        public Net(Generator generator)
        {
            Body = AddPart("body", new Sequential(new Linear(3, 2, generator), new BatchNorm(2)));
            scale = AddParameter("scale", Tensor.Ones([1]));
        }

        public Sequential Body { get; }

        public override Tensor Forward(Tensor input) => Body.Forward(input) * scale;
    }
}
