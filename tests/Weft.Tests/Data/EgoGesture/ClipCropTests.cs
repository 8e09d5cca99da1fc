using Shouldly;
using Weft.Data;
using Weft.Data.EgoGesture;
using Weft.Data.Formats.Images;
using Weft.Tests.Data.Formats.Images;
using Weft.Torch.Files;

namespace Weft.Tests.Data.EgoGesture;

public sealed class ClipCropTests
{
    [Theory]
    [InlineData(320, 240, 1, 0, 0, 0, 0, 240, 240)]
    [InlineData(320, 240, 1, 0.5, 0.5, 40, 0, 240, 240)]
    [InlineData(320, 240, 0.7071, 0.25, 0.75, 38, 53, 169, 169)]
    [InlineData(240, 320, 0.5, 0.999, 0.999, 120, 200, 120, 120)]
    [InlineData(320, 240, 0.8409, 0.1, 0.1, 12, 4, 201, 201)]
    [InlineData(9, 8, 0.5, 0.5, 0.625, 2, 2, 4, 4)]
    [InlineData(1, 1, 0.5, 0.9, 0.9, 0, 0, 1, 1)]
    public void Squares_lie_where_the_published_code_puts_them(
        int width, int height, double scale, double left, double top, int x, int y, int w, int h) =>
        new ClipCrop(scale, left, top).Square(width, height).ShouldBe(new PixelBox(x, y, w, h));

    [Theory]
    [InlineData(320, 240, 149, 112)]
    [InlineData(240, 320, 112, 149)]
    [InlineData(112, 112, 112, 112)]
    [InlineData(80, 60, 149, 112)]
    public void The_short_side_is_resized(int width, int height, int resizedWidth, int resizedHeight) =>
        ClipCrop.Resized(width, height, 112).ShouldBe((resizedWidth, resizedHeight));

    [Fact]
    public void Frames_of_the_fixture_are_cut_to_the_bits_that_Pillow_gives()
    {
        using var decoder = new JpegDecoder();
        foreach (var (name, jpeg, digest) in GoldenImages.Fixtures())
        {
            var frame = name.Contains("Color", StringComparison.Ordinal) ? decoder.Rgb(jpeg, name) : decoder.Grey(jpeg, name);
            var cut = new byte[112 * 112 * frame.Channels];
            ClipCrop.Centred.Apply(frame, 112, cut);
            Checksum.OfBytes(cut).ShouldBe(digest("eval"), name);
            new ClipCrop(0.7071, 0.3, 0.6).Apply(frame, 112, cut);
            Checksum.OfBytes(cut).ShouldBe(digest("train"), name);
        }
    }

    [Fact]
    public void Random_squares_have_all_scales_and_lie_within_the_frame()
    {
        var random = ItemRandom.From(1);
        var crops = Enumerable.Range(0, 300).Select(_ => ClipCrop.Random(ref random)).ToList();
        crops.Select(c => c.Scale).Distinct().Order().ShouldBe([0.5, 0.5946, 0.7071, 0.8409, 1]);
        foreach (var crop in crops)
        {
            foreach (var (width, height) in new[] { (320, 240), (21, 37), (2, 3) })
            {
                var box = crop.Square(width, height);
                (box.X >= 0 && box.Y >= 0 && box.X + box.Width <= width && box.Y + box.Height <= height).ShouldBeTrue($"{crop}: {box}");
            }
        }
    }
}
