using Shouldly;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Tests.Data.Prepared;

public sealed class WorkEstimateTests
{
    [Theory]
    [InlineData(0L, "0 bytes")]
    [InlineData(999L, "999 bytes")]
    [InlineData(1234L, "1.2 kB")]
    [InlineData(123_456_789L, "123 MB")]
    [InlineData(12_800_000_000L, "12.8 GB")]
    [InlineData(5_000_000_000_000_000L, "5000 TB")]
    public void Sizes_are_read_by_people(long bytes, string text) => WorkEstimate.Size(bytes).ShouldBe(text);

    [Theory]
    [InlineData(0.2, "a second")]
    [InlineData(40, "40 seconds")]
    [InlineData(240, "4 minutes")]
    [InlineData(6840, "1.9 hours")]
    public void Times_are_read_by_people(double seconds, string text) => WorkEstimate.Time(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void A_sentence_has_what_is_known()
    {
        new WorkEstimate(3_200_000_000, TimeSpan.FromMinutes(4)).ToString().ShouldBe("about 3.2 GB of disk and 4 minutes");
        new WorkEstimate(3_200_000_000, null).ToString().ShouldBe("about 3.2 GB of disk");
        new WorkEstimate(5_000, TimeSpan.FromSeconds(20), 1_000_000_000).ToString().ShouldBe("about 5 kB of disk, 1 GB of memory and 20 seconds");
    }

    [Fact]
    public void A_full_disk_is_told_before()
    {
        var folder = Path.Combine(Path.GetTempPath(), "not", "there", "yet");
        new WorkEstimate(1, null).RequireRoom(folder);
        var huge = new WorkEstimate(long.MaxValue, null);
        Should.Throw<WeftException>(() => huge.RequireRoom(folder)).Message.ShouldStartWith($"{folder}: 9223372 TB are needed, but the disk has ");
        huge.RequireRoom(folder, already: long.MaxValue - 1);
    }
}
