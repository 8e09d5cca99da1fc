using Shouldly;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class ElementTypesTests
{
    [Theory]
    [InlineData(ElementType.Bool, 1)]
    [InlineData(ElementType.UInt8, 1)]
    [InlineData(ElementType.Int8, 1)]
    [InlineData(ElementType.Int16, 2)]
    [InlineData(ElementType.Int32, 4)]
    [InlineData(ElementType.Int64, 8)]
    [InlineData(ElementType.Float16, 2)]
    [InlineData(ElementType.BFloat16, 2)]
    [InlineData(ElementType.Float32, 4)]
    [InlineData(ElementType.Float64, 8)]
    public void KnowsSizes(ElementType type, int size) => type.ByteSize().ShouldBe(size);

    [Fact]
    public void KnowsTheCSharpTypes()
    {
        ElementTypes.Of<bool>().ShouldBe(ElementType.Bool);
        ElementTypes.Of<sbyte>().ShouldBe(ElementType.Int8);
        ElementTypes.Of<Half>().ShouldBe(ElementType.Float16);
        ElementTypes.Of<double>().ShouldBe(ElementType.Float64);
    }

    [Fact]
    public void RefusesAnUnknownValue() => Should.Throw<ArgumentOutOfRangeException>(() => ((ElementType)99).ByteSize());
}
