using System.ComponentModel;
using System.Diagnostics;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>Runs espeak-ng and waits for it, but not for ever.</summary>
/// <param name="name">The program's name or path.</param>
internal sealed class EspeakProgram(string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The program's name or path.</summary>
    public string Name => name;

    /// <summary>Runs it with arguments, each passed as it is.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="WeftException">It is absent, fails, or does not end within a minute.</exception>
    public string Ask(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new WeftException($"{name} {string.Join(' ', start.ArgumentList)} did not end within a minute.");
        }

        return process.ExitCode == 0
            ? output.GetAwaiter().GetResult()
            : throw new WeftException(
                $"{name} {string.Join(' ', start.ArgumentList)} failed with exit code {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new WeftException($"{name} did not start.");
        }
        catch (Win32Exception exception)
        {
            throw new WeftException(
                $"{name} is not there to speak the digits: install it (apt install espeak-ng), or give a folder of recordings as speech.", exception);
        }
    }
}
