using Shouldly;
using Weft.Torch.Optim;
using Xunit;

namespace Weft.Torch.Tests.Optim;

public sealed class AdamTests : OptimizerTest
{
    [Fact]
    public void FiveStepsArePyTorchs()
    {
        using var adam = new Adam(Groups());
        Run(adam);
        A.ShouldHold([-0.57890594, 0.20028432, -0.45467976]);
        B.ShouldHold([-0.2941844, 0.5801153, -0.161494, 0.7145605]);
        C.ShouldHold([0.11660906, -0.6286444]);
    }

    [Fact]
    public void FiveStepsOfAdamWArePyTorchs()
    {
        using var adam = new Adam(Groups(), 0.8, 0.95, 1e-6, decoupledDecay: true);
        Run(adam);
        A.ShouldHold([-0.57745075, 0.1986803, -0.4540768]);
        B.ShouldHold([-0.29304987, 0.57841086, -0.16285053, 0.71439207]);
        C.ShouldHold([0.111379765, -0.6236623]);
    }

    [Fact]
    public void StepsLeaveTheGradientsAsTheyAre()
    {
        using var adam = new Adam(Groups());
        Backward(0);
        var before = A.Grad!.Clone();
        adam.Step();
        A.Grad!.BitwiseEquals(before).ShouldBeTrue();
    }

    [Fact]
    public void TheStateCountsStepsOfEachParameter()
    {
        using var adam = new Adam(Groups());
        Run(adam);
        var before = TensorScope.LiveTensors;
        var state = adam.State();
        TensorScope.LiveTensors.ShouldBe(before);
        string[] parameters = ["main.0", "main.1", "other.0"];
        state.Keys.ShouldBe(parameters.SelectMany(p => new[] { $"{p}.first", $"{p}.second", $"{p}.steps" }));
        state["main.1.steps"].ToArray<long>().ShouldBe([5]);
        state["other.0.steps"].ToArray<long>().ShouldBe([3]);
    }

    [Theory]
    [InlineData(1, 0.9, 1e-8)]
    [InlineData(0.9, -0.1, 1e-8)]
    [InlineData(0.9, 0.9, -1)]
    public void SettingsOutOfRangeAreRefused(double beta1, double beta2, double eps) =>
        Should.Throw<UsageException>(() => new Adam(Groups(), beta1, beta2, eps));
}
