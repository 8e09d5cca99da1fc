using System.Diagnostics;
using Shouldly;
using Weft.Torch.Modules;
using Weft.Torch.Optim;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class MemoryTests : TorchTest
{
    [Fact]
    public void TrainingForLongHoldsNoMoreMemory()
    {
        using var generator = new Generator(1);
        using var net = new Sequential(
            new Linear(64, 128, generator),
            new BatchNorm(128),
            Activation.Relu(),
            new Dropout(0.1, generator),
            new Linear(128, 10, generator));
        using var adam = new Adam([new("all", net.Parameters(), 1e-3, 1e-4)]);
        var x = Pattern(0, 32, 64);
        var target = Tensor.Arange(0, 32).Reshape(32).To(DType.Float32).Clamp(max: 9).To(DType.Int64);

        // The first steps fill allocators, the graph's pools and the compiler's caches.
        Train(net, adam, x, target, 500);
        var tensors = TensorScope.LiveTensors;
        var before = ResidentBytes();
        Train(net, adam, x, target, 2000);
        TensorScope.LiveTensors.ShouldBe(tensors);

        // A leak of one activation a step (16 KiB) would be 32 MiB.
        (ResidentBytes() - before).ShouldBeLessThan(16 << 20);
    }

    private static void Train(Sequential net, Adam adam, Tensor x, Tensor target, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            using var scope = new TensorScope();
            net.ZeroGradients();
            net.Forward(x).CrossEntropy(target).Backward();
            GradientClipping.ByNorm(net.Parameters(), 5);
            adam.Step();
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
