using System.Diagnostics;
using System.Globalization;
using Weft.Data.Clips;
using Weft.Data.Clips.Backgrounds;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>
/// What the median over time of a clip of 340 x 256 pixels takes, in time and memory, beside NumPy's of all frames at once. Both read the
/// frames from one file, and each run has a process of its own, whose peak the system counts.
/// </summary>
internal static class MediansBenchmark
{
    /// <summary>The first argument of the process that computes.</summary>
    internal const string ChildWord = "median-once";

    private const int Width = 340;
    private const int Height = 256;
    private const int FrameSize = Width * Height * FrameStack.Colours;

    /// <summary>Clips of 100 frames, as published, and of 1,000.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        var folder = Directory.CreateTempSubdirectory("weft-bench-").FullName;
        try
        {
            results.Note("peak: the most resident memory of the process, less what it held before");
            foreach (var frames in (int[])[100, 1000])
            {
                var clip = Path.Combine(folder, $"{frames}.raw");
                Write(clip, frames);
                var (ours, theirs) = (clip + ".weft", clip + ".numpy");
                var (mine, numpy) = (new List<(double Peak, double Seconds)>(), new List<(double Peak, double Seconds)>());
                for (var round = 0; round < settings.Rounds; round++)
                {
                    mine.Add(Measure(Program(), [.. Arguments(), ChildWord, clip, ours]));
                    numpy.Add(Measure(settings.Python, [Path.Combine(settings.Baselines, "medians.py"), clip, theirs]));
                }

                Add(results, $"{frames} frames", "Weft", mine);
                Add(results, $"{frames} frames", "NumPy", numpy);
                results.Note(File.ReadAllBytes(ours).AsSpan().SequenceEqual(File.ReadAllBytes(theirs)) ? "the same bytes" : "THE MEDIANS DIFFER");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Computes a median in this process and prints peak bytes above idle, and seconds.</summary>
    /// <param name="clip">Frames, one after another.</param>
    /// <param name="target">The file to make.</param>
    internal static int RunChild(string clip, string target)
    {
        using var file = File.OpenHandle(clip);
        FrameStack Read(ReadOnlySpan<int> frames)
        {
            var stack = new FrameStack(frames.Length, Height, Width);
            for (var i = 0; i < frames.Length; i++)
            {
                RandomAccess.Read(file, stack[i], (long)frames[i] * FrameSize);
            }

            return stack;
        }

        int[] all = [.. Enumerable.Range(0, (int)(RandomAccess.GetLength(file) / FrameSize))];
        var idle = Resident("VmRSS:");
        var start = TimeProvider.System.GetTimestamp();
        var median = TemporalMedian.Of(all, Read);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Resident("VmHWM:") - idle} {seconds:R}"));
        File.WriteAllBytes(target, median.Pixels);
        return 0;
    }

    private static void Add(Results results, string frames, string whose, List<(double Peak, double Seconds)> runs)
    {
        results.Add(frames, $"{whose}: seconds", Statistics.Median(runs.Select(r => r.Seconds)), "s");
        results.Add(frames, $"{whose}: peak memory over idle", runs.Max(r => r.Peak) / 1e6, "MB");
    }

    // A still background under noise, with something that passes: what medians are made of.
    private static void Write(string path, int frames)
    {
        var random = new Random(1);
        var background = new byte[FrameSize];
        random.NextBytes(background);
        var frame = new byte[FrameSize];
        using var file = File.Create(path);
        for (var t = 0; t < frames; t++)
        {
            random.NextBytes(frame);
            for (var i = 0; i < FrameSize; i++)
            {
                frame[i] = (i / 3 % Width) / 34 == t % 10 ? frame[i] : (byte)Math.Clamp(background[i] + (frame[i] % 16) - 8, 0, 255);
            }

            file.Write(frame);
        }
    }

    private static string Program() => Environment.ProcessPath!;

    private static string[] Arguments() =>
        Path.GetFileNameWithoutExtension(Program()) is "dotnet" ? [typeof(MediansBenchmark).Assembly.Location] : [];

    private static (double Peak, double Seconds) Measure(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var fields = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0
            ? (double.Parse(fields[0], CultureInfo.InvariantCulture), double.Parse(fields[1], CultureInfo.InvariantCulture))
            : throw new WeftException($"{program} ended with exit code {process.ExitCode}; its message is above.");
    }

    private static long Resident(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line[field.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
