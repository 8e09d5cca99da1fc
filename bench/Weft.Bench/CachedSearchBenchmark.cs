using Weft.BmNas;
using Weft.Data.Features;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>What the feature cache saves: one search step on cached taps, with frozen encoders run each time, and as published.</summary>
internal static class CachedSearchBenchmark
{
    private const int Batch = 64;
    private const int Classes = 10;
    private const double RoundSeconds = 0.3;

    /// <summary>AV-MNIST's shapes.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        using var scope = new TensorScope();
        using var data = new Generator(2);
        using var random = new NetworkRandom(3, settings.Device);
        using var image = new LeNet(3, 16, Classes, false, 0, random);
        using var audio = new LeNet(5, 8, Classes, true, 0, random);
        image.MoveTo(settings.Device);
        audio.MoveTo(settings.Device);
        var pictures = Tensor.RandomUniform([Batch, 1, 28, 28], data).To(settings.Device);
        var spectrograms = Tensor.RandomUniform([Batch, 1, 112, 112], data).To(settings.Device);
        var labels = (Tensor.RandomUniform([Batch], data) * Classes).To(DType.Int64).To(settings.Device);
        var pooling = new TapPooling(TapPoolingKind.Grid, 16);
        int[] channels = [.. image.TapChannels, .. audio.TapChannels];
        var shape = new BmNasShape { Channels = 64 };
        using var steps = new FusionSteps(settings.Device, shape, channels, Classes, x => x.CrossEntropy(labels));

        Tensor[] Encode() => [.. image.Forward(pictures).Taps.Concat(audio.Forward(spectrograms).Taps).Select(pooling.Apply)];
        Tensor[] EncodeFrozen()
        {
            using var noGrad = Autograd.NoGrad();
            return Encode();
        }

        Tensor[] EncodeRecorded()
        {
            // The published code keeps the encoders trainable and differentiates them, though no optimizer changes them.
            image.ZeroGradients();
            audio.ZeroGradients();
            return Encode();
        }

        image.Eval();
        audio.Eval();
        var cached = EncodeFrozen();
        var ways = new (string Name, Func<Tensor[]> Taps, List<Cost> Costs)[]
        {
            ("cached taps", () => cached, []),
            ("frozen encoders each step", EncodeFrozen, []),
            ("encoders differentiated too", EncodeRecorded, []),
        };
        void Both(Func<Tensor[]> taps)
        {
            steps.WeightStep(taps);
            steps.ArchitectureStep(taps);
        }

        var counts = Array.ConvertAll(ways, way => settings.Clock.Repetitions(RoundSeconds, () => Both(way.Taps)));
        for (var round = 0; round < settings.Rounds; round++)
        {
            for (var w = 0; w < ways.Length; w++)
            {
                ways[w].Costs.Add(settings.Clock.Measure(counts[w], () => Both(ways[w].Taps)));
            }
        }

        foreach (var (name, _, costs) in ways)
        {
            results.Add(name, "weight + architecture step", 1000 * Statistics.Median(costs.Select(c => c.Wall)), "ms");
            results.Add(name, "times the cached step", Statistics.Median(costs.Zip(ways[0].Costs, (a, b) => a.Wall / b.Wall)), "");
        }
    }
}
