using Shouldly;
using Weft.Data;
using Weft.Data.AvMnist;

namespace Weft.Tests.Data.AvMnist;

public sealed class NoiseMixerTests
{
    [Theory]
    [InlineData(-10)]
    [InlineData(0)]
    [InlineData(7.5)]
    public void The_ratio_is_what_was_asked_for(double snr)
    {
        var random = ItemRandom.For(1, 0, 0);
        var speech = new float[3000];
        var noise = new float[3000];
        for (var i = 0; i < speech.Length; i++)
        {
            speech[i] = 0.2f * MathF.Sin(0.3f * i);
            noise[i] = (float)random.NextNormal() * 5;
        }

        var mixed = new float[3000];
        NoiseMixer.Mix(speech, noise, snr, mixed);
        var added = mixed.Zip(speech, (sum, clean) => sum - clean).ToArray();
        (10 * Math.Log10(NoiseMixer.Power(speech) / NoiseMixer.Power(added))).ShouldBe(snr, 1e-3);
        NoiseMixer.Mix(speech, noise, snr, noise);
        noise.ShouldBe(mixed);
    }

    [Fact]
    public void Silent_noise_adds_nothing()
    {
        float[] speech = [0.1f, -0.1f];
        var mixed = new float[2];
        NoiseMixer.Mix(speech, new float[2], -10, mixed);
        mixed.ShouldBe(speech);
    }

    [Fact]
    public void Lengths_must_agree() => Should.Throw<ArgumentException>(() => NoiseMixer.Mix(new float[2], new float[3], 0, new float[2]));
}
