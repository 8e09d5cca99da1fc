using System.Diagnostics;
using System.Globalization;
using Weft.Encoders.Imported;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>
/// What the import of a checkpoint of 100 MB takes in time and memory, for both formats of PyTorch. Each import has a process of its own,
/// whose
/// peak the system counts.
/// </summary>
internal static class WeightsImportBenchmark
{
    /// <summary>The first argument of the process that imports.</summary>
    internal const string ChildWord = "import-once";

    private const int MegaBytes = 100;

    /// <summary>Makes the checkpoints and imports each.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        var folder = Directory.CreateTempSubdirectory("weft-bench-").FullName;
        try
        {
            Wait(Process.Start(new ProcessStartInfo(
                settings.Python, [Path.Combine(settings.Baselines, "checkpoint.py"), folder, MegaBytes.ToString(CultureInfo.InvariantCulture)])
            {
                UseShellExecute = false,
            })!);
            results.Note("peak: the most resident memory of the process, less what it held before the import");
            foreach (var name in (string[])["zip", "legacy", "transposed"])
            {
                var source = Path.Combine(folder, $"{name}.pth");
                var runs = Enumerable.Range(0, settings.Rounds).Select(_ => Import(source)).ToList();
                var size = new FileInfo(source).Length / 1e6;
                var peak = runs.Max(r => r.Peak) / 1e6;
                results.Add(name, "file", size, "MB");
                results.Add(name, "seconds", Statistics.Median(runs.Select(r => r.Seconds)), "s");
                results.Add(name, "peak memory over idle", peak, "MB");
                results.Add(name, "peak memory / file", peak / size, "");
                results.Add(name, "idle process", Statistics.Median(runs.Select(r => r.Idle)) / 1e6, "MB");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Imports one file in this process and prints idle bytes, peak bytes above them, and seconds.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="target">The file to make.</param>
    internal static int RunChild(string source, string target)
    {
        var idle = Resident("VmRSS:");
        var start = TimeProvider.System.GetTimestamp();
        WeightsImport.Run(source, target, null);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{idle} {Resident("VmHWM:") - idle} {seconds:R}"));
        return 0;
    }

    private static (double Idle, double Peak, double Seconds) Import(string source)
    {
        var program = Environment.ProcessPath!;
        string[] arguments = [ChildWord, source, source + ".safetensors"];
        var start = new ProcessStartInfo(
            program,
            Path.GetFileNameWithoutExtension(program) is "dotnet"
                ? [typeof(WeightsImportBenchmark).Assembly.Location, .. arguments]
                : arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var fields = process.StandardOutput.ReadToEnd().Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        Wait(process);
        return (fields[0], fields[1], fields[2]);
    }

    private static void Wait(Process process)
    {
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new WeftException($"{process.StartInfo.FileName} ended with exit code {process.ExitCode}; its message is above.");
        }
    }

    private static long Resident(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line[field.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
