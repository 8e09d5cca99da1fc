using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

public sealed class DoctorTests
{
    [Fact]
    public async Task With_the_native_part_it_measures_the_machine()
    {
        var result = await WeftProgram.RunAsync(["doctor"]);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result.Output.ShouldContain("libtorch ");
        result.Output.ShouldContain("BLAS");
        result.Output.ShouldContain("GFLOP/s on 1 thread");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_native_part_that_loads_it_says_so_and_gives_one()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["broken.so"], "no library", TestContext.Current.CancellationToken);

        var result = await WeftProgram.RunAsync(["doctor"], ("WEFT_NATIVE", folder["broken.so"]));

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("MISSING  native part");
        result.Output.ShouldContain("-> apt-get install libtorch-dev");
        result.Output.ShouldContain("memory");
        result.Error.ShouldStartWith("weft: Weft does not work here without native part");
        (result.Output + result.Error).ShouldNotContain("   at ");
    }
}
