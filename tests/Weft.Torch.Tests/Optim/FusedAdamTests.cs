using Shouldly;
using Weft.Torch.Optim;
using Xunit;

namespace Weft.Torch.Tests.Optim;

/// <summary>The native pass against the list operators.</summary>
public sealed class FusedAdamTests : TorchTest
{
    private static readonly long[][] Shapes = [[1], [7], [31, 3], [300, 257]];

    [Theory]
    [InlineData(DType.Float32, false, 0, 1e-6)]
    [InlineData(DType.Float32, false, 0.1, 1e-6)]
    [InlineData(DType.Float32, true, 0.1, 1e-6)]
    [InlineData(DType.Float64, false, 0.1, 1e-12)]
    [InlineData(DType.Float64, true, 0.1, 1e-12)]
    public void ItDoesWhatTheListOperatorsDo(DType dtype, bool decoupled, double decay, double tolerance)
    {
        var native = Run(dtype, decoupled, decay, fused: true);
        var lists = Run(dtype, decoupled, decay, fused: false);
        foreach (var (a, b) in native.Zip(lists))
        {
            ((a - b).Abs().Amax([]).Item() / b.Abs().Amax([]).Item()).ShouldBeLessThan(tolerance);
        }
    }

    [Fact]
    public void TheNumberOfThreadsChangesNoBit()
    {
        var threads = TorchRuntime.Threads;
        try
        {
            TorchRuntime.Threads = 1;
            var one = Run(DType.Float32, false, 0.1, fused: true);
            TorchRuntime.Threads = 2;
            var two = Run(DType.Float32, false, 0.1, fused: true);
            one.Zip(two).ShouldAllBe(pair => pair.First.BitwiseEquals(pair.Second));
        }
        finally
        {
            TorchRuntime.Threads = threads;
        }
    }

    [Fact]
    public void GradientsInAnotherOrderOfMemoryAreReadRight()
    {
        var straight = Leaf(1, 5, 3);
        var turned = Leaf(1, 5, 3);
        straight.Grad = Pattern(2, 3, 5).Transpose(0, 1).Contiguous();
        turned.Grad = Pattern(2, 3, 5).Transpose(0, 1);
        using var adam = new Adam([new ParameterGroup("both", [straight, turned], 0.01)]);
        adam.Step();
        turned.BitwiseEquals(straight).ShouldBeTrue();
    }

    [Fact]
    public void AMixtureOfTypesFallsBackToTheLists()
    {
        var single = Leaf(1, 4);
        var twice = Pattern(1, 4).To(DType.Float64);
        twice.RequiresGrad = true;
        single.Grad = Pattern(2, 4);
        twice.Grad = Pattern(2, 4).To(DType.Float64);
        using var adam = new Adam([new ParameterGroup("both", [single, twice], 0.01)]);
        adam.Step();
        (single.To(DType.Float64) - twice).Abs().Amax([]).Item().ShouldBeLessThan(1e-7);
        single.BitwiseEquals(Pattern(1, 4)).ShouldBeFalse();
    }

    [Fact]
    public void AGraphThatNeedsTheOldValuesHearsOfTheStep()
    {
        var parameter = Leaf(1, 4);
        using var adam = new Adam([new ParameterGroup("one", [parameter], 0.01)]);
        var loss = parameter.Square().Sum();
        parameter.Grad = Pattern(2, 4);
        adam.Step();
        Should.Throw<TorchException>(() => loss.Backward());
    }

    private static Tensor[] Run(DType dtype, bool decoupled, double decay, bool fused)
    {
        using var random = new Generator(5);
        Tensor[] parameters = [.. Shapes.Select(shape =>
        {
            var leaf = Tensor.RandomNormal(shape, random, dtype: dtype);
            leaf.RequiresGrad = true;
            return leaf;
        })];
        using var adam = new Adam([new ParameterGroup("all", parameters, 0.01, decay)], 0.9, 0.99, 1e-8, decoupled, fused);
        for (var step = 0; step < 10; step++)
        {
            foreach (var parameter in parameters)
            {
                parameter.Grad = Tensor.RandomNormal(parameter.Shape, random, dtype: dtype);
            }

            adam.Step();
        }

        return [.. parameters.Select(p => p.Detach())];
    }
}
