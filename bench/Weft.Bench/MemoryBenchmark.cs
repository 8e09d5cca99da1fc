using Weft.BmNas;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>Whether a long search keeps its memory: what the process holds after 100 and after 1,000 steps.</summary>
internal static class MemoryBenchmark
{
    private const int Early = 100;
    private const int Late = 1000;

    /// <summary>What the process holds, less what is the garbage collector's: that part comes and goes as it sees fit.</summary>
    private static long Native()
    {
        GC.Collect();
        return Environment.WorkingSet - GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
    }

    /// <summary>Alternates both kinds of steps.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        using var scope = new TensorScope();
        using var data = new Generator(2);
        int[] channels = [16, 32, 64, 8, 16, 32, 64, 128];
        var shape = new BmNasShape { Channels = 64 };
        Tensor[] taps = [.. channels.Select(c => Tensor.RandomUniform([8, shape.Length, c], data).To(settings.Device))];
        var labels = (Tensor.RandomUniform([8], data) * 10).To(DType.Int64).To(settings.Device);
        using var steps = new FusionSteps(settings.Device, shape, channels, 10, x => x.CrossEntropy(labels));
        var before = TensorScope.LiveTensors;
        long early = 0;
        for (var step = 1; step <= Late; step++)
        {
            _ = step % 2 == 1 ? steps.WeightStep(() => taps) : steps.ArchitectureStep(() => taps);
            if (step == Early)
            {
                early = Native();
            }
        }

        var late = Native();
        var after = TensorScope.LiveTensors;
        results.Note("resident memory without the managed heap; it includes what earlier benchmarks of this run left with the C library");
        results.Add($"resident after {Early} steps", "memory", early / 1e6, "MB");
        results.Add($"resident after {Late} steps", "memory", late / 1e6, "MB");
        results.Add("growth", "memory", (late - early) / 1e6, "MB");
        results.Add("at the start", "live tensors", before, "");
        results.Add($"after {Late} steps", "live tensors", after, "");
        results.Note(before == after ? "no tensor left behind" : "TENSORS LEFT BEHIND");
    }
}
