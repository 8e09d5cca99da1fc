using System.Diagnostics;

namespace Weft.EndToEnd;

/// <summary>What a run of the real program gave.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">From start to end.</param>
internal sealed record ProgramResult(int ExitCode, string Output, string Error, TimeSpan Elapsed);

/// <summary>Runs the built program as a process of its own.</summary>
internal static class WeftProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll");

    /// <summary>Runs a command to its end.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Environment variables to set.</param>
    internal static Task<ProgramResult> RunAsync(string[] arguments, params (string Name, string Value)[] environment) =>
        RunAsync(arguments, environment, _ => { });

    /// <summary>Runs a command and, when its first line of output has come, does something to its process.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="atFirstLine">Takes the process's id.</param>
    internal static Task<ProgramResult> RunAsync(string[] arguments, Action<int> atFirstLine) => RunAsync(arguments, [], atFirstLine);

    private static async Task<ProgramResult> RunAsync(
        string[] arguments, (string Name, string Value)[] environment, Action<int> atFirstLine)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove("WEFT_DEBUG");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var first = await process.StandardOutput.ReadLineAsync(limit.Token);
            atFirstLine(process.Id);
            var rest = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var output = first is null ? "" : first + "\n" + rest;
            return new ProgramResult(process.ExitCode, output, await error, watch.Elapsed);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
