using MathNet.Numerics.Distributions;

namespace Weft.Runs;

/// <summary>An interval around a mean.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Confidence">How often such an interval covers the truth, such as 0.95.</param>
/// <param name="Method">How it was computed, in a few words.</param>
public sealed record MeanInterval(double Mean, double Low, double High, double Confidence, string Method);

/// <summary>Means, deviations and intervals of results that are compared pair by pair.</summary>
public static class PairedStatistics
{
    /// <summary>The arithmetic mean.</summary>
    /// <param name="values">At least one value.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Mean(IReadOnlyList<double> values) =>
        values.Count > 0 ? values.Sum() / values.Count : throw new ArgumentException("A mean needs at least one value.", nameof(values));

    /// <summary>The sample standard deviation (n - 1); 0 for a single value, of which nothing is known.</summary>
    /// <param name="values">At least one value.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double SampleStd(IReadOnlyList<double> values)
    {
        var mean = Mean(values);
        return values.Count == 1 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>Student's t interval of the mean of differences over seeds.</summary>
    /// <param name="differences">One method minus the other, one value for each seed; at least two.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">There are fewer than two differences, or the confidence is outside 0..1.</exception>
    public static MeanInterval StudentInterval(IReadOnlyList<double> differences, double confidence = 0.95)
    {
        CheckConfidence(confidence);
        if (differences.Count < 2)
        {
            throw new ArgumentException("An interval over seeds needs at least two of them.", nameof(differences));
        }

        var mean = Mean(differences);
        var quantile = StudentT.InvCDF(0, 1, differences.Count - 1, (1 + confidence) / 2);
        var half = quantile * SampleStd(differences) / Math.Sqrt(differences.Count);
        return new MeanInterval(mean, mean - half, mean + half, confidence, $"Student t over {differences.Count} seeds");
    }

    /// <summary>
    /// Percentile interval of a difference in accuracy by paired bootstrap over test samples: samples are drawn with replacement,
    /// the same ones for both methods and all seeds. It tells how the difference depends on which samples were tested, not on the seeds.
    /// </summary>
    /// <param name="found">For each seed, whether each test sample was answered rightly.</param>
    /// <param name="other">The same of the other method, on the same samples in the same order; its seeds may be fewer or more.</param>
    /// <param name="random">A seeded generator; the same seed gives the same interval.</param>
    /// <param name="resamples">How many times the test set is drawn.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">There is no seed or sample, the lengths differ, or a setting is out of range.</exception>
    public static MeanInterval PairedBootstrap(
        IReadOnlyList<bool[]> found, IReadOnlyList<bool[]> other, Random random, int resamples = 10_000, double confidence = 0.95) =>
        PairedBootstrap([.. found.Select(Numbers)], [.. other.Select(Numbers)], random, resamples, confidence);

    /// <summary>The same for samples that can be partly right.</summary>
    /// <param name="found">For each seed, how right each test sample was answered, 0 to 1.</param>
    /// <param name="other">The same of the other method, on the same samples in the same order; its seeds may be fewer or more.</param>
    /// <param name="random">A seeded generator; the same seed gives the same interval.</param>
    /// <param name="resamples">How many times the test set is drawn.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">There is no seed or sample, the lengths differ, or a setting is out of range.</exception>
    public static MeanInterval PairedBootstrap(
        IReadOnlyList<double[]> found, IReadOnlyList<double[]> other, Random random, int resamples = 10_000, double confidence = 0.95)
    {
        CheckConfidence(confidence);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (found.Count == 0 || other.Count == 0 || found[0].Length == 0)
        {
            throw new ArgumentException("A bootstrap needs at least one seed of each method and one test sample.", nameof(found));
        }

        var samples = found[0].Length;
        if (found.Concat(other).Any(seed => seed.Length != samples))
        {
            throw new ArgumentException("All seeds of both methods must be tested on the same samples.", nameof(other));
        }

        // Both methods meet the same draw, so a sample counts by its difference alone.
        var differences = new double[samples];
        for (var i = 0; i < samples; i++)
        {
            differences[i] = found.Average(seed => seed[i]) - other.Average(seed => seed[i]);
        }

        var means = new double[resamples];
        for (var draw = 0; draw < resamples; draw++)
        {
            var sum = 0.0;
            for (var i = 0; i < samples; i++)
            {
                sum += differences[random.Next(samples)];
            }

            means[draw] = sum / samples;
        }

        Array.Sort(means);
        var tail = (1 - confidence) / 2;
        return new MeanInterval(
            Mean(differences), Quantile(means, tail), Quantile(means, 1 - tail), confidence, $"paired bootstrap over {samples} test samples");
    }

    /// <summary>A quantile of ascending values, by linear interpolation between neighbours.</summary>
    internal static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)Math.Floor(at);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    private static double[] Numbers(bool[] right) => Array.ConvertAll(right, one => one ? 1.0 : 0);

    private static void CheckConfidence(double confidence)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        }
    }
}
