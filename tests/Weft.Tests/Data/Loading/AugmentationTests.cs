using Shouldly;
using Weft.Data.Loading;

namespace Weft.Tests.Data.Loading;

public sealed class AugmentationTests
{
    private static readonly MotionAugmentation Still = new(Turn: 0, Tilt: 0, Scale: 0, Warp: 0, Shift: 0, Noise: 0);

    /// <summary>Encoders and caches of planes were made with these draws; other ones would be other results.</summary>
    [Theory]
    [InlineData(0, 0, "5 0 7 8 0 0 0 0 13 0 15 16 17 0 19 20 0 0 0 0")]
    [InlineData(0, 1, "0 5 6 7 0 0 0 0 0 0 0 0 0 17 18 19 0 0 0 0")]
    [InlineData(3, 5, "0 1 2 3 0 5 6 7 0 0 0 0 0 0 0 0 0 17 18 19")]
    public void A_plane_is_shifted_and_masked_by_seed_epoch_and_index(int epoch, int index, string expected)
    {
        var augmenter = new Augmenter(3, new PlaneAugmentation(Vertical: 0.4, Horizontal: 0.25, Mask: 0.4));
        var plane = Enumerable.Range(1, 20).Select(v => (float)v).ToArray();
        float[] two = [.. plane, .. plane];
        augmenter.Apply(plane, [1, 5, 4], epoch, index);
        string.Join(' ', plane).ShouldBe(expected);
        augmenter.Apply(two, [2, 5, 4], epoch, index);
        two.ShouldBe([.. plane, .. plane], "channels change alike");
    }

    [Fact]
    public void A_strength_of_zero_changes_nothing()
    {
        IAugmentation[] all = [new PlaneAugmentation(0.5, 0.5, 0.5), new NoiseAugmentation(1), new MotionAugmentation(1, 1, 0.5, 0.5, 0.5, 1)];
        foreach (var augmentation in all)
        {
            var changed = Motion();
            new Augmenter(1, augmentation).Apply(changed, [6, 12], 2, 3);
            changed.ShouldNotBe(Motion(), augmentation.ToString());
            var kept = Motion();
            new Augmenter(1, augmentation.Scaled(0)).Apply(kept, [6, 12], 2, 3);
            kept.ShouldBe(Motion(), augmentation.ToString());
        }
    }

    [Theory]
    [InlineData(0.7, 0)]
    [InlineData(0, 0.7)]
    [InlineData(0.5, 0.5)]
    public void A_rotation_keeps_lengths_and_angles(double turn, double tilt)
    {
        var motion = Motion();
        new Augmenter(4, Still with { Turn = turn, Tilt = tilt }).Apply(motion, [6, 12], 0, 0);
        for (var t = 0; t < 12; t++)
        {
            Dot(motion, 0, 0, t).ShouldBe(Dot(Motion(), 0, 0, t), 1e-4f);
            Dot(motion, 0, 3, t).ShouldBe(Dot(Motion(), 0, 3, t), 1e-4f, "both vectors turn together");
            if (tilt == 0)
            {
                motion[12 + t].ShouldBe(Motion()[12 + t], 1e-5f, "the vertical stays");
            }
        }

        motion[5].ShouldNotBe(Motion()[5]);
        var angle = Math.Acos(Math.Clamp(Enumerable.Range(0, 3).Sum(p => motion[(p * 12) + 5] * Motion()[(p * 12) + 5]) / Dot(motion, 0, 0, 5), -1, 1));
        angle.ShouldBeLessThan(turn + tilt + 1e-6);
    }

    [Fact]
    public void Pace_and_place_in_time_change_by_interpolation()
    {
        var ramp = Enumerable.Range(0, 12).Select(t => (float)t).ToArray();
        new Augmenter(5, Still with { Warp = 0.2, Shift = 0.2 }).Apply(ramp, [1, 12], 0, 0);
        ramp.ShouldBe([.. ramp.Order()], "time goes forward");
        ramp.ShouldAllBe(v => v >= 0 && v <= 11);
        (ramp[6] - ramp[5]).ShouldBeInRange(0.8f, 1.2f);
        ramp.ShouldNotBe([.. Enumerable.Range(0, 12).Select(t => (float)t)]);
    }

    [Fact]
    public void Noise_has_the_deviation_it_is_given()
    {
        var values = new float[20_000];
        new Augmenter(6, new NoiseAugmentation(0.3)).Apply(values, [20_000], 0, 0);
        values.Average().ShouldBe(0, 0.01f);
        Math.Sqrt(values.Average(v => (double)v * v)).ShouldBe(0.3, 0.01);
    }

    private static float[] Motion() => [.. Enumerable.Range(0, 72).Select(i => 1 + MathF.Sin(i))];

    private static float Dot(float[] motion, int a, int b, int t) =>
        Enumerable.Range(0, 3).Sum(p => motion[((a + p) * 12) + t] * motion[((b + p) * 12) + t]);
}
