using Shouldly;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class Crc32Tests
{
    /// <summary>The check value that catalogues of CRCs print, however the bytes are cut.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    public void It_has_the_catalogued_check_value(int cut)
    {
        var bytes = "123456789"u8;
        Crc32.End(Crc32.Update(Crc32.Update(Crc32.Start, bytes[..cut]), bytes[cut..])).ShouldBe(0xCBF43926u);
    }
}
