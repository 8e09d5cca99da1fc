using Shouldly;
using Weft.Data;

namespace Weft.Tests.Data;

public sealed class ItemRandomTests
{
    [Fact]
    public void An_item_depends_on_its_key_alone()
    {
        var first = ItemRandom.For(7, 1, 42);
        first.NextBits();
        var again = ItemRandom.For(7, 1, 42);
        again.NextBits();
        again.NextBits().ShouldBe(first.NextBits());
    }

    [Fact]
    public void Seeds_streams_and_items_draw_differently()
    {
        var draws = new HashSet<ulong>();
        for (var seed = -2; seed < 3; seed++)
        {
            for (var stream = 0; stream < 4; stream++)
            {
                for (var item = 0; item < 500; item++)
                {
                    var random = ItemRandom.For(seed, stream, item);
                    draws.Add(random.NextBits());
                }
            }
        }

        draws.Count.ShouldBe(5 * 4 * 500);
    }

    [Fact]
    public void Integers_are_uniform()
    {
        var counts = new int[7];
        for (var item = 0; item < 70_000; item++)
        {
            var random = ItemRandom.For(1, 0, item);
            counts[random.Next(7)]++;
        }

        // Ten standard deviations of a binomial count are about 930.
        counts.ShouldAllBe(count => Math.Abs(count - 10_000) < 930);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_variance_1()
    {
        var random = ItemRandom.For(3, 0, 0);
        double sum = 0, squares = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var value = random.NextNormal();
            sum += value;
            squares += value * value;
        }

        (sum / 100_000).ShouldBe(0, 0.02);
        (squares / 100_000).ShouldBe(1, 0.03);
    }

    [Fact]
    public void A_bound_below_1_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() =>
    {
        var random = ItemRandom.For(0, 0, 0);
        random.Next(0);
    });
}
