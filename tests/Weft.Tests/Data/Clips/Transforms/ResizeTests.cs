using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Transforms;
using Weft.Data.Formats.Images;

namespace Weft.Tests.Data.Clips.Transforms;

public sealed class ResizeTests : IDisposable
{
    private readonly MediaGolden golden = new();

    [Theory]
    [InlineData("resize_short20", 20)]
    [InlineData("resize_short45", 45)]
    public void A_short_side_gives_the_published_pixels(string expected, int shortSide)
    {
        var made = new Resize(shortSide).Apply(golden.Frames("img"), new GivenDraws());
        var wanted = golden.Frames(expected);
        (made.Width, made.Height).ShouldBe((wanted.Width, wanted.Height));
        MediaGolden.ShouldEqual(made.Pixels, wanted.Pixels);
    }

    [Fact]
    public void An_exact_size_gives_the_published_pixels()
    {
        var made = new Resize(24, 16).Apply(golden.Frames("img"), new GivenDraws());
        MediaGolden.ShouldEqual(made.Pixels, golden.Bytes("resize_exact_24x16_wh"));
    }

    [Fact]
    public void Frames_of_the_right_size_are_not_touched()
    {
        var frames = golden.Frames("img");
        new Resize(30).Apply(frames, new GivenDraws()).ShouldBeSameAs(frames);
    }

    [Fact]
    public void Half_the_size_is_the_mean_of_four()
    {
        var frames = new FrameStack([0, 10, 20, 1, 11, 21, 2, 12, 22, 4, 14, 24], 1, 2, 2);
        new Resize(1, 1).Apply(frames, new GivenDraws()).Pixels.ShouldBe([(byte)2, 12, 22]);
    }

    [Fact]
    public void One_pixel_grows_to_many_alike()
    {
        var made = new Resize(5, 3).Apply(new FrameStack([7, 8, 9], 1, 1, 1), new GivenDraws());
        made.Pixels.Chunk(3).ShouldAllBe(pixel => pixel[0] == 7 && pixel[1] == 8 && pixel[2] == 9);
    }

    [Fact]
    public void Every_frame_is_resized()
    {
        var one = golden.Frames("img");
        var two = new FrameStack([.. one.Pixels, .. one.Pixels], 2, one.Height, one.Width);
        var made = new Resize(20).Apply(two, new GivenDraws());
        made.Count.ShouldBe(2);
        made[1].ToArray().ShouldBe(golden.Bytes("resize_short20"));
    }

    [Fact]
    public void Rows_wider_than_a_vector_are_as_those_that_are_not()
    {
        // A picture whose rows are all alike, so that each result row is what its first columns say however wide it is.
        var wide = Grey(64, 9, (x, y) => (byte)((y * 25) + (x % 2)));
        var narrow = Grey(2, 9, (x, y) => (byte)((y * 25) + (x % 2)));
        var (big, small) = (new byte[64 * 7 * 3], new byte[2 * 7 * 3]);
        new BilinearResize(64, 9, 64, 7).Apply(new PixelView(wide, 64, 9, 3), big);
        new BilinearResize(2, 9, 2, 7).Apply(new PixelView(narrow, 2, 9, 3), small);
        for (var i = 0; i < big.Length; i++)
        {
            big[i].ShouldBe(small[(i / (64 * 3) * 6) + (i % 6)]);
        }
    }

    [Fact]
    public void Sizes_below_one_and_other_pictures_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Resize(0)).ParamName.ShouldBe("shortSide");
        Should.Throw<ArgumentOutOfRangeException>(() => new Resize(3, 0)).ParamName.ShouldBe("height");
        Should.Throw<ArgumentOutOfRangeException>(() => new BilinearResize(1, 1, 0, 1));
        var resize = new BilinearResize(2, 2, 1, 1);
        Should.Throw<ArgumentException>(() => resize.Apply(new PixelView(new byte[9], 3, 1, 3), new byte[3]))
            .Message.ShouldStartWith("The picture has 3 x 1 pixels of 3, not 2 x 2 of 3.");
        Should.Throw<ArgumentException>(() => resize.Apply(new PixelView(new byte[12], 2, 2, 3), new byte[4]))
            .Message.ShouldStartWith("3 values are needed, not 4.");
    }

    public void Dispose() => golden.Dispose();

    private static byte[] Grey(int width, int height, Func<int, int, byte> level) =>
        [.. Enumerable.Range(0, width * height * 3).Select(i => level(i / 3 % width, i / 3 / width))];
}
