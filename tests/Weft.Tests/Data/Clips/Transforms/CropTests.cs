using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Transforms;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Transforms;

public sealed class CropTests : IDisposable
{
    private readonly MediaGolden golden = new();

    [Fact]
    public void The_middle_is_the_published_one() =>
        new CenterCrop(20, 20).Apply(golden.Frames("img"), new GivenDraws()).Pixels.ShouldBe(golden.Bytes("center20"));

    [Fact]
    public void A_crop_of_all_is_the_same_stack()
    {
        var frames = golden.Frames("img");
        new CenterCrop(48, 30).Apply(frames, new GivenDraws()).ShouldBeSameAs(frames);
    }

    [Fact]
    public void A_random_crop_takes_the_drawn_row_and_column()
    {
        var draws = new GivenDraws(1, 2);
        var made = new RandomCrop(2, reference: false).Apply(Numbered(2, 3, 4), draws);
        draws.Bounds.ShouldBe([2, 3]);
        made.Pixels.Where((_, i) => i % 3 == 0).ShouldBe([(byte)6, 7, 10, 11, 18, 19, 22, 23]);
    }

    [Fact]
    public void As_published_the_last_offset_is_never_drawn()
    {
        var draws = new GivenDraws(0, 1);
        new RandomCrop(2, reference: true).Apply(Numbered(1, 3, 4), draws);
        draws.Bounds.ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_side_that_fits_needs_no_draw(bool reference)
    {
        var draws = new GivenDraws(0);
        new RandomCrop(3, reference).Apply(Numbered(1, 3, 4), draws).Width.ShouldBe(3);
        draws.AllDrawn.ShouldBeTrue();
    }

    [Fact]
    public void Frames_that_are_too_small_are_refused()
    {
        const string Sentence = "Frames of 4 x 3 pixels have no 4 x 4 to crop: set a short side that is at least the size of the crop.";
        Should.Throw<WeftException>(() => new RandomCrop(4, reference: false).Apply(Numbered(1, 3, 4), new GivenDraws())).Message.ShouldBe(Sentence);
        Should.Throw<WeftException>(() => new CenterCrop(4, 4).Apply(Numbered(1, 3, 4), new GivenDraws())).Message.ShouldBe(Sentence);
    }

    [Fact]
    public void A_mirrored_picture_is_the_published_one()
    {
        new Flip(0.5).Apply(golden.Frames("img"), new GivenDraws(0.49)).Pixels.ShouldBe(golden.Bytes("flip"));
        new Flip(0.5).Apply(golden.Frames("img"), new GivenDraws(0.5)).Pixels.ShouldBe(golden.Bytes("img"));
    }

    [Fact]
    public void A_rescaled_picture_has_the_drawn_short_side()
    {
        var draws = new GivenDraws(5);
        var made = new RandomRescale(15, 25).Apply(golden.Frames("img"), draws);
        draws.Bounds.ShouldBe([11]);
        MediaGolden.ShouldEqual(made.Pixels, golden.Bytes("resize_short20"));
    }

    public void Dispose() => golden.Dispose();

    /// <summary>Frames whose pixels are numbered.</summary>
    private static FrameStack Numbered(int count, int height, int width) =>
        new([.. Enumerable.Range(0, count * height * width * 3).Select(i => (byte)(i / 3))], count, height, width);
}
