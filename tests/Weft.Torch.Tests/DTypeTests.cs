using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class DTypeTests : TorchTest
{
    [Fact]
    public void SizesAreLibtorchs()
    {
        foreach (var dtype in Enum.GetValues<DType>())
        {
            Tensor.Zeros([3], dtype).AsBytes().Length.ShouldBe(3 * dtype.SizeInBytes(), dtype.ToString());
            Tensor.Zeros([3], dtype).DType.ShouldBe(dtype);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => ((DType)99).SizeInBytes());
    }

    [Fact]
    public void EveryCSharpTypeHasItsElementType()
    {
        DTypes.Of<byte>().ShouldBe(DType.UInt8);
        DTypes.Of<sbyte>().ShouldBe(DType.Int8);
        DTypes.Of<short>().ShouldBe(DType.Int16);
        DTypes.Of<int>().ShouldBe(DType.Int32);
        DTypes.Of<long>().ShouldBe(DType.Int64);
        DTypes.Of<Half>().ShouldBe(DType.Float16);
        DTypes.Of<float>().ShouldBe(DType.Float32);
        DTypes.Of<double>().ShouldBe(DType.Float64);
        DTypes.Of<bool>().ShouldBe(DType.Bool);
        Should.Throw<NotSupportedException>(() => DTypes.Of<char>()).Message.ShouldContain("Char");
    }
}
