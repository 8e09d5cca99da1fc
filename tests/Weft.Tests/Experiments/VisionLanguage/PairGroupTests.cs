using Shouldly;
using Weft.Experiments.VisionLanguage;

namespace Weft.Tests.Experiments.VisionLanguage;

public sealed class PairGroupTests
{
    [Fact]
    public void Pairs_of_a_caption_stay_together_and_captions_of_like_length_do()
    {
        // Captions 0 to 2, of 5, 3 and 4 words, each with two images.
        int[] lengths = [5, 3, 4];
        var groups = PairGroup.Of([0, 1, 2, 0, 1, 2], caption => lengths[caption], 4).ToList();
        groups.Select(g => g.Captions).ShouldBe([[1, 2], [0]]);
        groups.Select(g => g.Pairs).ShouldBe([[1, 4, 2, 5], [0, 3]]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Every_pair_is_in_one_group_whatever_the_captions(int most)
    {
        var random = new Random(3);
        int[] captions = [.. Enumerable.Range(0, 200).Select(i => i % 9 == 0 ? 4 : random.Next(60))];
        var groups = PairGroup.Of(captions, caption => caption % 5, most).ToList();
        groups.SelectMany(g => g.Pairs).Order().ShouldBe(Enumerable.Range(0, captions.Length));
        foreach (var (texts, pairs) in groups)
        {
            pairs.Length.ShouldBeLessThanOrEqualTo(most);
            var each = pairs.Length / texts.Length;
            pairs.Select(pair => captions[pair]).ShouldBe(texts.SelectMany(text => Enumerable.Repeat(text, each)));
        }
    }
}
