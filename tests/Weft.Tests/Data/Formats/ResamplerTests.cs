using Shouldly;
using Weft.Data.Formats;

namespace Weft.Tests.Data.Formats;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(22050, 500)]
    [InlineData(44100, 1000)]
    [InlineData(48000, 3000)]
    [InlineData(6000, 1500)]
    public void A_tone_keeps_its_frequency_phase_and_level(int rate, int frequency)
    {
        var result = new Resampler(rate, 8000).Convert(Tone(rate, frequency, rate));
        result.Length.ShouldBe(8000);
        for (var i = 200; i < result.Length - 200; i++)
        {
            result[i].ShouldBe((float)Math.Sin(2 * Math.PI * frequency * i / 8000), 2e-3f, $"sample {i}");
        }
    }

    [Theory]
    [InlineData(22050, 4600)]
    [InlineData(44100, 7000)]
    public void What_is_above_the_new_limit_does_not_fold_back(int rate, int frequency)
    {
        var result = new Resampler(rate, 8000).Convert(Tone(rate, frequency, rate));
        result[200..^200].Max(Math.Abs).ShouldBeLessThan(0.01f);
    }

    [Fact]
    public void A_constant_stays_constant()
    {
        var result = new Resampler(11025, 8000).Convert([.. Enumerable.Repeat(0.5f, 4000)]);
        result[100..^100].ShouldAllBe(value => Math.Abs(value - 0.5f) < 1e-5f);
    }

    [Fact]
    public void Equal_rates_change_nothing()
    {
        float[] samples = [1, 2, 3];
        new Resampler(8000, 8000).Convert(samples).ShouldBeSameAs(samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Very_short_sounds_do_no_harm(int length)
    {
        new Resampler(44100, 8000).Convert(new float[length]).Length.ShouldBe((int)Math.Round(length * 8000 / 44100.0));
        new Resampler(1000, 8000).Convert(new float[length]).Length.ShouldBe(8 * length);
        new Resampler(384_000, 1000).Convert(new float[length]).Length.ShouldBe(0);
    }

    [Fact]
    public void Rates_out_of_range_are_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new Resampler(999, 8000));

    private static float[] Tone(int rate, int frequency, int length) =>
        [.. Enumerable.Range(0, length).Select(i => (float)Math.Sin(2 * Math.PI * frequency * i / rate))];
}
