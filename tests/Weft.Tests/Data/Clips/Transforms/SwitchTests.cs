using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Transforms;

namespace Weft.Tests.Data.Clips.Transforms;

public sealed class SwitchTests
{
    [Theory]
    [InlineData(0.6, 0.9, 4)]
    [InlineData(0.4, 0.74, 1)]
    [InlineData(0.4, 0.76, 2)]
    public void It_does_nothing_or_what_the_shares_say(double whether, double which, int width)
    {
        var change = new Switch(0.5, [(3, [new Resize(2, 2), new Resize(1, 1)]), (0, [new Resize(3, 3)]), (1, [new Resize(2, 2)])]);
        change.Apply(new FrameStack(1, 4, 4), new GivenDraws(whether, which)).Width.ShouldBe(width);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 0)]
    [InlineData(double.NaN, 1)]
    public void Shares_that_are_none_are_refused(double first, double second) =>
        Should.Throw<ArgumentException>(() => new Switch(1, [(first, []), (second, [])]))
            .Message.ShouldStartWith("Shares must be numbers of at least 0, and one of them above it.");
}
