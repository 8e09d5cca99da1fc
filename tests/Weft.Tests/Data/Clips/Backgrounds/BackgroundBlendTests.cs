using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Backgrounds;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Backgrounds;

public sealed class BackgroundBlendTests : IDisposable
{
    private readonly MediaGolden golden = new();
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_fixed_share_gives_the_published_pixels()
    {
        var draws = new GivenDraws(0.25, 0);
        var made = new BackgroundBlend(Pool(), 0.25, 0.75).Apply(golden.Frames("blend_clip"), draws);
        MediaGolden.ShouldEqual(made.Pixels, golden.Bytes("blend_alpha075"));
        draws.AllDrawn.ShouldBeTrue();
    }

    [Fact]
    public void A_drawn_share_gives_the_published_pixels()
    {
        var draws = new GivenDraws(0.25, 0, golden.Floats("blend_random_alpha")[0]);
        var made = new BackgroundBlend(Pool(), 0.25, 0).Apply(golden.Frames("blend_clip"), draws);

        // The share was drawn in double precision, and stored in single.
        MediaGolden.ShouldEqual(made.Pixels, golden.Bytes("blend_random"), others: 8);
    }

    [Fact]
    public void Most_samples_stay()
    {
        var made = new BackgroundBlend(Pool(), 0.25, 0.75).Apply(golden.Frames("blend_clip"), new GivenDraws(0.26));
        MediaGolden.ShouldEqual(made.Pixels, golden.Bytes("blend_clip"));
    }

    [Fact]
    public void Frames_of_another_size_are_refused() =>
        Should.Throw<WeftException>(() => new BackgroundBlend(Pool(), 1, 0.75).Apply(new FrameStack(1, 28, 30), new GivenDraws(0)))
            .Message.ShouldBe("Frames of 30 x 28 pixels cannot be blended with backgrounds of 28 x 28: crop or resize the frames to the size.");

    public void Dispose()
    {
        golden.Dispose();
        folder.Dispose();
    }

    private BackgroundPool Pool()
    {
        var picture = golden.Frames("blend_bg");
        PngWriter.Write(folder["background.png"], picture.Pixels, picture.Width, picture.Height);
        return BackgroundPool.Open(folder.Path, 28);
    }
}
