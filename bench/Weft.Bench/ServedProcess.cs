using System.Diagnostics;
using System.Globalization;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>A program that does steps on request, kept running so that its rounds alternate with another's.</summary>
internal class ServedProcess : IDisposable
{
    private readonly Process process;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="advice">What to say if it does not start.</param>
    /// <exception cref="WeftException">It does not start.</exception>
    internal ServedProcess(string program, IEnumerable<string> arguments, string advice)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start)!;
        Version = process.StandardOutput.ReadLine()?.Split(' ') is ["ready", var version] ? version : throw new WeftException(advice);
    }

    /// <summary>The version of what it measures.</summary>
    internal string Version { get; }

    /// <summary>Runs steps of one kind.</summary>
    internal Cost Run(string kind, int count)
    {
        var before = Used();
        var wall = Ask(string.Create(CultureInfo.InvariantCulture, $"{kind} {count}"));
        return new(wall, (Used() - before) / count);
    }

    /// <summary>The greatest memory during one step, in bytes.</summary>
    internal double Peak() => Ask("peak");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.StandardInput.WriteLine("quit");
            process.StandardInput.Close();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private double Ask(string request)
    {
        process.StandardInput.WriteLine(request);
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new WeftException($"A measured program ended early, at '{request}'.");
        return double.Parse(line, CultureInfo.InvariantCulture);
    }

    private double Used()
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
