using Shouldly;
using Weft.Torch.Native;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class ArgTests : TorchTest
{
    [Fact]
    public void AbsentValuesAreNone()
    {
        ((Arg)(Tensor?)null).Tag.ShouldBe(ValueTag.None);
        ((Arg)(long?)null).Tag.ShouldBe(ValueTag.None);
        ((Arg)(long[]?)null).Tag.ShouldBe(ValueTag.None);
        ((Arg)(double[]?)null).Tag.ShouldBe(ValueTag.None);
        ((Arg)(bool[]?)null).Tag.ShouldBe(ValueTag.None);
        ((Arg)(string?)null).Tag.ShouldBe(ValueTag.None);
        ((Arg)(DType?)null).Tag.ShouldBe(ValueTag.None);
        ((Arg)(Generator?)null).Tag.ShouldBe(ValueTag.None);
        Arg.None.Tag.ShouldBe(ValueTag.None);
    }

    [Fact]
    public void NumbersKeepTheirBits()
    {
        ((Arg)long.MinValue).Bits.ShouldBe(long.MinValue);
        BitConverter.Int64BitsToDouble(((Arg)(-0.1)).Bits).ShouldBe(-0.1);
        ((Arg)true).Bits.ShouldBe(1);
        ((Arg)DType.BFloat16).Bits.ShouldBe(15);
        ((Arg)(DType?)DType.Int64).Bits.ShouldBe(4);
    }

    [Fact]
    public void ADevicesNumberMayBeNegative()
    {
        ((Arg)Device.Cuda(3)).Bits.ShouldBe((1L << 32) | 3);
        ((int)((Arg)Device.Cpu).Bits).ShouldBe(-1);
    }

    [Fact]
    public void ListsArriveWithTheirElements()
    {
        new Operator("aten::upsample_nearest1d").Call(Pattern(0, 1, 1, 3), new long[] { 6 }, Arg.None).ShouldHaveShape(1, 1, 6);
        new Operator("aten::upsample_nearest1d", "vec").Call(Pattern(0, 1, 1, 3), Arg.None, new[] { 2.0 }).ShouldHaveShape(1, 1, 6);
        Should.Throw<TorchException>(() => new Operator("aten::permute").Call(Pattern(0, 2, 3), Array.Empty<long>()));
    }
}
