using Shouldly;
using Weft.Settings;

namespace Weft.Tests.Settings;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("epoch", "epochs")]
    [InlineData("EPOCHS", "epochs")]
    [InlineData("ephocs", "epochs")]
    [InlineData("lerningRate", "learningRate")]
    [InlineData("sed", "seed")]
    [InlineData("batch", null)]
    [InlineData("", null)]
    public void A_slip_finds_its_name_and_another_word_does_not(string typed, string? meant) =>
        NearestName.Find(typed, ["seed", "epochs", "learningRate"]).ShouldBe(meant);

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    public void Edits_are_counted(string left, string right, int edits) => NearestName.Edits(left, right).ShouldBe(edits);
}
