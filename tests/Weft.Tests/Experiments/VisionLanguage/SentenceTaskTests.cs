using Shouldly;
using Weft.Data.Loading;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Experiments.VisionLanguage;

public sealed class SentenceTaskTests
{
    private static readonly string[] WithoutRelations = ["self_att_16", "guided_att_16", "feed_forward"];

    [Theory]
    [InlineData("vqa", 24, 14, 100)]
    [InlineData("vgd", 24, 15, 100)]
    [InlineData("itm", 60, 50, 36)]
    public void Trimmed_batches_give_the_loss_and_gradients_of_padded_ones(string name, int count, int words, int regions)
    {
        using var bench = new SentenceBench(name, s => s with { Network = s.Network with { Dropout = 0 } });
        using var task = bench.Task();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random);
        using var work = task.Work(network, new WorkPlan { Train = task.Part("train"), BatchSize = 10, Seed = 4 });
        work.Train.Count.ShouldBe(count);
        using var pass = work.Train.Begin(0);
        var batch = pass.Next(Device.Cpu);
        batch.Inputs[0].Size(1).ShouldBeLessThan(words);
        batch.Inputs[1].Shape[1..].ShouldBe([6, 8]);
        batch.Inputs[2].Shape[1..].ShouldBe([6, 6, 4]);

        var padded = new Batch(Array.ConvertAll(batch.Inputs, input => Padded(input, words, regions)), batch.Labels);
        padded.Inputs[1].Shape[1..].ShouldBe([regions, 8]);
        var (trimmedLoss, trimmed) = Differentiate(batch);
        var (loss, gradients) = Differentiate(padded);
        trimmedLoss.ShouldBe(loss, Math.Abs(loss) * 1e-5);
        for (var p = 0; p < gradients.Count; p++)
        {
            var scale = Math.Max(1e-2f, gradients[p].Max(Math.Abs));
            trimmed[p].Zip(gradients[p]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4f * scale, $"gradient {p}");
        }

