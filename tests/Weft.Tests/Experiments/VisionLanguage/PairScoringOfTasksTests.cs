using Shouldly;
using Weft.Data.Regions;
using Weft.Data.Text;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>Captions encoded once and images projected once give what each pair gives by itself.</summary>
public sealed class PairScoringOfTasksTests
{
    [Theory]
    [InlineData("self_att_16", "guided_att_16", 7)]
    [InlineData("rel_self_att_16", "guided_att_16", 64)]
    [InlineData("guided_att_16", "feed_forward", 1)]
    [InlineData("sep_conv_3", "guided_att_16", 64)]
    public void Scores_of_all_pairs_are_those_of_each(string first, string second, int pairsAtOnce)
    {
        using var bench = new SentenceBench("itm", s => s with
        {
            Matching = s.Matching with { PairsAtOnce = pairsAtOnce },
            Files = s.Files with { Regions = 7, Tokens = 9 },
        });
        using var opened = bench.Task();
        var task = (MatchingTask)opened;
        using var scope = new TensorScope();
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random, MmNasGenotype.Of(["self_att_16"], [first, second]));
        network.Eval();
        var pairs = task.PairsOf(task.Part("testall"));
        using var matrix = new MatchingMatrix(task, network, pairs, Blindfold.None);
        for (var step = 0; step < matrix.Steps; step++)
        {
            matrix.Step(step);
        }

        var length = network.ReadsPadding ? 9 : 0;
        using var noGrad = Autograd.NoGrad();
        using var mining = new PairScoring(network, pairs, task.Batches(network), length, pairsAtOnce, Device.Cpu);
        int[] images = [5, 0, 5, 2, 2];
        int[] captions = [0, 29, 0, 11, 10];
        var mined = new float[5];
        mining.Score(images, captions, mined);
        for (var i = 0; i < pairs.Images.Length; i++)
        {
            for (var c = 0; c < pairs.Captions.Length; c++)
            {
                ((double)matrix.Scores[i, c]).ShouldBe(Alone(i, c), 2e-5, $"image {i}, caption {c}");
            }
        }

        for (var p = 0; p < 5; p++)
        {
            ((double)mined[p]).ShouldBe(Alone(images[p], captions[p]), 2e-5);
        }

        double Alone(int image, int caption)
        {
            using var inner = new TensorScope();
            var seen = task.Batches(network).Load([pairs.Images[image]], hidden: false);
            return network.Forward(new MmNasInput(
                RegionBatches.Tokens([pairs.Captions[caption]], length), seen.Features, seen.Geometry.Rank > 2 ? seen.Geometry : null)).Scores.Item();
        }
    }

    [Fact]
    public void A_caption_without_words_and_an_image_with_too_many_regions_are_cut_to_what_can_be_read()
    {
        using var bench = new SentenceBench("itm", s => s with { Files = s.Files with { Regions = 2, Tokens = 2 } });
        File.WriteAllText(bench["coco_precomp/test_caps.txt"], string.Concat(Enumerable.Repeat("! ! ?\n", 20)));
        using var opened = bench.Task();
        var task = (MatchingTask)opened;
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random);
        var pairs = task.PairsOf(task.Part("test"));
        pairs.Captions.ShouldAllBe(c => c.Length == 1 && c[0] == Vocabulary.Unknown);
        task.PairsOf(task.Part("train")).Captions.Max(c => c.Length).ShouldBe(2);
        using var scope = new TensorScope();
        task.Batches(network).Load([31, 35], hidden: false).Features.Shape.ShouldBe([2, 2, 8]);
        RegionFile.Read(bench["regions/COCO_val2014_000000000031.npz"]).Count.ShouldBeGreaterThan(2);
    }
}
