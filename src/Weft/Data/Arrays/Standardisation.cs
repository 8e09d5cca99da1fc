namespace Weft.Data.Arrays;

/// <summary>Means and deviations of a modality's training samples: each feature of a vector, each channel of a sequence by itself.</summary>
/// <param name="Means">[features], or [channels].</param>
/// <param name="Deviations">The same; 1 where all training values are equal, so that nothing is divided by zero.</param>
internal sealed record Standardisation(float[] Means, float[] Deviations)
{
    /// <summary>Measures samples.</summary>
    /// <param name="samples">The modality.</param>
    /// <param name="training">Which samples count.</param>
    public static Standardisation Of(ModalitySamples samples, int[] training)
    {
        var parts = (int)samples.Shape[0];
        var length = samples.Size / parts;
        var means = new float[parts];
        var deviations = new float[parts];
        for (var p = 0; p < parts; p++)
        {
            double sum = 0;
            foreach (var row in training)
            {
                foreach (var value in samples.Row(row).Slice(p * length, length))
                {
                    sum += value;
                }
            }

            var count = (double)training.Length * length;
            var mean = sum / count;
            double squares = 0;
            foreach (var row in training)
            {
                foreach (var value in samples.Row(row).Slice(p * length, length))
                {
                    squares += (value - mean) * (value - mean);
                }
            }

            var deviation = Math.Sqrt(squares / count);
            means[p] = (float)mean;

            // What rounding leaves of a constant is no deviation.
            deviations[p] = deviation > 1e-6 * Math.Abs(mean) && (float)deviation > 0 ? (float)deviation : 1;
        }

        return new Standardisation(means, deviations);
    }

    /// <summary>Brings one sample to mean 0 and deviation 1.</summary>
    public void Apply(ReadOnlySpan<float> sample, Span<float> destination)
    {
        var length = sample.Length / Means.Length;
        for (var i = 0; i < sample.Length; i++)
        {
            destination[i] = (sample[i] - Means[i / length]) / Deviations[i / length];
        }
    }
}
