using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Weft.EndToEnd;

/// <summary>The real program while it runs, to be watched and struck.</summary>
internal sealed class WeftProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();

    private WeftProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    /// <summary>Standard error so far.</summary>
    internal string Error
    {
        get
        {
            lock (error)
            {
                return error.ToString();
            }
        }
    }

    internal static WeftProcess Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove("WEFT_DEBUG");
        return new WeftProcess(Process.Start(start)!);
    }

    /// <summary>Watches until something is true or the process has ended.</summary>
    /// <returns>Whether it became true while the process ran.</returns>
    internal async Task<bool> UntilAsync(Func<bool> condition)
    {
        while (watch.Elapsed < Patience)
        {
            if (condition())
            {
                return !process.HasExited;
            }

            if (process.HasExited)
            {
                return false;
            }

            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"The program did not come to the awaited point in {Patience}: {Error}");
    }

    /// <summary>SIGKILL: nothing of the program runs any more.</summary>
    internal void Kill() => process.Kill();

    internal void Signal(string name) =>
        Process.Start("kill", ["-" + name, process.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit(TimeSpan.FromSeconds(10));

    /// <summary>Waits for the end.</summary>
    internal async Task<ProgramResult> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        lock (output)
        {
            return new ProgramResult(process.ExitCode, output.ToString(), Error, watch.Elapsed);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static void Take(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append(line is null ? "" : "\n");
        }
    }
}
