using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TorchRuntimeTests : TorchTest
{
    private readonly int threads = TorchRuntime.Threads;

    [Fact]
    public void ItSaysWhatItIs()
    {
        TorchRuntime.Version.ShouldMatch(@"^\d+\.\d+");
        TorchRuntime.Configuration.ShouldContain("at::get_num_threads()");
        TorchRuntime.CudaDevices.ShouldBeGreaterThanOrEqualTo(0);
        Should.NotThrow(() => TorchRuntime.Synchronize(Device.Cpu));
    }

    [Fact]
    public void ThreadsAreSetAndRead()
    {
        TorchRuntime.Threads = 2;
        TorchRuntime.Threads.ShouldBe(2);
        TorchRuntime.Configuration.ShouldContain("at::get_num_threads() : 2");
        TorchRuntime.Threads = 1;
        TorchRuntime.Threads.ShouldBe(1);
        TorchRuntime.Configuration.ShouldContain("at::get_num_threads() : 1");
    }

    [Fact]
    public void ANewThreadTakesTheNumberOver()
    {
        TorchRuntime.Threads = 2;
        var seen = 0;
        var thread = new Thread(() => seen = TorchRuntime.Threads);
        thread.Start();
        thread.Join();
        seen.ShouldBe(2);
    }

    [Fact]
    public void FewerThanOneThreadAreRefused() =>
        Should.Throw<TorchException>(() => TorchRuntime.Threads = 0).Message.ShouldContain("at least 1, not 0");

    protected override void Dispose(bool disposing)
    {
        TorchRuntime.Threads = threads;
        base.Dispose(disposing);
    }
}
