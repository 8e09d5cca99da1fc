using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

/// <summary>Sequential, ModuleList, Flatten and Identity.</summary>
public sealed class ContainerTests : TorchTest
{
    private readonly Generator generator = new(1);

    [Fact]
    public void SequentialAppliesItsLayersInOrder()
    {
        using var net = new Sequential(new Flatten(), new Linear(6, 2, generator), Activation.Relu());
        var x = Pattern(0, 3, 2, 3);
        net.Count.ShouldBe(3);
        net.NamedParameters().Select(p => p.Name).ShouldBe(["1.weight", "1.bias"]);
        net.Forward(x).BitwiseEquals(net[1].Forward(x.Flatten(1)).Relu()).ShouldBeTrue();
        using var empty = new Sequential();
        empty.Forward(x).ShouldBeSameAs(x);
    }

    [Fact]
    public void ModuleListNumbersItsModules()
    {
        using var list = new ModuleList<Linear>(new Linear(2, 3, generator), new Linear(3, 4, generator));
        list.Count.ShouldBe(2);
        list[1].Weight.ShouldHaveShape(4, 3);
        list.NamedParameters().Select(p => p.Name).ShouldBe(["0.weight", "0.bias", "1.weight", "1.bias"]);
        list.ShouldBe([list[0], list[1]]);
    }

    [Fact]
    public void FlattenJoinsDimensions()
    {
        using var all = new Flatten(0);
        all.Forward(Tensor.Zeros([2, 3, 4])).ShouldHaveShape(24);
        using var some = new Flatten(0, 1);
        some.Forward(Tensor.Zeros([2, 3, 4])).ShouldHaveShape(6, 4);
    }

    [Fact]
    public void IdentityHandsOn()
    {
        using var layer = new Identity();
        var x = Pattern(0, 2);
        layer.Forward(x).ShouldBeSameAs(x);
    }

    protected override void Dispose(bool disposing)
    {
        generator.Dispose();
        base.Dispose(disposing);
    }
}