        (double Loss, List<float[]> Gradients) Differentiate(Batch which)
        {
            network.ZeroGradients();
            var value = work.Differentiate(which, 1);
            return (value, [.. network.Parameters().Select(p => p.Grad?.ToArray<float>() ?? [0])]);
        }
    }

    [Theory]
    [InlineData("vqa")]
    [InlineData("vgd")]
    [InlineData("itm")]
    public void Relations_are_computed_only_where_a_block_may_read_them(string name)
    {
        using var bench = new SentenceBench(name);
        using var task = bench.Task();
        using var random = new NetworkRandom(7);
        long[] Geometry(MmNasNetwork network)
        {
            using var scope = new TensorScope();
            using var work = task.Work(network, new WorkPlan { Train = task.Part("train"), BatchSize = 4, Seed = 4 });
            using var pass = work.Train.Begin(0);
            return pass.Next(Device.Cpu).Inputs[2].Shape;
        }

        using var without = bench.Network(task, random, MmNasGenotype.Of(["feed_forward"], WithoutRelations));
        Geometry(without).ShouldBe([4, 0]);
        using var with = bench.Network(task, random);
        Geometry(with).Length.ShouldBe(4);
        using var supernet = new MmNasSupernet(
            SentenceBench.Sizes, new MmNasPools(bench.Settings.Space.Encoder, bench.Settings.Space.Decoder), task.Ends, AlphaStart.Normal, random);
        supernet.Use(MmNasGenotype.Of(["feed_forward", "feed_forward"], WithoutRelations));
        Geometry(supernet.Network).Length.ShouldBe(4, "a block may be drawn that reads them");
        using var plain = new MmNasSupernet(
            SentenceBench.Sizes, new MmNasPools(bench.Settings.Space.Encoder, WithoutRelations), task.Ends, AlphaStart.Normal, random);
        Geometry(plain.Network).ShouldBe([4, 0]);
    }

    [Fact]
    public void Networks_that_read_padding_get_all_of_it()
    {
        using var bench = new SentenceBench("vqa", s => s with { Files = s.Files with { Regions = 9, Tokens = 11 } });
        using var task = bench.Task();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random, MmNasGenotype.Of(["sep_conv_3"], ["feed_forward"]));
        using var work = task.Work(network, new WorkPlan { Train = task.Part("train"), BatchSize = 4, Seed = 4 });
        using var pass = work.Train.Begin(0);
        var batch = pass.Next(Device.Cpu);
        batch.Inputs[0].Shape.ShouldBe([4, 11]);
        batch.Inputs[1].Shape.ShouldBe([4, 9, 8]);
    }

    [Fact]
    public void The_published_grounding_competes_with_its_padding_and_keeps_it()
    {
        using var bench = new SentenceBench("vgd", s => s with { Compatibility = Compatibility.Reference });
        using var task = bench.Task();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random);
        using var work = task.Work(network, new WorkPlan { Train = task.Part("train"), BatchSize = 5, Seed = 4 });
        using var pass = work.Train.Begin(0);
        pass.Next(Device.Cpu).Inputs[1].Shape.ShouldBe([5, 100, 8]);
        work.Train.Batches.ShouldBe(4, "a batch that is not full is dropped");
    }

    [Theory]
    [InlineData("vqa", 12)]
    [InlineData("vgd", 12)]
    [InlineData("itm", 12)]
    public void Parts_of_a_search_share_no_image(string name, int images)
    {
        using var bench = new SentenceBench(name);
        using var task = bench.Task();
        long ImageOf(int sample) => sample / (name == "itm" ? 5 : 2);
        var cuts = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < 4; seed++)
        {
            var (weights, architecture) = task.SearchParts(0.8, seed);
            weights.Samples.Concat(architecture.Samples).Order().ShouldBe(task.Part("train").Samples);
            weights.Samples.Order().ShouldBe(weights.Samples);
            var first = weights.Samples.Select(ImageOf).Distinct().ToList();
            first.Count.ShouldBe((int)(images * 0.8));
            first.Intersect(architecture.Samples.Select(ImageOf)).ShouldBeEmpty();
            cuts.Add(string.Join(' ', first));
            task.SearchParts(0.8, seed).Weights.Samples.ShouldBe(weights.Samples);
        }

        cuts.Count.ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData("vqa", 0.8, 19)]
    [InlineData("vgd", 0.5, 12)]
    [InlineData("itm", 0.75, 45)]
    [InlineData("itm", 0.8, 45)]
    public void Published_searches_cut_by_order(string name, double share, int first)
    {
        using var bench = new SentenceBench(
            name, s => s with { Compatibility = Compatibility.Reference }, name == "vqa" ? folder => SmallSentences.Answers(folder, genome: true) : null);
        using var task = bench.Task();
        var all = task.Part("train").Samples;
        var (weights, architecture) = task.SearchParts(share, 1);
        weights.Samples.ShouldBe(all[..first]);
        architecture.Samples.ShouldBe(all[first..]);
    }

    [Theory]
    [InlineData("vqa", "train", 24)]
    [InlineData("vqa", "train+val", 36)]
    [InlineData("vqa", "train+val+vg", 42)]
    [InlineData("vqa", "test", 8)]
    [InlineData("vgd", "train+val", 34)]
    [InlineData("vgd", "testB", 6)]
    [InlineData("itm", "testall", 30)]
    public void Parts_have_the_samples_of_their_splits(string name, string split, int count)
    {
        using var bench = new SentenceBench(name, make: name == "vqa" ? folder => SmallSentences.Answers(folder, genome: true) : null);
        using var task = bench.Task();
        var samples = task.Part(split).Samples;
        samples.Length.ShouldBe(count);
        samples.Distinct().Count().ShouldBe(count);
    }

    [Fact]
    public void Training_on_val_leaves_no_dev()
    {
        using var bench = new SentenceBench("vqa", s => s with { Split = "train+val" });
        using var task = bench.Task();
        task.Dev.ShouldBeNull();
        task.TestSplits.ShouldBe(["test"]);
        using var other = new SentenceBench("vqa");
        using var plain = other.Task();
        plain.Dev!.Samples.Length.ShouldBe(12);
        plain.TestSplits.ShouldBe(["val"]);
        using var known = new SentenceBench("vqa", make: folder => SmallSentences.Answers(folder, testAnswers: true));
        using var answered = known.Task();
        answered.TestSplits.ShouldBe(["test"]);
    }

    /// <summary>Zeros behind words and regions, wherever an input has them.</summary>
    private static Tensor Padded(Tensor input, int words, int regions)
    {
        using var noGrad = Autograd.NoGrad();
        var shape = input.Shape.ToArray();
        if (input.DType == DType.Int64)
        {
            shape[1] = words;
        }
        else
        {
            for (var d = 1; d < shape.Length; d++)
            {
                shape[d] = shape[d] == 6 ? regions : shape[d];
            }
        }

        var whole = Tensor.Zeros(shape, input.DType);
        var inside = whole;
        for (var d = 0; d < shape.Length; d++)
        {
            inside = inside.Narrow(d, 0, input.Size(d));
        }

        inside.CopyFrom(input);
        return whole;
    }
}
