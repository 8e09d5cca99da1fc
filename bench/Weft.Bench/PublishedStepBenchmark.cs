using Weft.BmNas;
using Weft.Data.Features;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>
/// A search step of BM-NAS on MM-IMDB at full size, batch 8: on cached taps, and as published, with VGG-19 and the text encoder run in
/// train mode and differentiated at every step, though no optimizer changes them.
/// </summary>
internal static class PublishedStepBenchmark
{
    private const int Batch = 8;
    private const int Classes = 23;
    private const int MostRounds = 3;
    private const double RoundSeconds = 0.4;

    /// <summary>Weight step and architecture step of each way, and the factor between the ways.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        using var scope = new TensorScope();
        using var data = new Generator(2);
        using var random = new NetworkRandom(3, settings.Device);
        using var image = new Vgg19(64, Classes, random);
        using var text = new MaxoutMlp(300, 64, Classes, 0.5, random);
        image.MoveTo(settings.Device);
        text.MoveTo(settings.Device);
        var posters = (Tensor.RandomUniform([Batch, 3, 256, 160], data) * 255 + -120).To(settings.Device);
        var plots = Tensor.RandomNormal([Batch, 300], data).To(settings.Device);
        var labels = Tensor.RandomUniform([Batch, Classes], data).Gt(0.9).To(DType.Float32).To(settings.Device);
        var shape = new BmNasShape();
        var pooling = new TapPooling(TapPoolingKind.Grid, shape.Length);
        using var steps = new FusionSteps(
            settings.Device, shape, [.. image.TapChannels, .. text.TapChannels], Classes, logits => logits.BinaryCrossEntropyWithLogits(labels));

        // As published, gradients of encoders are never cleared: they add up, unused.
        Tensor[] Encode() => [.. image.Forward(posters).Taps.Concat(text.Forward(plots).Taps).Select(pooling.Apply)];
        Tensor[] cached;
        using (Autograd.NoGrad())
        {
            cached = Encode();
        }

        Compare("weight step", taps => steps.WeightStep(taps));
        Compare("architecture step", taps => steps.ArchitectureStep(taps));

        void Compare(string name, Action<Func<Tensor[]>> step)
        {
            var count = settings.Clock.Repetitions(RoundSeconds, () => step(() => cached));
            step(Encode);
            var fast = new List<Cost>();
            var published = new List<Cost>();
            for (var round = 0; round < Math.Min(settings.Rounds, MostRounds); round++)
            {
                fast.Add(settings.Clock.Measure(count, () => step(() => cached)));
                published.Add(settings.Clock.Measure(1, () => step(Encode)));
            }

            results.Add(name, "cached", 1000 * Statistics.Median(fast.Select(c => c.Wall)), "ms");
            results.Add(name, "as published", 1000 * Statistics.Median(published.Select(c => c.Wall)), "ms");
            results.Add(name, "factor", Statistics.Median(published.Zip(fast, (a, b) => a.Wall / b.Wall)), "");
            results.Add(name, "factor, processor time", Statistics.Median(published.Zip(fast, (a, b) => a.Processor / b.Processor)), "");
        }
    }
}
