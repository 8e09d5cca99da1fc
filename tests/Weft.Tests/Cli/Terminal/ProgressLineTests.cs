using Shouldly;
using Weft.Cli.Terminal;
using Weft.Runs;

namespace Weft.Tests.Cli.Terminal;

public sealed class ProgressLineTests
{
    private static readonly ProgressUpdate Full = new("search", 3, 30, "train", 512, 5000, "samples", 1e-7, 0.8123, "accuracy", 0.83);

    [Fact]
    public void Everything_known_is_said() =>
        ProgressLine.Format(Full, 3.25, TimeSpan.FromSeconds(754), 200)
            .ShouldBe("search  epoch 3/30  train  512/5000 samples  3.3/s  loss 1.00e-7  accuracy 0.8123  best 0.8300  12:34 left");

    [Fact]
    public void What_is_unknown_is_left_out() =>
        ProgressLine.Format(new ProgressUpdate("data", null, null, null, 5, 0, "files", null, null, null, null), null, null, 200)
            .ShouldBe("data  5 files");

    [Theory]
    [InlineData(80, "search  epoch 3/30  train  512/5000 samples  accuracy 0.8123  12:34 left")]
    [InlineData(45, "search  epoch 3/30  12:34 left")]
    [InlineData(20, "search  epoch 3/30")]
    [InlineData(3, "sea")]
    public void The_least_needed_goes_first_where_there_is_no_room(int width, string line)
    {
        var shown = ProgressLine.Format(Full, 3.25, TimeSpan.FromSeconds(754), width);
        shown.Length.ShouldBeLessThanOrEqualTo(width);
        shown.ShouldStartWith(line);
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(6.2, "0:07")]
    [InlineData(59.9, "1:00")]
    [InlineData(11110, "3:05:10")]
    [InlineData(187200, "2 d 4 h")]
    public void Durations_read_like_a_clock(double seconds, string text) =>
        ProgressLine.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}
