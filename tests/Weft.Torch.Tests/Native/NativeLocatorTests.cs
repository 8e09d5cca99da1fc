using Shouldly;
using Weft.Torch.Native;
using Xunit;

namespace Weft.Torch.Tests.Native;

public sealed class NativeLocatorTests : IDisposable
{
    private readonly string? chosen = Environment.GetEnvironmentVariable("WEFT_NATIVE");

    [Fact]
    public void AWrongChoiceIsAnErrorAndNotAnotherBuild()
    {
        Environment.SetEnvironmentVariable("WEFT_NATIVE", "/no/such/file.so");
        Should.Throw<WeftException>(Resolve).Message.ShouldContain("make build");
    }

    [Fact]
    public void AFileThatDoesNotLoadIsNamed()
    {
        using var folder = new Testing.TemporaryFolder();
        File.WriteAllText(folder["broken.so"], "not a library");
        Environment.SetEnvironmentVariable("WEFT_NATIVE", folder["broken.so"]);
        Should.Throw<WeftException>(Resolve).Message.ShouldContain("broken.so does not load");
    }

    [Fact]
    public void OtherLibrariesAreNotItsBusiness() =>
        NativeLocator.Resolve("libc", typeof(Tensor).Assembly, null).ShouldBe(0);

    public void Dispose() => Environment.SetEnvironmentVariable("WEFT_NATIVE", chosen);

    private static void Resolve() => NativeLocator.Resolve("weft_native", typeof(Tensor).Assembly, null);
}
