using System.Text;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class NpyWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<NdArray> Arrays => new(
        NdArray.From([true, false], 2),
        NdArray.From([(byte)1, (byte)255], 1, 2),
        NdArray.From([(sbyte)-1], 1),
        NdArray.From([(short)-300], 1),
        NdArray.From([int.MinValue, 7], 2, 1),
        NdArray.From([long.MinValue]),
        NdArray.From([(Half)0.5f, Half.NaN], 2),
        NdArray.From([1.5f, float.NegativeInfinity], 2),
        NdArray.From([Math.PI], 1, 1, 1),
        NdArray.From(Array.Empty<float>(), 0, 5));

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Arrays), DisableDiscoveryEnumeration = true)]
    public void ReadsBackWhatItWrote(NdArray array)
    {
        NpyWriter.Write(folder["x.npy"], array);
        var back = NpyReader.Read(folder["x.npy"]);

        back.Type.ShouldBe(array.Type);
        back.Shape.ShouldBe(array.Shape);
        back.Bytes.ToArray().ShouldBe(array.Bytes.ToArray());
    }

    [Fact]
    public void AlignsTheElementsAsNumpyDoes()
    {
        NpyWriter.Write(folder["x.npy"], NdArray.From([1f], 1));
        var bytes = File.ReadAllBytes(folder["x.npy"]);

        bytes.Length.ShouldBe(128 + 4);
        Encoding.ASCII.GetString(bytes[10..128]).ShouldBe(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }".PadRight(117) + "\n");
    }

    [Fact]
    public void RefusesBFloat16AndKeepsTheOldFile()
    {
        NpyWriter.Write(folder["x.npy"], NdArray.From([1f], 1));

        Should.Throw<UsageException>(() => NpyWriter.Write(folder["x.npy"], new NdArray(ElementType.BFloat16, new byte[2], 1)))
            .Message.ShouldBe("A .npy file cannot hold BFloat16; convert the array to Float32 or write a .safetensors file.");
        NpyReader.Read(folder["x.npy"]).Type.ShouldBe(ElementType.Float32);
    }
}
