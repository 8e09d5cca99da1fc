using System.Diagnostics;
using System.Globalization;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>A PyTorch program of bench/pytorch, kept running so that its rounds alternate with ours.</summary>
internal sealed class PyTorchBaseline : IDisposable
{
    private readonly Process process;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="WeftException">There is no such Python, or it has no PyTorch.</exception>
    internal PyTorchBaseline(BenchSettings settings, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(settings.Python, [Path.Combine(settings.Baselines, script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start)!;
        Version = process.StandardOutput.ReadLine()?.Split(' ') is ["ready", var version]
            ? version
            : throw new WeftException(
                $"The baseline {script} did not start: {settings.Python} needs PyTorch; `eng/setup.sh bench` installs it.");
    }

    /// <summary>PyTorch's version.</summary>
    internal string Version { get; }

    /// <summary>Runs steps of one kind.</summary>
    internal Cost Run(string kind, int count)
    {
        var before = Used();
        process.StandardInput.WriteLine($"{kind} {count}");
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new WeftException("The PyTorch baseline ended early.");
        return new(double.Parse(line, CultureInfo.InvariantCulture), (Used() - before) / count);
    }

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

    private double Used()
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
