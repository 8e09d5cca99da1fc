using Shouldly;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class NdArrayTests
{
    [Fact]
    public void KeepsShapeTypeAndElements()
    {
        var array = NdArray.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3);

        array.Type.ShouldBe(ElementType.Float32);
        array.Shape.ShouldBe([2L, 3L]);
        array.Count.ShouldBe(6);
        array.As<float>().ToArray().ShouldBe([1f, 2f, 3f, 4f, 5f, 6f]);
        array.ToString().ShouldBe("Float32 (2, 3)");
    }

    [Fact]
    public void CopiesTheDataItIsMadeFrom()
    {
        int[] data = [1, 2];
        var array = NdArray.From(data, 2);
        data[0] = 9;

        array.As<int>()[0].ShouldBe(1);
    }

    [Fact]
    public void WithoutAxesHoldsOneElement()
    {
        var array = NdArray.From([7L]);

        array.Shape.ShouldBeEmpty();
        array.Count.ShouldBe(1);
    }

    [Fact]
    public void AnAxisOfZeroHoldsNothing() => NdArray.From(Array.Empty<double>(), 3, 0).Count.ShouldBe(0);

    [Fact]
    public void RefusesAShapeOfAnotherSize() =>
        Should.Throw<ArgumentException>(() => NdArray.From([1f, 2f], 3))
            .Message.ShouldStartWith("The shape (3,) does not describe 2 elements.");

    [Fact]
    public void RefusesAShapeThatOverflows() =>
        Should.Throw<ArgumentException>(() => new NdArray(ElementType.UInt8, Array.Empty<byte>(), long.MaxValue, 4, 0))
            .Message.ShouldContain("does not describe 0 bytes");

    [Fact]
    public void RefusesTypesItCannotStore() =>
        Should.Throw<NotSupportedException>(() => NdArray.From([1u], 1)).Message.ShouldStartWith("Arrays cannot hold UInt32");

    [Fact]
    public void RefusesBoolsThatAreNeither0Nor1() =>
        Should.Throw<ArgumentException>(() => new NdArray(ElementType.Bool, new byte[] { 2 }, 1))
            .Message.ShouldStartWith("A bool is neither 0 nor 1.");

    [Fact]
    public void RefusesAViewAsAnotherType()
    {
        var array = NdArray.From([1f], 1);

        Should.Throw<InvalidOperationException>(() => array.As<int>().Length)
            .Message.ShouldBe("The array holds Float32, which cannot be viewed as Int32.");
    }

    [Fact]
    public void ViewsBFloat16AsItsBits() =>
        new NdArray(ElementType.BFloat16, new byte[] { 0x80, 0x3F }, 1).As<ushort>()[0].ShouldBe((ushort)0x3F80);
}
