using System.Globalization;
using Weft.BmNas;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>
/// The fusion step of BM-NAS at its MM-IMDB settings, beside the same step in PyTorch; the goal is three quarters of its time.
/// </summary>
internal static class BmNasStepBenchmark
{
    private const double Goal = 0.75;
    private const double RoundSeconds = 0.4;
    private const int Classes = 23;

    private static readonly int[] Channels = [512, 512, 512, 512, 64, 128];

    /// <summary>Batches of 8 (the published search) and 96.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        foreach (var batch in new[] { 8, 96 })
        {
            Run(settings, results, batch);
        }
    }

    private static void Run(BenchSettings settings, Results results, int batch)
    {
        using var scope = new TensorScope();
        using var data = new Generator(2);
        var shape = new BmNasShape();
        Tensor[] taps = [.. Channels.Select(c => Tensor.RandomUniform([batch, shape.Length, c], data).To(settings.Device))];
        var labels = Tensor.RandomUniform([batch, Classes], data).Gt(0.9).To(DType.Float32).To(settings.Device);
        using var ours = new FusionSteps(settings.Device, shape, Channels, Classes, logits => logits.BinaryCrossEntropyWithLogits(labels));
        using var theirs = new PyTorchBaseline(
            settings,
            "bmnas_step.py",
            "--batch", batch.ToString(CultureInfo.InvariantCulture),
            "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
            "--device", settings.Device.ToString());
        if (batch == 8)
        {
            results.Add("pytorch", theirs.Version);
        }

        Compare(settings, results, $"weight step, batch {batch}", () => ours.WeightStep(() => taps), theirs, "weight");
        Compare(settings, results, $"arch step, batch {batch}", () => ours.ArchitectureStep(() => taps), theirs, "arch");
    }

    private static void Compare(BenchSettings settings, Results results, string name, Action step, PyTorchBaseline theirs, string kind)
    {
        theirs.Run(kind, 3);
        var count = settings.Clock.Repetitions(RoundSeconds, step);
        var weft = new List<Cost>();
        var torch = new List<Cost>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            weft.Add(settings.Clock.Measure(count, step));
            torch.Add(theirs.Run(kind, count));
        }

        var ratios = weft.Zip(torch, (a, b) => a.Wall / b.Wall).ToList();
        var (low, high) = Statistics.Spread(ratios);
        results.Note($"{name}: ratios {string.Join(" ", ratios.Select(r => r.ToString("0.00", CultureInfo.InvariantCulture)))}");
        results.Add(name, "weft", 1000 * Statistics.Median(weft.Select(c => c.Wall)), "ms");
        results.Add(name, "pytorch", 1000 * Statistics.Median(torch.Select(c => c.Wall)), "ms");
        results.Add(name, "ratio", Statistics.Median(ratios), "");
        results.Add(name, "ratio, lowest round", low, "");
        results.Add(name, "ratio, highest round", high, "");
        results.Add(name, "weft, processor time", 1000 * Statistics.Median(weft.Select(c => c.Processor)), "ms");
        results.Add(name, "pytorch, processor time", 1000 * Statistics.Median(torch.Select(c => c.Processor)), "ms");
        results.Add(name, "ratio, processor time", weft.Sum(c => c.Processor) / torch.Sum(c => c.Processor), "");
        results.Note(Statistics.Median(ratios) <= Goal ? "goal (0.75) reached" : "goal (0.75) MISSED");
    }
}
