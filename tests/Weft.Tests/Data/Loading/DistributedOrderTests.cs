using System.Text.Json;
using Shouldly;
using Weft.Data.Loading;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Loading;

public sealed class DistributedOrderTests
{
    [Fact]
    public void Orders_are_those_of_the_published_sampler()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(TestPaths.Golden("mmnas", "sampler.json")));
        var cases = document.RootElement.EnumerateArray().ToList();
        cases.Count.ShouldBe(40);
        foreach (var golden in cases)
        {
            int Number(string name) => golden.GetProperty(name).GetInt32();
            var subset = golden.GetProperty("subset");
            var (world, rank, shuffle) = (Number("world"), Number("rank"), golden.GetProperty("shuffle").GetBoolean());
            var order = subset.ValueKind == JsonValueKind.Null
                ? new DistributedOrder(Number("n"), world, rank, shuffle)
                : new DistributedOrder(subset.Integers(), world, rank, shuffle);

            order.Repeated.ShouldBe(Number("rest"));
            order.Indices(Number("epoch")).ShouldBe(golden.GetProperty("indices").Integers(), golden.GetRawText());
        }
    }

    [Fact]
    public void All_ranks_together_read_every_sample()
    {
        var read = Enumerable.Range(0, 4).SelectMany(rank => new DistributedOrder(101, 4, rank, shuffle: true).Indices(3)).ToList();
        read.Count.ShouldBe(104);
        read.Distinct().Count().ShouldBe(101);
    }

    [Fact]
    public void More_ranks_than_samples_still_get_some()
    {
        for (var rank = 0; rank < 7; rank++)
        {
            new DistributedOrder(3, 7, rank, shuffle: false).Indices(0).ShouldBe([rank % 3]);
        }
    }

    [Fact]
    public void A_seed_changes_the_order_and_the_epoch_does_too()
    {
        var published = new DistributedOrder(50, 1, 0, shuffle: true).Indices(1);
        new DistributedOrder(50, 1, 0, shuffle: true, seed: 7).Indices(1).ShouldNotBe(published);
        new DistributedOrder(50, 1, 0, shuffle: true).Indices(2).ShouldNotBe(published);
        new DistributedOrder(50, 1, 0, shuffle: true).Indices(1).ShouldBe(published);
    }

    [Fact]
    public void A_partial_batch_is_kept_or_left_out()
    {
        var order = new DistributedOrder(10, 1, 0, shuffle: false);
        order.BatchCount(4, dropLast: true).ShouldBe(2);
        order.Batches(0, 4, dropLast: true).ShouldBe([[0, 1, 2, 3], [4, 5, 6, 7]]);
        order.BatchCount(4, dropLast: false).ShouldBe(3);
        order.Batches(0, 4, dropLast: false).Last().ShouldBe([8, 9]);
    }

    [Fact]
    public void What_cannot_be_dealt_out_gets_a_sentence()
    {
        Should.Throw<UsageException>(() => new DistributedOrder(0, 2, 0, shuffle: true)).Message
            .ShouldBe("An order needs at least 1 sample and a rank below the number of processes; these are 0 samples and rank 0 of 2.");
        Should.Throw<UsageException>(() => new DistributedOrder(5, 2, 2, shuffle: true));
    }
}
