using System.Text.Json;
using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Loading;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Clips;

public sealed class BalancedOrderTests
{
    private static readonly int[] Labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3];

    [Fact]
    public void Orders_are_those_of_the_published_samplers()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(TestPaths.Golden("cdar", "dist_samplers.json")));
        var cases = document.RootElement.EnumerateObject().ToList();
        cases.Count.ShouldBe(12);
        foreach (var golden in cases)
        {
            int[] numbers = [.. golden.Name.Split('_').Select(part => int.Parse(string.Concat(part.Where(char.IsDigit))))];
            var (ranks, seed, epoch) = (numbers[0], (ulong)numbers[1], numbers[2]);
            for (var rank = 0; rank < ranks; rank++)
            {
                int[] Expected(string kind) => golden.Value.GetProperty(kind)[rank].Integers();
                new BalancedOrder(Labels, seed, ranks, rank).Indices(epoch).ShouldBe(Expected("class_specific"), golden.Name);
                new DistributedOrder(Labels.Length, ranks, rank, shuffle: true, seed).Indices(epoch).ShouldBe(Expected("shuffled"), golden.Name);
                new DistributedOrder(Labels.Length, ranks, rank, shuffle: false, seed).Indices(epoch).ShouldBe(Expected("sequential"), golden.Name);
            }
        }
    }

    [Fact]
    public void Permutations_are_those_of_torch() =>
        new DistributedOrder(13, 1, 0, shuffle: true, seed: 5).Indices(0).ShouldBe(GoldenJson.Read("cdar", "torch_rng.json", "randperm13").Integers());

    [Fact]
    public void Every_class_is_as_likely_as_another()
    {
        int[] labels = [.. Enumerable.Repeat(0, 3600), .. Enumerable.Repeat(1, 300), .. Enumerable.Repeat(2, 100)];
        var order = new BalancedOrder(labels, seed: 1).Indices(0);
        order.Length.ShouldBe(4000);
        foreach (var drawn in order.GroupBy(index => labels[index]))
        {
            // 4000 / 3, and four times the standard deviation of 30.
            drawn.Count().ShouldBeInRange(1213, 1453);
        }
    }

    [Fact]
    public void A_wrong_rank_is_named() =>
        Should.Throw<UsageException>(() => new BalancedOrder(Labels, 0, 2, 2)).Message
            .ShouldBe("An order needs at least 1 sample and a rank below the number of processes; these are 13 samples and rank 2 of 2.");
}
