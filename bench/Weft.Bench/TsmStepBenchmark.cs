using System.Globalization;

namespace Weft.Bench;

/// <summary>
/// Forward and backward passes of TSM on ResNet-50, 2 clips of 8 frames of 224 x 224 pixels in training, beside the same network in PyTorch;
/// the goal is its time.
/// </summary>
internal static class TsmStepBenchmark
{
    private const double Goal = 1;

    /// <summary>Both in processes of their own.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        var threads = settings.Threads.ToString(CultureInfo.InvariantCulture);
        using var ours = TsmServer.Start(settings);
        using var theirs = new PyTorchBaseline(settings, "tsm_step.py", "--threads", threads, "--device", settings.Device.ToString());
        ours.Run("step", 1);
        theirs.Run("step", 1);
        var weft = new List<Cost>();
        var torch = new List<Cost>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            weft.Add(ours.Run("step", 1));
            torch.Add(theirs.Run("step", 1));
        }

        const string name = "tsm-resnet50, 2 clips of 8 frames";
        var ratios = weft.Zip(torch, (a, b) => a.Processor / b.Processor).ToList();
        var (low, high) = Statistics.Spread(ratios);
        results.Add(name, "weft, processor time", Statistics.Median(weft.Select(c => c.Processor)), "s");
        results.Add(name, "pytorch, processor time", Statistics.Median(torch.Select(c => c.Processor)), "s");
        results.Add(name, "ratio, wall", Statistics.Median(weft.Zip(torch, (a, b) => a.Wall / b.Wall)), "");
        results.Add(name, "ratio, processor time", Statistics.Median(ratios), "");
        results.Add(name, "ratio, lowest round", low, "");
        results.Add(name, "ratio, highest round", high, "");
        results.Note(string.Create(CultureInfo.InvariantCulture, $"goal ({Goal:0.00}) {(Statistics.Median(ratios) <= Goal ? "reached" : "MISSED")}"));
        if (settings.Device.IsCpu)
        {
            var (mine, other) = (ours.Peak(), theirs.Peak());
            results.Add(name, "weft, greatest memory", mine / 1e6, "MB");
            results.Add(name, "pytorch, greatest memory", other / 1e6, "MB");
            results.Add(name, "ratio, greatest memory", mine / other, "");
        }

        results.Add(name, "weft, stem and two stages frozen, processor time", ours.Run("frozen", 1).Processor, "s");
    }
}
