using Shouldly;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class Crc32StreamTests
{
    [Fact]
    public void KeepsTheChecksumOfWhatPassed()
    {
        using var inner = new MemoryStream("123456789"u8.ToArray());
        using var stream = new Crc32Stream(inner);

        stream.Value.ShouldBe(0u);
        stream.ReadExactly(new byte[4]);
        stream.CopyTo(Stream.Null);
        // The check value that the definition of CRC-32 gives.
        stream.Value.ShouldBe(0xCBF43926u);
    }

    [Fact]
    public void PiecesOfAnyLengthGiveTheSame()
    {
        byte[] bytes = [.. Enumerable.Range(0, 1280).Select(i => (byte)i)];
        foreach (var length in (int[])[1, 3, 8, 17, 1280])
        {
            using var stream = new Crc32Stream(new MemoryStream(bytes));
            stream.CopyTo(Stream.Null, length);
            stream.Value.ShouldBe(0x1E7A6D24u);
        }
    }
}
