using System.Globalization;

namespace Weft.Bench;

/// <summary>
/// Forward passes of the published encoders in evaluation mode, at full size, beside the same networks in PyTorch; the goals are 1.05 of
/// its time and its greatest memory.
/// </summary>
internal static class EncoderBenchmark
{
    private const double TimeGoal = 1.05;
    private const double MemoryGoal = 1;
    private const double RoundSeconds = 1;

    /// <summary>Each network in processes of its own.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        foreach (var network in EncoderServer.Networks.Keys)
        {
            using var ours = EncoderServer.Start(settings, network);
            using var theirs = new PyTorchBaseline(
                settings,
                "encoders.py",
                "--network", network,
                "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
                "--device", settings.Device.ToString());
            if (settings.Device.IsCpu)
            {
                Memory(results, network, ours.Peak(), theirs.Peak());
            }

            Time(settings, results, network, ours, theirs);
        }
    }

    private static void Memory(Results results, string network, double ours, double theirs)
    {
        results.Add(network, "weft, greatest memory", ours / 1e6, "MB");
        results.Add(network, "pytorch, greatest memory", theirs / 1e6, "MB");
        results.Add(network, "ratio, greatest memory", ours / theirs, "");
        results.Note(ours / theirs <= MemoryGoal ? "goal (1.00) reached" : "goal (1.00) MISSED");
    }

    private static void Time(BenchSettings settings, Results results, string network, ServedProcess ours, ServedProcess theirs)
    {
        // What takes microseconds runs until the runtime has compiled it for good; what takes seconds needs no such warmth.
        var count = Repetitions(theirs);
        ours.Run("forward", count);
        ours.Run("forward", count);
        var weft = new List<Cost>();
        var torch = new List<Cost>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            weft.Add(ours.Run("forward", count));
            torch.Add(theirs.Run("forward", count));
        }

        var ratios = weft.Zip(torch, (a, b) => a.Processor / b.Processor).ToList();
        var (low, high) = Statistics.Spread(ratios);
        results.Add(network, "weft", 1000 * Statistics.Median(weft.Select(c => c.Wall)), "ms");
        results.Add(network, "pytorch", 1000 * Statistics.Median(torch.Select(c => c.Wall)), "ms");
        results.Add(network, "weft, processor time", 1000 * Statistics.Median(weft.Select(c => c.Processor)), "ms");
        results.Add(network, "pytorch, processor time", 1000 * Statistics.Median(torch.Select(c => c.Processor)), "ms");
        results.Add(network, "ratio, wall", Statistics.Median(weft.Zip(torch, (a, b) => a.Wall / b.Wall)), "");
        results.Add(network, "ratio, processor time", Statistics.Median(ratios), "");
        results.Add(network, "ratio, lowest round", low, "");
        results.Add(network, "ratio, highest round", high, "");
        results.Note(Statistics.Median(ratios) <= TimeGoal ? "goal (1.05) reached" : "goal (1.05) MISSED");
    }

    private static int Repetitions(ServedProcess process)
    {
        process.Run("forward", 1);
        return (int)Math.Clamp(Math.Ceiling(RoundSeconds / process.Run("forward", 1).Wall), 1, 20_000);
    }
}
