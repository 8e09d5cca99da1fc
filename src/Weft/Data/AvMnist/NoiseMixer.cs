namespace Weft.Data.AvMnist;

/// <summary>Adds noise to speech at a given ratio of their powers.</summary>
public static class NoiseMixer
{
    /// <summary>A mean square at or below this (-100 dB of full scale) counts as silence, which cannot be brought to any ratio.</summary>
    public const double Silence = 1e-10;

    /// <summary>The mean square of a signal.</summary>
    /// <param name="signal">The samples; at least one.</param>
    public static double Power(ReadOnlySpan<float> signal)
    {
        var sum = 0.0;
        foreach (var sample in signal)
        {
            sum += (double)sample * sample;
        }

        return sum / signal.Length;
    }

    /// <summary>
    /// Adds the noise to the speech, scaled so that 10 log10(power of the speech / power of the scaled noise), both over the whole
    /// utterance, is the ratio asked for. Silent noise leaves the speech as it is.
    /// </summary>
    /// <param name="speech">The utterance.</param>
    /// <param name="noise">As many samples of noise.</param>
    /// <param name="snrDb">The ratio in decibels; below 0 the noise is louder.</param>
    /// <param name="mixed">Gets the sum, as many samples; may be <paramref name="noise"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Mix(ReadOnlySpan<float> speech, ReadOnlySpan<float> noise, double snrDb, Span<float> mixed)
    {
        if (speech.Length != noise.Length || speech.Length != mixed.Length)
        {
            throw new ArgumentException(
                $"Speech, noise and result have {speech.Length}, {noise.Length} and {mixed.Length} samples.", nameof(noise));
        }

        var power = Power(noise);
        var gain = power > Silence ? (float)Math.Sqrt(Power(speech) / power * Math.Pow(10, -snrDb / 10)) : 0;
        for (var i = 0; i < mixed.Length; i++)
        {
            mixed[i] = speech[i] + (gain * noise[i]);
        }
    }
}
