using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class GeneratorTests : TorchTest
{
    [Fact]
    public void TheSameSeedGivesTheSameNumbersAsPyTorch()
    {
        using var generator = new Generator(7);
        Tensor.RandomUniform([4], generator).ShouldHold([0.53492254, 0.19880319, 0.6592117, 0.6568903], 5e-8);
        Tensor.RandomNormal([3], generator).ShouldHold([0.94682163, -1.114344, 1.6907902]);
        Tensor.RandomPermutation(6, generator).ToArray<long>().ShouldBe([2, 3, 4, 0, 1, 5]);
    }

    [Fact]
    public void SeedStartsAgain()
    {
        using var generator = new Generator(7);
        var first = Draw(generator);
        Draw(generator).ShouldNotBe(first);
        generator.Seed(7);
        Draw(generator).ShouldBe(first);
    }

    [Fact]
    public void ASavedStateContinuesWithTheSameNumbers()
    {
        using var generator = new Generator(3);
        Tensor.RandomNormal([5], generator);
        var state = generator.GetState();
        var next = Draw(generator);
        generator.SetState(state);
        Draw(generator).ShouldBe(next);
        using var other = new Generator(99);
        other.SetState(state);
        Draw(other).ShouldBe(next);
    }

    [Fact]
    public void GeneratorsAreIndependent()
    {
        using var alone = new Generator(5);
        var expected = Draw(alone);
        using var a = new Generator(5);
        using var b = new Generator(6);
        Draw(b).ShouldNotBe(expected);
        Draw(a).ShouldBe(expected);
    }

    [Fact]
    public void TheCpuTakesTheLower32BitsOfTheSeed()
    {
        using var low = new Generator(5);
        using var high = new Generator(5 + (1UL << 32));
        Draw(high).ShouldBe(Draw(low));
    }

    [Fact]
    public void BytesThatAreNoStateAreRefused()
    {
        using var generator = new Generator(1);
        var before = TensorScope.LiveTensors;
        Should.Throw<TorchException>(() => generator.SetState([1, 2, 3]));
        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void ADisposedGeneratorSaysSo()
    {
        var generator = new Generator(1);
        generator.Dispose();
        generator.Dispose();
        Should.Throw<ObjectDisposedException>(() => Tensor.RandomUniform([1], generator));
    }

    [Fact]
    public void AnAbsentDeviceIsRefused()
    {
        Assert.SkipWhen(TorchRuntime.CudaDevices > 0, "This machine has a CUDA device.");
        Should.Throw<TorchException>(() => new Generator(1, Device.Cuda()));
    }

    private static float[] Draw(Generator generator) => Tensor.RandomUniform([8], generator).ToArray<float>();
}
