using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class InitializersTests : TorchTest
{
    private readonly Generator generator = new(1);

    [Fact]
    public void FansCountKernels()
    {
        Initializers.FanIn([8, 3, 5, 2]).ShouldBe(30);
        Initializers.FanOut([8, 3, 5, 2]).ShouldBe(80);
        Initializers.FanIn([8, 3]).ShouldBe(3);
        Initializers.FanOut([8, 3]).ShouldBe(8);
    }

    [Fact]
    public void UniformsHaveTheirBounds()
    {
        ShouldBeUniform(Initializers.UniformFanIn([5000], 25, generator), 0.2);
        ShouldBeUniform(Initializers.KaimingUniform([200, 24], generator), 0.5);
        ShouldBeUniform(Initializers.XavierUniform([200, 40], generator), Math.Sqrt(6.0 / 240));
        Initializers.UniformFanIn([3], 0, generator).ShouldHold([0, 0, 0]);
    }

    [Fact]
    public void NormalsHaveTheirDeviations()
    {
        Deviation(Initializers.KaimingNormal([500, 8], generator)).ShouldBe(0.5, 0.02);
        Deviation(Initializers.KaimingNormal([50, 8, 4], generator, fanOut: true)).ShouldBe(0.1, 0.01);
    }

    internal static void ShouldBeUniform(Tensor tensor, double bound)
    {
        var flat = tensor.Detach().Flatten();
        flat.Amax([]).Item().ShouldBeInRange(bound * 0.95, bound * (1 + 1e-6));
        flat.Amin([]).Item().ShouldBeInRange(-bound * (1 + 1e-6), -bound * 0.95);
        Deviation(tensor).ShouldBe(bound / Math.Sqrt(3), bound * 0.06);
    }

    internal static double Deviation(Tensor tensor) => Math.Sqrt(tensor.Detach().Flatten().Var([0]).Item());

    protected override void Dispose(bool disposing)
    {
        generator.Dispose();
        base.Dispose(disposing);
    }
}
