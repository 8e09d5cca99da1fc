using System.Runtime.InteropServices;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void GivesRowsOfTheMappedFile()
    {
        NpyWriter.Write(folder["x.npy"], NdArray.From([1f, 2f, 3f, 4f, 5f, 6f], 3, 2));
        using var file = NpyFile.OpenMapped(folder["x.npy"]);

        file.Type.ShouldBe(ElementType.Float32);
        file.Shape.ShouldBe([3L, 2L]);
        file.RowCount.ShouldBe(3);
        file.RowBytes.ShouldBe(8);
        file.ByteCount.ShouldBe(24);
        file.Row<float>(1).ToArray().ShouldBe([3f, 4f]);
        MemoryMarshal.Cast<byte, float>(file.Rows(1, 2)).ToArray().ShouldBe([3f, 4f, 5f, 6f]);
        file.Rows(3, 0).Length.ShouldBe(0);
        BitConverter.Int32BitsToSingle(Marshal.ReadInt32(file.DataPointer + 20)).ShouldBe(6f);
    }

    [Fact]
    public void TakesArraysWithoutRowsOrAxes()
    {
        NpyWriter.Write(folder["x.npy"], NdArray.From(Array.Empty<float>(), 0, 2));
        NpyWriter.Write(folder["y.npy"], NdArray.From([5L]));
        using var none = NpyFile.OpenMapped(folder["x.npy"]);
        using var one = NpyFile.OpenMapped(folder["y.npy"]);

        none.RowCount.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => none.Row(0).Length);
        one.Row<long>(0).ToArray().ShouldBe([5L]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 4)]
    [InlineData(2, 2)]
    [InlineData(1, long.MaxValue)]
    [InlineData(0, -1)]
    public void RefusesRowsThatAreNotThere(long first, long count)
    {
        NpyWriter.Write(folder["x.npy"], NdArray.From([1f, 2f, 3f], 3));
        using var file = NpyFile.OpenMapped(folder["x.npy"]);

        Should.Throw<ArgumentOutOfRangeException>(() => file.Rows(first, count).Length);
    }

    [Fact]
    public void RefusesLayoutsThatCannotBeUsedInPlace()
    {
        Problem(NpyBytes.Of("<f4", "(2, 2)", new byte[16], fortran: true)).ShouldContain("np.ascontiguousarray(array)");
        Problem(NpyBytes.Of(">f4", "(4,)", new byte[16])).ShouldContain("is big-endian, which cannot be used in place");
        Problem(NpyBytes.Of("|S4", "(4,)", new byte[16])).ShouldContain("holds texts");
        Problem(NpyBytes.Of("<f4", "(5,)", new byte[16])).ShouldContain("truncated: 20 bytes were expected but only 16 are there");
        Problem([]).ShouldContain("truncated");
    }

    [Fact]
    public void FortranOrderOfOneAxisIsNoObstacle()
    {
        File.WriteAllBytes(folder["x.npy"], NpyBytes.Of("|u1", "(1, 3)", [1, 2, 3], fortran: true));
        using var file = NpyFile.OpenMapped(folder["x.npy"]);

        file.Row(0).ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void RefusesViewsOfAnotherTypeAndDamagedBools()
    {
        File.WriteAllBytes(folder["x.npy"], NpyBytes.Of("|b1", "(2,)", [1, 7]));
        using var file = NpyFile.OpenMapped(folder["x.npy"]);

        Should.Throw<InvalidOperationException>(() => file.Row<float>(0).Length);
        file.Row<bool>(0)[0].ShouldBeTrue();
        Should.Throw<InvalidFileException>(() => file.Row<bool>(1).Length).Message.ShouldContain("a bool of row 1 is neither 0 nor 1");
    }

    [Fact]
    public void AClosedFileGivesNothing()
    {
        NpyWriter.Write(folder["x.npy"], NdArray.From([1f], 1));
        var file = NpyFile.OpenMapped(folder["x.npy"]);
        file.Dispose();
        file.Dispose();

        Should.Throw<ObjectDisposedException>(() => file.Row(0).Length);
        Should.Throw<ObjectDisposedException>(() => file.DataPointer);
    }

    [Fact]
    public void KeepsTheOldContentWhenTheFileIsReplaced()
    {
        NpyWriter.Write(folder["x.npy"], NdArray.From([1f], 1));
        using var file = NpyFile.OpenMapped(folder["x.npy"]);
        NpyWriter.Write(folder["x.npy"], NdArray.From([2f], 1));

        file.Row<float>(0)[0].ShouldBe(1f);
    }

    private string Problem(byte[] bytes)
    {
        File.WriteAllBytes(folder["bad.npy"], bytes);
        return Should.Throw<InvalidFileException>(() => NpyFile.OpenMapped(folder["bad.npy"]).Dispose()).Message;
    }
}
