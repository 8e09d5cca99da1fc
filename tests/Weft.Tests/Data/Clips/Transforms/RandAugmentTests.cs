using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Transforms;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Clips.Transforms;

public sealed class RandAugmentTests : IDisposable
{
    private readonly MediaGolden golden = new();

    [Theory]
    [InlineData(nameof(Augmentation.Posterize))]
    [InlineData(nameof(Augmentation.Solarize))]
    [InlineData(nameof(Augmentation.Color))]
    [InlineData(nameof(Augmentation.Contrast))]
    [InlineData(nameof(Augmentation.Brightness))]
    [InlineData(nameof(Augmentation.Sharpness))]
    [InlineData(nameof(Augmentation.AutoContrast))]
    [InlineData(nameof(Augmentation.Equalize))]
    [InlineData(nameof(Augmentation.Invert))]
    public void Changes_of_colours_are_Pillows(string change)
    {
        using var pillow = new NpzReader(TestPaths.Golden("cdar", "pillow_augment.npz"));
        var one = new FrameStack(pillow.Read("img").As<byte>().ToArray(), 1, 30, 48);
        var two = new FrameStack([.. one.Pixels, .. one.Pixels], 2, 30, 48);
        var made = new RandAugment(reference: false, seed: 1).Apply(two, Enum.Parse<Augmentation>(change), new GivenDraws());
        var expected = pillow.Read(change).As<byte>().ToArray();
        MediaGolden.ShouldEqual(made[0], expected);
        MediaGolden.ShouldEqual(made[1], expected);
    }

    [Fact]
    public void Two_different_changes_are_made_in_their_order()
    {
        // Inverting and then cutting a hole leaves the hole as it is.
        var draws = new GivenDraws((int)Augmentation.Cutout, (int)Augmentation.Invert, 0, 0);
        var made = new RandAugment(reference: false, seed: 1).Apply(new FrameStack(2, 10, 20), draws);
        draws.Bounds.ShouldBe([15, 14]);
        made.Pixels[0].ShouldBe((byte)128);
        made[1][^1].ShouldBe((byte)255);

        // The second is another than the first, whichever was drawn.
        var last = new GivenDraws((int)Augmentation.Invert, (int)Augmentation.Invert, 0.5, 0.5);
        new RandAugment(reference: false, seed: 1).Apply(new FrameStack(1, 10, 20), last).Pixels.ShouldContain((byte)128);
    }

    [Theory]
    [InlineData(0.5, 0.5, 4)]
    [InlineData(0, 0, 1)]
    public void A_hole_is_a_grey_square_that_may_lie_across_the_edge(double x, double y, int pixels)
    {
        var made = new RandAugment(reference: false, seed: 1).Apply(new FrameStack(1, 12, 20), Augmentation.Cutout, new GivenDraws(x, y));
        made.Pixels.Count(v => v == 128).ShouldBe(pixels * 3);
        made.Pixels.Count(v => v == 0).ShouldBe((240 - pixels) * 3);
    }

    [Fact]
    public void Shifts_follow_the_sign_and_leave_black()
    {
        var frames = new FrameStack(1, 1, 100);
        Array.Fill(frames.Pixels, (byte)50);
        var right = new RandAugment(reference: false, seed: 1).Apply(frames, Augmentation.TranslateX, new GivenDraws(1));
        var left = new RandAugment(reference: false, seed: 1).Apply(frames, Augmentation.TranslateX, new GivenDraws(0));
        right.Pixels.Select((v, i) => (v, i / 3)).ShouldAllBe(p => p.v == (p.Item2 < 18 ? 0 : 50));
        left.Pixels.Select((v, i) => (v, i / 3)).ShouldAllBe(p => p.v == (p.Item2 > 81 ? 0 : 50));
    }

    [Fact]
    public void Turns_and_shears_keep_the_middle_and_can_be_undone()
    {
        foreach (var change in (Augmentation[])[Augmentation.Rotate, Augmentation.ShearX, Augmentation.ShearY])
        {
            var frames = new FrameStack(2, 9, 9);
            frames[1][(4 * 9 * 3) + (4 * 3) + 1] = 200;
            var made = new RandAugment(reference: false, seed: 1).Apply(frames, change, new GivenDraws(1));
            made[1][(4 * 9 * 3) + (4 * 3) + 1].ShouldBe((byte)200);
            made[0].ToArray().ShouldAllBe(v => v == 0);
        }

        // A quarter turn, which no interpolation blurs: what is on top goes to the right.
        var top = new FrameStack(1, 3, 3);
        top.Pixels[3] = 90;
        var turned = AffineWarp.Apply(top, new Affine(0, -1, 1, 0, 0, 0));
        turned.Pixels[((1 * 3) + 2) * 3].ShouldBe((byte)90);
        turned.Pixels.Count(v => v != 0).ShouldBe(1);
    }

    [Fact]
    public void As_published_all_samples_share_directions()
    {
        var published = new RandAugment(reference: true, seed: 5);
        var draws = new GivenDraws();
        var first = published.Apply(golden.Frames("img"), Augmentation.ShearX, draws);
        MediaGolden.ShouldEqual(published.Apply(golden.Frames("img"), Augmentation.ShearX, draws).Pixels, first.Pixels);
        draws.Bounds.ShouldBeEmpty();
    }

    public void Dispose() => golden.Dispose();
}
