using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>A small AV-MNIST from the real sources, prepared once by the real program; each test works on a copy of its own.</summary>
public sealed class PreparedData : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private ProgramResult? made;
    private bool encoded;

    internal static string[] Sources =>
        TestPaths.Data("mnist") is { } mnist && TestPaths.Data("fsdd") is { } speech && TestPaths.Data("esc10") is { } noise
            ? ["--mnist", mnist, "--speech", speech, "--noise", noise]
            : [];

    internal static string[] Arguments(string target) =>
        ["data", "prepare", "avmnist", "--out", target, .. Sources, "--train", "128", "--dev", "48", "--test", "48"];

    /// <summary>What preparing printed.</summary>
    internal ProgramResult Made => made ?? Skip();

    /// <summary>A copy without encoders and caches; the test is skipped where the sources are absent.</summary>
    internal string CopyTo(string target)
    {
        Made.ExitCode.ShouldBe(0, Made.Error);
        Files.Copy(folder["data"], target);
        return target;
    }

    /// <summary>A copy with the encoders and the caches that runs of <see cref="SmallRun"/> leave, for tests of what comes behind them.</summary>
    internal async Task<string> CopyEncodedAsync(string target)
    {
        if (!encoded)
        {
            using var run = new TemporaryFolder();
            var result = await WeftProgram.RunAsync(
                SmallRun.Trials("mfas", CopyTo(folder["encoded"]), run["run"], "--trials", "2", "--set", "baselines.enabled=false"));
            result.ExitCode.ShouldBe(0, result.Error);
            encoded = true;
        }

        Files.Copy(folder["encoded"], target);
        return target;
    }

    public async ValueTask InitializeAsync()
    {
        if (Sources.Length > 0)
        {
            made = await WeftProgram.RunAsync(Arguments(folder["data"]));
        }
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ProgramResult Skip()
    {
        Assert.Skip("data/mnist, data/fsdd or data/esc10 beside the repository absent: skipped");
        throw new InvalidOperationException();
    }
}
