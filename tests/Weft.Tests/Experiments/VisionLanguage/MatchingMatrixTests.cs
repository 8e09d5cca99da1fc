using Shouldly;
using Weft.Experiments.VisionLanguage;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>All images with all captions.</summary>
public sealed class MatchingMatrixTests
{
    [Fact]
    public void A_split_of_too_many_pairs_is_refused_with_its_numbers()
    {
        using var bench = new SentenceBench("itm");
        using var opened = bench.Task();
        using var random = new NetworkRandom(1);
        using var network = bench.Network(opened, random);
        var pairs = new MatchingPairs(new long[29_000], new long[145_000][], 5, new int[29_000]);
        Should.Throw<UsageException>(() => new MatchingMatrix((MatchingTask)opened, network, pairs, Blindfold.None))
            .Message.ShouldStartWith("29000 images with 145000 captions are too many");
    }
}
