using System.Globalization;
using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Transforms;

namespace Weft.Tests.Data.Clips.Transforms;

public sealed class ColorJitterTests : IDisposable
{
    private readonly MediaGolden golden = new();

    [Fact]
    public void Brightness_is_as_published()
    {
        var values = Values();
        ColourChange.Brightness(values, 1.3f);
        var made = new byte[values.Length];
        ColourChange.ToBytes(values, made);
        made.ShouldBe(golden.Bytes("cj_bright1.3"));
    }

    [Fact]
    public void Contrast_is_as_published()
    {
        var values = Values();
        ColourChange.Contrast(values, 0.6f);
        values.ShouldBe(golden.Floats("cj_contrast0.6"), tolerance: 1e-4);
    }

    [Fact]
    public void Saturation_is_as_published()
    {
        var values = Values();
        ColourChange.Saturation(values, 1.4f);
        values.ShouldBe(golden.Floats("cj_sat1.4"), tolerance: 1e-4);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(-0.3)]
    [InlineData(0.5)]
    [InlineData(-0.5)]
    [InlineData(0.1)]
    public void Hue_is_as_published(double factor)
    {
        var pixels = golden.Bytes("img");
        HueShift.Apply(pixels, 48, HueShift.Offset(factor), reference: true);
        MediaGolden.ShouldEqual(pixels, [.. golden.Floats(string.Create(CultureInfo.InvariantCulture, $"cj_hue{factor}")).Select(p => (byte)p)]);
    }

    [Fact]
    public void A_sum_of_hues_loses_256_only_as_published()
    {
        // Hue 150 is a pink: with 126 steps more it is 276, or 20 once it has wrapped, and else 96.
        byte[] published = [255, 0, 255], sound = [255, 0, 255];
        HueShift.Apply(published, 1, 126, reference: true);
        HueShift.Apply(sound, 1, 126, reference: false);
        published.ShouldBe([(byte)255, 170, 0]);
        sound.ShouldBe([(byte)0, 204, 255]);
    }

    [Fact]
    public void Changes_are_drawn_once_and_made_in_order_on_every_frame()
    {
        var one = golden.Frames("img");
        var two = new FrameStack([.. one.Pixels, .. one.Pixels], 2, one.Height, one.Width);
        var settings = new JitterSettings { Brightness = 0.6, Contrast = 0, Saturation = 0, Hue = 0.5 };
        var draws = new GivenDraws(0.75, 0.5, 0.5, 0.8);
        new ColorJitter(settings, reference: true, [0, 1, 2, 3]).Apply(two, draws);
        var expected = golden.Bytes("cj_bright1.3");
        HueShift.Apply(expected, 48, HueShift.Offset(0.3), reference: true);
        MediaGolden.ShouldEqual(two[0], expected);
        MediaGolden.ShouldEqual(two[1], expected);
        draws.AllDrawn.ShouldBeTrue();
    }

    [Fact]
    public void As_published_all_samples_share_an_order_and_otherwise_each_draws_one()
    {
        var published = new ColorJitter(new JitterSettings(), reference: true, seed: 3);
        var four = new GivenDraws(0.1, 0.2, 0.3, 0.4);
        published.Apply(golden.Frames("img"), four);
        four.AllDrawn.ShouldBeTrue();

        var seven = new GivenDraws(0.1, 0.2, 0.3, 0.4, 3, 0, 1);
        new ColorJitter(new JitterSettings(), reference: false, seed: 3).Apply(golden.Frames("img"), seven);
        seven.Bounds.ShouldBe([4, 3, 2]);
    }

    [Fact]
    public void Strength_0_changes_nothing_and_a_share_of_the_samples_stays()
    {
        var still = new JitterSettings { Brightness = 0, Contrast = 0, Saturation = 0, Hue = 0 };
        new ColorJitter(still, reference: true, [3, 2, 1, 0]).Apply(golden.Frames("img"), new GivenDraws(1, 1, 1, 1))
            .Pixels.ShouldBe(golden.Bytes("img"));
        var seldom = new JitterSettings { Probability = 0.2 };
        new ColorJitter(seldom, reference: true, [0, 1, 2, 3]).Apply(golden.Frames("img"), new GivenDraws(0.2)).Pixels.ShouldBe(golden.Bytes("img"));
    }

    public void Dispose() => golden.Dispose();

    private float[] Values() => [.. golden.Bytes("img").Select(p => (float)p)];
}
