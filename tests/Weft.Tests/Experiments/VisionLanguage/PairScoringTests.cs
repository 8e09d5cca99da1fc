using Shouldly;
using Weft.Data.Matching;
using Weft.Data.Regions;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>Captions encoded and prepared once give the scores of pairs that the network sees whole.</summary>
public sealed class PairScoringTests : IDisposable
{
    private const int Width = 10;
    private const int Most = 8;
    private const int Padded = 14;
    private const int CaptionsPerImage = 3;

    // With different numbers of regions, the first as many as there may be.
    private static readonly int[] Counts = [8, 5, 8, 1, 6];

    private static readonly MmNasSizes Sizes = new()
    {
        Hidden = 128,
        WordWidth = 6,
        RelationWidth = 8,
        PoolHidden = 20,
        PoolOutput = 48,
    };

    private readonly TensorScope scope = new();
    private readonly TemporaryFolder folder = new();
    private readonly NetworkRandom random = new(1);

    public static TheoryData<string> Decoders => ["SGGRSGRGGGGFGGRSGR", "GGF", "SRF", "RUGU"];

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Every_image_with_every_caption_scores_as_the_whole_pair(string decoder)
    {
        using var net = Network(decoder);
        var (pairs, batches) = Data(net);
        using var scoring = Scoring(net, pairs, batches, pairsAtOnce: 7);
        var scores = new float[3 * pairs.Captions.Length];
        scoring.ScoreRows(1, 3, scores);
        for (var i = 0; i < scores.Length; i++)
        {
            var (image, caption) = (1 + (i / pairs.Captions.Length), i % pairs.Captions.Length);
            Whole(net, pairs, batches, image, caption).ShouldBe(scores[i], Allowed(scores[i]), $"{image}, {caption}");
        }

        scores.Distinct().Count().ShouldBe(scores.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(500)]
    public void Chosen_pairs_score_as_whole_ones_for_any_number_at_once(int pairsAtOnce)
    {
        using var net = Network("RGGSG");
        var (pairs, batches) = Data(net);
        using var scoring = Scoring(net, pairs, batches, pairsAtOnce);
        int[] images = [0, 3, 3, 1, 4, 4, 2, 0];
        int[] captions = [5, 5, 0, 14, 5, 5, 7, 14];
        var scores = new float[images.Length];
        scoring.Score(images, captions, scores);
        for (var i = 0; i < scores.Length; i++)
        {
            Whole(net, pairs, batches, images[i], captions[i]).ShouldBe(scores[i], Allowed(scores[i]), $"{i}");
        }
    }

    [Fact]
    public void Mining_keeps_the_negatives_that_whole_pairs_keep()
    {
        using var net = Network("SGRGGF");
        var (pairs, batches) = Data(net);
        using var scoring = Scoring(net, pairs, batches, pairsAtOnce: 20);
        HardNegatives Mined(PairScorer scorer)
        {
            var negatives = new HardNegatives(pairs.Groups, CaptionsPerImage, 11, new MiningSettings(Drawn: 4, Kept: 2, Batch: 3));
            negatives.Prepare(0, scorer).ShouldBeTrue();
            return negatives;
        }

        var prepared = Mined(scoring.Score);
        var plain = Mined((images, captions, scores) =>
        {
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = Whole(net, pairs, batches, images[i], captions[i]);
            }
        });
        for (var image = 0; image < Counts.Length; image++)
        {
            prepared.CaptionsOf(image).ToArray().ShouldBe(plain.CaptionsOf(image).ToArray());
        }

        for (var caption = 0; caption < pairs.Captions.Length; caption++)
        {
            prepared.ImagesOf(caption).ToArray().ShouldBe(plain.ImagesOf(caption).ToArray());
        }
    }

    [Fact]
    public void No_tensor_outlives_scoring()
    {
        using var net = Network("SGRGF");
        var (pairs, batches) = Data(net);
        var before = TensorScope.LiveTensors;
        using (var scoring = Scoring(net, pairs, batches, pairsAtOnce: 7))
        {
            var kept = TensorScope.LiveTensors;
            scoring.ScoreRows(0, 2, new float[2 * pairs.Captions.Length]);
            TensorScope.LiveTensors.ShouldBe(kept);
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    public void Dispose()
    {
        random.Dispose();
        folder.Dispose();
        scope.Dispose();
    }

    private static double Allowed(double score) => 1e-5 * Math.Max(0.2, Math.Abs(score));

    private static PairScoring Scoring(MmNasNetwork net, MatchingPairs pairs, RegionBatches batches, int pairsAtOnce) =>
        new(net, pairs, batches, net.ReadsPadding ? Padded : 0, pairsAtOnce, Device.Cpu);

    private static float Whole(MmNasNetwork net, MatchingPairs pairs, RegionBatches batches, int image, int caption)
    {
        using var noGrad = Autograd.NoGrad();
        using var inner = new TensorScope();
        var seen = batches.Load([pairs.Images[image]], hidden: false);
        var tokens = RegionBatches.Tokens([pairs.Captions[caption]], Padded);
        return net.Forward(new MmNasInput(tokens, seen.Features, seen.Geometry.Rank > 2 ? seen.Geometry : null)).Scores.ToArray<float>()[0];
    }

    private static string Operation(char letter) => letter switch
    {
        'S' => "self_att_64",
        'R' => "rel_self_att_64",
        'G' => "guided_att_64",
        'U' => "uniimg_att_64",
        _ => "feed_forward",
    };

    private MmNasNetwork Network(string decoder)
    {
        var genotype = MmNasGenotype.Of(["self_att_64", "feed_forward"], decoder.Select(Operation));
        var net = new MmNasNetwork(Sizes, genotype, new MmNasEnds(MmNasHead.Matching, 30, Width), random);
        net.Eval();
        return net;
    }

    private (MatchingPairs Pairs, RegionBatches Batches) Data(MmNasNetwork net)
    {
        var draws = new Random(2);
        for (var image = 0; image < Counts.Length; image++)
        {
            var count = Counts[image];
            float[] features = [.. Enumerable.Range(0, count * Width).Select(_ => draws.NextSingle())];
            float[] boxes = [.. Enumerable.Range(0, count).SelectMany(i => new[] { i, 2 * i, 10f + (3 * i), 20f + (i * image) + (2 * i) })];
            RegionFileWriter.Write(folder[$"{image}.npz"], new RegionFile(features, boxes, count, Width, 90, 90));
        }

        long[][] captions =
        [
            .. Enumerable.Range(0, Counts.Length * CaptionsPerImage)
                .Select(c => Enumerable.Range(0, 1 + (c * 7 % 13)).Select(_ => (long)draws.Next(1, 30)).ToArray()),
        ];
        var pairs = new MatchingPairs([0, 1, 2, 3, 4], captions, CaptionsPerImage, [0, 1, 2, 3, 4]);
        var cache = new RegionCache(RegionFolder.Open([folder.Path]), 1 << 20);
        return (pairs, new RegionBatches(cache, Width, new RegionNeeds(Most, net.MayNeedGeometry, Boxes: false, net.ReadsPadding)));
    }
}
