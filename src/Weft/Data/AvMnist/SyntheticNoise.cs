namespace Weft.Data.AvMnist;

/// <summary>
/// Generated noise, a fresh draw for every pair, so no two pairs of any split share it: white, pink (power falls by 3 dB per octave), brown
/// (6 dB per octave), or white noise whose loudness swings 2 to 8 times a second as speech and many machines do. The four are equally
/// likely.
/// </summary>
public sealed class SyntheticNoise : INoiseSource
{
    private const double Rate = SpeechSource.Rate;

    /// <inheritdoc/>
    public NoiseDraw Draw(Split split, ref ItemRandom random, Span<float> window)
    {
        var kind = random.Next(4);
        return new NoiseDraw(
            kind switch
            {
                0 => White(ref random, window),
                1 => Pink(ref random, window),
                2 => Brown(ref random, window),
                _ => Modulated(ref random, window),
            },
            0);
    }

    private static string White(ref ItemRandom random, Span<float> window)
    {
        foreach (ref var sample in window)
        {
            sample = (float)random.NextNormal();
        }

        return "white";
    }

    // Paul Kellet's filter: three one-pole low-passes whose sum falls by 3 dB per octave within a decibel.
    private static string Pink(ref ItemRandom random, Span<float> window)
    {
        double low = 0, middle = 0, high = 0;
        foreach (ref var sample in window)
        {
            var white = random.NextNormal();
            low = (0.99765 * low) + (0.0990460 * white);
            middle = (0.96300 * middle) + (0.2965164 * white);
            high = (0.57000 * high) + (1.0526913 * white);
            sample = (float)(low + middle + high + (0.1848 * white));
        }

        return "pink";
    }

    // The leak keeps the walk from drifting away: below 25 Hz the noise is white.
    private static string Brown(ref ItemRandom random, Span<float> window)
    {
        var state = 0.0;
        foreach (ref var sample in window)
        {
            state = (0.98 * state) + random.NextNormal();
            sample = (float)state;
        }

        return "brown";
    }

    private static string Modulated(ref ItemRandom random, Span<float> window)
    {
        var frequency = 2 + (6 * random.NextDouble());
        var phase = 2 * Math.PI * random.NextDouble();
        for (var i = 0; i < window.Length; i++)
        {
            var envelope = 0.5 + (0.5 * Math.Sin((2 * Math.PI * frequency * i / Rate) + phase));
            window[i] = (float)(envelope * random.NextNormal());
        }

        return "modulated";
    }
}
