using Shouldly;
using Weft.Data.Matching;
using Weft.Torch;

namespace Weft.Tests.Data.Matching;

public sealed class HardNegativesTests
{
    [Fact]
    public void The_hardest_are_those_of_the_published_code()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mmnas", "itm.npz");
        var scores = golden["mine.scores"].ToArray<float>();
        int[] candidates = [.. golden["mine.cand_idx"].ToArray<long>().Select(i => (int)i)];
        int[] expected = [.. golden["mine.hard_idx"].ToArray<long>().Select(i => (int)i)];
        for (var row = 0; row < 4; row++)
        {
            var kept = new int[5];
            HardNegatives.Hardest(scores.AsSpan(row * 8, 8), candidates.AsSpan(row * 8, 8), kept);
            kept.ShouldBe(expected[(row * 5)..((row + 1) * 5)]);
        }
    }

    [Theory]
    [InlineData(Compatibility.Sound)]
    [InlineData(Compatibility.Reference)]
    public void Mined_negatives_are_the_best_scored_of_others(Compatibility rules)
    {
        var negatives = new HardNegatives(Alone(40), 5, 11, new MiningSettings(Drawn: 16, Kept: 3, Batch: 7), rules);
        var asked = 0;
        negatives.Prepare(0, (images, captions, scores) =>
        {
            asked += images.Length;
            for (var i = 0; i < images.Length; i++)
            {
                (captions[i] / 5).ShouldNotBe(images[i]);
                scores[i] = Score(images[i], captions[i]);
            }
        }).ShouldBeTrue();

        asked.ShouldBe((40 + 200) * 16);
        for (var image = 0; image < 40; image++)
        {
            var kept = negatives.CaptionsOf(image).ToArray();
            kept.Select(caption => Score(image, caption)).ShouldBeInOrder(SortDirection.Descending);
            kept.Average(caption => Score(image, caption)).ShouldBeGreaterThan(0.6f);
        }

        if (rules == Compatibility.Sound)
        {
            Enumerable.Range(0, 200).ShouldAllBe(caption => negatives.ImagesOf(caption).ToArray().Distinct().Count() == 3);
        }
    }

    [Fact]
    public void Random_negatives_are_own_ones_only_in_reference()
    {
        var settings = new MiningSettings(FirstEpoch: 2);
        foreach (var rules in Enum.GetValues<Compatibility>())
        {
            var negatives = new HardNegatives(Alone(9), 5, 3, settings, rules);
            var own = 0;
            for (var epoch = 0; epoch < 2; epoch++)
            {
                negatives.Prepare(epoch, (_, _, _) => throw new InvalidOperationException()).ShouldBeFalse();
                for (var caption = 0; caption < 45; caption++)
                {
                    var (image, text) = negatives.Negatives(epoch, caption);
                    own += image == caption / 5 ? 1 : 0;
                    own += text / 5 == caption / 5 ? 1 : 0;
                }
            }

            (own > 0).ShouldBe(rules == Compatibility.Reference);
        }
    }

    [Fact]
    public void Random_negatives_are_new_in_every_epoch_and_the_same_for_a_seed()
    {
        int[] Drawn(long seed, int epoch)
        {
            var negatives = new HardNegatives(Alone(50), 5, seed, new MiningSettings(FirstEpoch: 9));
            negatives.Prepare(epoch, (_, _, _) => { });
            return [.. Enumerable.Range(0, 50).SelectMany(image => negatives.CaptionsOf(image).ToArray())];
        }

        Drawn(1, 4).ShouldBe(Drawn(1, 4));
        Drawn(1, 5).ShouldNotBe(Drawn(1, 4));
        Drawn(2, 4).ShouldNotBe(Drawn(1, 4));
    }

    [Fact]
    public void Images_with_the_same_texts_are_no_negatives_of_each_other()
    {
        int[] groups = [0, 0, 0, 1, 2, 2];
        var negatives = new HardNegatives(groups, 2, 1, new MiningSettings(Drawn: 8, Kept: 8));
        void Check()
        {
            for (var caption = 0; caption < 12; caption++)
            {
                negatives.ImagesOf(caption).ToArray().ShouldAllBe(image => groups[image] != groups[caption / 2]);
                negatives.CaptionsOf(caption / 2).ToArray().ShouldAllBe(other => groups[other / 2] != groups[caption / 2]);
            }
        }

        Check();
        negatives.Prepare(0, (images, _, scores) => scores[..images.Length].Fill(1)).ShouldBeTrue();
        Check();
        negatives.CaptionsOf(0).ToArray().Distinct().Order().ShouldBe([6, 7, 8, 9, 10, 11]);
    }

    [Fact]
    public void Pools_between_minings_stay_and_can_be_saved_and_restored()
    {
        using var scope = new TensorScope();
        var settings = new MiningSettings(Drawn: 6, Kept: 2, FirstEpoch: 1, EveryEpochs: 3);
        var one = new HardNegatives(Alone(12), 3, 5, settings);
        void Scorer(ReadOnlySpan<int> images, ReadOnlySpan<int> captions, Span<float> scores)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = Score(images[i], captions[i]);
            }
        }

        Enumerable.Range(0, 6).Select(epoch => one.Prepare(epoch, Scorer)).ShouldBe([false, true, false, false, true, false]);
        var two = new HardNegatives(Alone(12), 3, 5, settings);
        two.Load(one.State());
        Enumerable.Range(0, 36).Select(caption => one.Negatives(5, caption)).ShouldBe(Enumerable.Range(0, 36).Select(caption => two.Negatives(5, caption)));
        Enumerable.Range(0, 36).Select(caption => one.Negatives(5, caption)).ShouldNotBe(Enumerable.Range(0, 36).Select(caption => one.Negatives(6, caption)));

        var other = new HardNegatives(Alone(11), 3, 5, settings);
        Should.Throw<WeftException>(() => other.Load(one.State())).Message.ShouldBe(
            "The saved pool of hard negatives 'captions' is not of this data and these settings; go on with those of the run, or start it anew.");
        Should.Throw<WeftException>(() => one.Load(new Dictionary<string, Tensor>
        {
            ["captions"] = one.State()["captions"],
            ["images"] = Tensor.Full([72], 12, DType.Int32),
        })).Message.ShouldContain("'images'");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Steps_make_the_pools_of_the_whole_and_can_be_repeated(int firstEpoch)
    {
        var settings = new MiningSettings(Drawn: 6, Kept: 2, Batch: 5, FirstEpoch: firstEpoch);
        var (whole, steps, repeated) = (new HardNegatives(Alone(12), 3, 5, settings), new HardNegatives(Alone(12), 3, 5, settings), new HardNegatives(Alone(12), 3, 5, settings));
        whole.Steps.ShouldBe(3 + 8);
        for (var epoch = 0; epoch < 4; epoch++)
        {
            whole.Prepare(epoch, Scorer);
            for (var step = 0; step < steps.Steps; step++)
            {
                steps.Prepare(epoch, step, Scorer);
            }

            // Killed after seven steps, and begun anew.
            foreach (var step in Enumerable.Range(0, 7).Concat(Enumerable.Range(0, repeated.Steps)))
            {
                repeated.Prepare(epoch, step, Scorer);
            }

            Text(steps).ShouldBe(Text(whole), $"epoch {epoch}");
            Text(repeated).ShouldBe(Text(whole), $"epoch {epoch}, repeated");
        }

        static string Text(HardNegatives negatives) =>
            string.Join(' ', Enumerable.Range(0, 12).SelectMany(i => negatives.CaptionsOf(i).ToArray())) + " / "
            + string.Join(' ', Enumerable.Range(0, 36).SelectMany(c => negatives.ImagesOf(c).ToArray()));

        static void Scorer(ReadOnlySpan<int> images, ReadOnlySpan<int> captions, Span<float> scores)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = Score(images[i], captions[i]);
            }
        }
    }

    [Fact]
    public void What_cannot_be_mined_gets_a_sentence()
    {
        Should.Throw<UsageException>(() => new HardNegatives([0, 0], 5, 1)).Message
            .ShouldBe("Negatives need images with at least two different texts, but the 2 images have the same; train on more data.");
        Should.Throw<UsageException>(() => new HardNegatives(Alone(4), 5, 1, new MiningSettings(Drawn: 4, Kept: 5))).Message
            .ShouldContain("keep 1 to as many as are drawn");
    }

    private static int[] Alone(int images) => [.. Enumerable.Range(0, images)];

    private static float Score(int image, int caption) => (((image * 7919L) + (caption * 104729L)) % 1009) / 1009f;
}
