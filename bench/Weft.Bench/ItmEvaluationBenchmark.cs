using System.Globalization;
using Weft.Data.Regions;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>
/// Retrieval with the published network for matching: a block of 16 images and 64 captions is scored as evaluation scores it, and pairs one
/// by one as the published code does, in Weft and in PyTorch. From both, what 1,000 images with 5,000 captions take.
/// </summary>
internal static class ItmEvaluationBenchmark
{
    private const int Images = 16;
    private const int Captions = 64;
    private const int AllImages = 1000;
    private const int AllCaptions = 5000;
    private const int Regions = 36;
    private const int Width = 2048;
    private const int Hour = 3600;

    /// <summary>Runs it on the CPU.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        var folder = Directory.CreateTempSubdirectory("weft-itm").FullName;
        try
        {
            WriteRegions(folder);
            Compare(settings, results, new RegionCache(RegionFolder.Open([folder]), long.MaxValue));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(BenchSettings settings, Results results, RegionCache cache)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var sample = new MmNasBatches("itm", Captions);
        using var net = new MmNasNetwork(new MmNasSizes(), NamedGenotypes.Get(NamedGenotypes.Prefix + "itm"), sample.Ends, random);
        net.Eval();
        var tokens = sample.Draw(full: false).Tokens;
        var captions = Sentences(tokens);
        var batches = new RegionBatches(cache, Width, new RegionNeeds(Regions, Geometry: true, Boxes: false, FullLength: false));
        var pairs = new MatchingPairs([.. Enumerable.Range(0, Images).Select(i => (long)i)], captions, 1, [.. Enumerable.Range(0, Images)]);
        using var scoring = new PairScoring(net, pairs, batches, 0, new MatchingSettings().PairsAtOnce, Device.Cpu);
        var scores = new float[Images * Captions];

        // Image 0 to 15 with caption 0 to 15, and so on: pairs as a loader would bring them.
        var seen = batches.Load([.. Enumerable.Range(0, Captions).Select(i => (long)(i % Images))], hidden: false);
        var whole = new MmNasInput(tokens, seen.Features, seen.Geometry);
        var (texts, images) = (net.EncodeText(tokens), scoring.Project([.. Enumerable.Range(0, Images)]));
        var places = Tensor.From([.. Enumerable.Range(0, Captions).Select(i => (long)(i % Images))]);
        var (encoding, projecting, scored) = (new List<Cost>(), new List<Cost>(), new List<Cost>());
        var (plain, separate, baseline) = (new List<Cost>(), new List<Cost>(), new List<Cost>());
        using var theirs = new PyTorchBaseline(
            settings,
            "mmnas_step.py",
            [
                "--task", "itm",
                "--batch", Captions.ToString(CultureInfo.InvariantCulture),
                "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
            ]);
        theirs.Run("evaluate", 1);
        for (var round = 0; round <= settings.Rounds; round++)
        {
            encoding.Add(Measure(settings, () => TextStates.Encode(net, captions, 0, Device.Cpu).Dispose()));
            projecting.Add(Measure(settings, () => scoring.Project([.. Enumerable.Range(0, Images)])));
            scored.Add(Measure(settings, () => scoring.ScoreRows(0, Images, scores)));
            plain.Add(Measure(settings, () => net.Decode(texts, images.Rows(places))));
            separate.Add(Measure(settings, () => net.Forward(whole)));
            baseline.Add(theirs.Run("evaluate", 1));
        }

        var single = net.Forward(whole).Scores.ToArray<float>();
        var apart = Enumerable.Range(0, Captions).Max(i => Math.Abs(single[i] - scores[(i % Images * Captions) + i]));
        Report(
            results,
            string.Create(CultureInfo.InvariantCulture, $"{Images} x {Captions}, {captions.Average(c => c.Length):0.0} words"),
            Seconds(encoding) / Captions,
            Seconds(projecting) / Images,
            (Seconds(scored) - Seconds(projecting)) / (Images * Captions),
            Seconds(plain) / Captions,
            Seconds(separate) / Captions,
            Seconds(baseline) / Captions);
        var most = single.Max(Math.Abs);
        results.Note(string.Create(CultureInfo.InvariantCulture, $"greatest difference to pairs scored whole: {apart:0.0e0} of {most:0.00}"));
    }

    private static void Report(
        Results results, string name, double caption, double image, double pair, double plain, double whole, double baseline)
    {
        results.Add(name, "a caption, once", caption * 1000, "ms");
        results.Add(name, "an image, once", image * 1000, "ms");
        results.Add(name, "a pair", pair * 1000, "ms");
        results.Add(name, "a pair, nothing prepared", plain * 1000, "ms");
        results.Add(name, "a pair whole, without padding", whole * 1000, "ms");
        results.Add(name, "a pair whole, pytorch, padded", baseline * 1000, "ms");
        const double all = (double)AllImages * AllCaptions;
        var total = (caption * AllCaptions) + (image * AllImages) + (pair * all);
        const string extrapolated = "1,000 x 5,000, extrapolated";
        results.Add(extrapolated, "weft", total / Hour, "h");
        results.Add(extrapolated, "weft, every pair whole", whole * all / Hour, "h");
        results.Add(extrapolated, "pytorch, every pair whole", baseline * all / Hour, "h");
        results.Add(extrapolated, "ratio to every pair whole", total / (whole * all), "");
        results.Add(extrapolated, "ratio to pytorch", total / (baseline * all), "");
    }

    // The first round warms up.
    private static double Seconds(List<Cost> costs) => Statistics.Median(costs.Skip(1).Select(c => c.Processor));

    private static Cost Measure(BenchSettings settings, Action body)
    {
        using var scope = new TensorScope();
        return settings.Clock.Measure(1, body);
    }

    private static long[][] Sentences(Tensor tokens)
    {
        var words = tokens.ToArray<long>();
        return [.. words.Chunk(words.Length / Captions).Select(row => row.TakeWhile(id => id != 0).ToArray())];
    }

    private static void WriteRegions(string folder)
    {
        var random = new Random(1);
        for (var image = 0; image < Images; image++)
        {
            var features = new float[Regions * Width];
            var boxes = new float[Regions * 4];
            for (var i = 0; i < features.Length; i++)
            {
                features[i] = random.NextSingle();
            }

            for (var box = 0; box < Regions; box++)
            {
                var (x, y) = (random.Next(400), random.Next(300));
                float[] corners = [x, y, x + 20 + random.Next(200), y + 20 + random.Next(150)];
                corners.CopyTo(boxes, box * 4);
            }

            var regions = new RegionFile(features, boxes, Regions, Width, 480, 640);
            RegionFileWriter.Write(Path.Combine(folder, $"{image}.npz"), regions, compress: false);
        }
    }
}
