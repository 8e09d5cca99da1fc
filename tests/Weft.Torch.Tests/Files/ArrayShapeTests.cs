using Shouldly;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class ArrayShapeTests
{
    [Theory]
    [InlineData(new long[0], 8, 8)]
    [InlineData(new long[] { 2, 3 }, 4, 24)]
    [InlineData(new long[] { 5, 0, 7 }, 4, 0)]
    public void CountsBytes(long[] shape, int item, long expected)
    {
        ArrayShape.TryByteCount(shape, item, out var bytes).ShouldBeTrue();
        bytes.ShouldBe(expected);
    }

    [Theory]
    [InlineData(new long[] { -1 }, 1)]
    [InlineData(new long[] { long.MaxValue }, 2)]
    [InlineData(new long[] { 1L << 32, 1L << 31 }, 1)]
    [InlineData(new long[] { 0, 1L << 32, 1L << 32 }, 1)]
    public void RefusesWhatNoFileCanHold(long[] shape, int item) => ArrayShape.TryByteCount(shape, item, out _).ShouldBeFalse();

    [Fact]
    public void RefusesTooManyAxes() =>
        ArrayShape.TryByteCount(Enumerable.Repeat(1L, 65).ToArray(), 1, out _).ShouldBeFalse();
}
