using Shouldly;
using Weft.Data.Formats.Images;

namespace Weft.Tests.Data.Formats.Images;

public sealed class PillowResizeTests
{
    private const int Cases = 12;

    [Fact]
    public void It_gives_the_bits_that_Pillow_gives()
    {
        for (var n = 0; n < Cases; n++)
        {
            var (from, to) = (GoldenImages.Array($"resize/{n}/from"), GoldenImages.Array($"resize/{n}/to"));
            var result = new byte[to.Count];
            PillowResize.Bilinear(GoldenImages.View(from), (int)to.Shape[1], (int)to.Shape[0], result);
            result.ShouldBe(to.As<byte>().ToArray(), $"{from} to {to}");
        }
    }

    [Fact]
    public void A_part_of_the_result_is_that_part_of_the_whole()
    {
        for (var n = 0; n < Cases; n++)
        {
            var from = GoldenImages.View(GoldenImages.Array($"resize/{n}/from"));
            var to = GoldenImages.View(GoldenImages.Array($"resize/{n}/to"));
            var part = new PixelBox(to.Width / 3, to.Height / 4, Math.Max(to.Width / 2, 1), Math.Max(to.Height / 2, 1));
            var result = new byte[part.Width * part.Height * to.Channels];
            PillowResize.Bilinear(from, to.Width, to.Height, part, result);
            result.ShouldBe(GoldenImages.Values(to.Crop(part)), $"case {n}");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() =>
            PillowResize.Bilinear(new PixelView(new byte[6], 3, 2, 1), 4, 4, new PixelBox(1, 0, 4, 4), new byte[16])).Message.ShouldContain("does not lie within 4 x 4 pixels");
        Should.Throw<ArgumentException>(() => PillowResize.Bilinear(new PixelView(new byte[6], 3, 2, 1), 4, 4, new byte[15]))
            .Message.ShouldContain("16 values are needed, not 15");
        Should.Throw<ArgumentException>(() => _ = new PixelView(new byte[7], 3, 2, 1).Width).Message
            .ShouldContain("7 values are no picture of 3 x 2");
        Should.Throw<ArgumentOutOfRangeException>(() =>
            _ = new PixelView(new byte[6], 3, 2, 1).Crop(new PixelBox(1, 1, 2, int.MaxValue)).Width).Message.ShouldContain("does not lie within 3 x 2 pixels");
    }
}
