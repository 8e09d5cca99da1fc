using Shouldly;
using Weft.Search;

namespace Weft.Tests.Search;

public sealed class SeedsTests
{
    [Fact]
    public void The_stream_is_SplitMix64()
    {
        var state = 0UL;
        Seeds.Next(ref state).ShouldBe(0xE220A8397B1DCDAFUL);
        Seeds.Next(ref state).ShouldBe(0x6E789E6AA1B965F4UL);
        Seeds.Next(ref state).ShouldBe(0x06C45D188009454FUL);
    }

    /// <summary>Old runs must repeat: these values may never change.</summary>
    [Fact]
    public void Known_values_stay()
    {
        Seeds.Derive(2, "search").ShouldBe(12981037679762358876UL);
        Seeds.Permutation(10, 1).ShouldBe([9, 0, 1, 4, 8, 2, 3, 7, 6, 5]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void A_permutation_holds_every_index_once(int count)
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            Seeds.Permutation(count, seed).Order().ShouldBe(Enumerable.Range(0, count));
        }
    }

    [Fact]
    public void Every_place_is_as_likely()
    {
        var first = new int[6];
        for (var seed = 0UL; seed < 6000; seed++)
        {
            first[Array.IndexOf(Seeds.Permutation(6, Seeds.Derive(seed, "p")), 0)]++;
        }

        // Six standard deviations around 1,000.
        first.ShouldAllBe(n => Math.Abs(n - 1000) < 175);
    }

    [Fact]
    public void Parts_and_seeds_have_streams_of_their_own() =>
        (from seed in Enumerable.Range(0, 20) from part in new[] { "a", "b", "a/b", "order/1", "order/11" } select Seeds.Derive((ulong)seed, part))
            .Distinct().Count().ShouldBe(100);
}
