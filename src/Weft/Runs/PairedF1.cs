namespace Weft.Runs;

/// <summary>Labels of test samples, and what was predicted of them.</summary>
/// <param name="Truth">The labels of each sample.</param>
/// <param name="Guesses">For each seed, the labels predicted of each sample.</param>
public sealed record LabelGuesses(IReadOnlyList<int[]> Truth, IReadOnlyList<int[][]> Guesses);

/// <summary>Intervals of differences in weighted F1, which is no mean over samples and so is computed anew for every draw.</summary>
public static class PairedF1
{
    /// <summary>
    /// Percentile interval of a difference in weighted F1 by paired bootstrap over test samples: samples are drawn with replacement, the
    /// same ones for both methods and all seeds.
    /// </summary>
    /// <param name="labels">How many labels there are.</param>
    /// <param name="found">One method.</param>
    /// <param name="other">The other, on the same samples in the same order; its seeds may be fewer or more.</param>
    /// <param name="random">A seeded generator; the same seed gives the same interval.</param>
    /// <param name="resamples">How many times the test set is drawn.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">There is no seed or sample, the lengths differ, or a setting is out of range.</exception>
    public static MeanInterval Bootstrap(
        int labels, LabelGuesses found, LabelGuesses other, Random random, int resamples = 1000, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        }

        var samples = found.Truth.Count;
        if (samples == 0 || found.Guesses.Count == 0 || other.Guesses.Count == 0
            || other.Truth.Count != samples || found.Guesses.Concat(other.Guesses).Any(seed => seed.Length != samples))
        {
            throw new ArgumentException("A bootstrap needs a seed of each method, and all of them on the same samples.", nameof(other));
        }

        var once = new int[samples];
        Array.Fill(once, 1);
        var differences = new double[resamples];
        for (var draw = 0; draw < resamples; draw++)
        {
            var times = new int[samples];
            for (var i = 0; i < samples; i++)
            {
                times[random.Next(samples)]++;
            }

            differences[draw] = Mean(labels, found, times) - Mean(labels, other, times);
        }

        Array.Sort(differences);
        var tail = (1 - confidence) / 2;
        return new MeanInterval(
            Mean(labels, found, once) - Mean(labels, other, once),
            PairedStatistics.Quantile(differences, tail),
            PairedStatistics.Quantile(differences, 1 - tail),
            confidence,
            $"paired bootstrap over {samples} test samples");
    }

    /// <summary>Weighted F1, mean over seeds, with each sample counted so many times.</summary>
    private static double Mean(int labels, LabelGuesses method, int[] times)
    {
        var actual = new long[labels];
        for (var i = 0; i < times.Length; i++)
        {
            foreach (var label in method.Truth[i])
            {
                actual[label] += times[i];
            }
        }

        var all = actual.Sum();
        return all == 0 ? 1 : method.Guesses.Average(seed => Weighted(method.Truth, seed, times, actual) / all);
    }

    private static double Weighted(IReadOnlyList<int[]> truth, int[][] guesses, int[] times, long[] actual)
    {
        var predicted = new long[actual.Length];
        var right = new long[actual.Length];
        for (var i = 0; i < times.Length; i++)
        {
            foreach (var label in guesses[i])
            {
                predicted[label] += times[i];
                right[label] += Array.IndexOf(truth[i], label) >= 0 ? times[i] : 0;
            }
        }

        var sum = 0.0;
        for (var c = 0; c < actual.Length; c++)
        {
            sum += actual[c] == 0 ? 0 : actual[c] * 2.0 * right[c] / (predicted[c] + actual[c]);
        }

        return sum;
    }
}
