using Shouldly;
using Weft.Search;

namespace Weft.Tests.Search;

public sealed class EpochGenotypeTests
{
    private static readonly EpochGenotype[] History =
    [
        new(1, 0.5, "a"), new(2, 0.6, "b"), new(3, 0.9, "c"), new(4, 0.7, "a"), new(5, 0.8, "c"), new(6, 0.8, "d"),
    ];

    [Theory]
    [InlineData(1, "3")]
    [InlineData(2, "3")]
    [InlineData(3, "2,3")]
    [InlineData(6, "1,2,3,6")]
    [InlineData(100, "1,2,3,6")]
    public void Candidates_are_the_best_of_equal_parts_without_repetition(int count, string epochs) =>
        string.Join(',', EpochGenotype.Candidates(History, count).Select(c => c.Epoch)).ShouldBe(epochs);
}
