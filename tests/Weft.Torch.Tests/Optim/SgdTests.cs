using Shouldly;
using Weft.Torch.Optim;
using Xunit;

namespace Weft.Torch.Tests.Optim;

public sealed class SgdTests : OptimizerTest
{
    [Fact]
    public void FivePlainStepsArePyTorchs()
    {
        using var sgd = new Sgd(Groups());
        Run(sgd);
        A.ShouldHold([-0.59018964, 0.22995037, -0.47302675]);
        B.ShouldHold([-0.25503224, 0.60325253, -0.12593639, 0.73850524]);
        C.ShouldHold([0.09476701, -0.57592595]);
        sgd.State().ShouldBeEmpty();
    }

    [Fact]
    public void FiveStepsWithDampenedMomentumArePyTorchs()
    {
        using var sgd = new Sgd(Groups(), momentum: 0.9, dampening: 0.2);
        Run(sgd);
        A.ShouldHold([-0.52588946, 0.21015319, -0.42074054]);
        B.ShouldHold([-0.26632226, 0.55862045, -0.12956849, 0.6847833]);
        C.ShouldHold([0.10104653, -0.5953187]);
    }

    [Fact]
    public void FiveNesterovStepsArePyTorchs()
    {
        using var sgd = new Sgd(Groups(), momentum: 0.9, nesterov: true);
        Run(sgd);
        A.ShouldHold([-0.49303025, 0.18961413, -0.39550963]);
        B.ShouldHold([-0.27144083, 0.53419137, -0.1303232, 0.6719121]);
        C.ShouldHold([0.06553928, -0.5271195]);
    }

    [Fact]
    public void StepsLeaveTheGradientsAsTheyAre()
    {
        using var sgd = new Sgd(Groups(), momentum: 0.9, nesterov: true);
        Backward(0);
        var before = A.Grad!.Clone();
        sgd.Step();
        A.Grad!.BitwiseEquals(before).ShouldBeTrue();
    }

    [Fact]
    public void SettingsOutOfRangeAreRefused()
    {
        Should.Throw<UsageException>(() => new Sgd(Groups(), momentum: 1));
        Should.Throw<UsageException>(() => new Sgd(Groups(), nesterov: true));
        Should.Throw<UsageException>(() => new Sgd(Groups(), momentum: 0.9, dampening: 0.1, nesterov: true));
    }
}
