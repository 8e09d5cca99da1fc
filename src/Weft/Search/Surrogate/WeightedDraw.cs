using Weft.Torch;

namespace Weft.Search.Surrogate;

/// <summary>Draws candidates without putting back, the better the likelier (MFAS specification 1.4).</summary>
public static class WeightedDraw
{
    /// <summary>Scores as probabilities: in proportion to score^(1 / temperature).</summary>
    /// <param name="scores">None below 0.</param>
    /// <param name="temperature">Above 0; high ones make all alike.</param>
    /// <exception cref="WeftException">A score is below 0 or not finite, or all are 0.</exception>
    public static double[] Probabilities(IReadOnlyList<double> scores, double temperature)
    {
        if (temperature is not > 0)
        {
            throw new UsageException($"A temperature is above 0, not {temperature}.");
        }

        foreach (var score in scores.Where(s => s < 0 || !double.IsFinite(s)))
        {
            throw new WeftException($"Candidates are drawn by scores of 0 and above; one is {score}.");
        }

        var sum = scores.Sum();
        if (sum <= 0)
        {
            throw new WeftException("No candidate can be drawn: every score is 0. Train candidates longer, or see what makes them fail.");
        }

        // In the published order of operations, so that the sums round alike.
        double[] powers = [.. scores.Select(s => Math.Pow(s / sum, 1 / temperature))];
        var total = powers.Sum();
        if (!double.IsNormal(total))
        {
            // So cold that no power is left: in proportion to the best, whose power is 1.
            var best = scores.Max();
            powers = [.. scores.Select(s => Math.Pow(s / best, 1 / temperature))];
            total = powers.Sum();
        }

        return [.. powers.Select(p => p / total)];
    }

    /// <summary>Draws different indices as numpy's legacy <c>choice(replace=False)</c> does: from the same uniforms the same.</summary>
    /// <param name="probabilities">They need not add up to exactly 1.</param>
    /// <param name="count">How many.</param>
    /// <param name="uniform">The next of a stream of numbers in [0, 1).</param>
    /// <returns>The indices in the order in which they were drawn.</returns>
    /// <exception cref="WeftException">Fewer candidates than asked for have a probability above 0.</exception>
    public static int[] Draw(IReadOnlyList<double> probabilities, int count, Func<double> uniform)
    {
        var possible = probabilities.Count(p => p > 0);
        if (possible < count)
        {
            throw new WeftException(
                $"{count} candidates are to be drawn, but only {possible} of {probabilities.Count} have a score above 0: draw fewer, or "
                + "train candidates longer.");
        }

        var remaining = probabilities.ToArray();
        var found = new List<int>();
        while (found.Count < count)
        {
            var draws = Enumerable.Range(0, count - found.Count).Select(_ => uniform()).ToArray();
            var cumulative = Cumulative(remaining);
            foreach (var index in draws.Select(u => FirstAbove(cumulative, u)).Distinct())
            {
                found.Add(index);
                remaining[index] = 0;
            }
        }

        return [.. found];
    }

    /// <summary>A stream of numbers in [0, 1) that depends on nothing but the seed.</summary>
    public static Func<double> Uniforms(ulong seed)
    {
        var state = seed;
        return () => (Seeds.Next(ref state) >> 11) * (1.0 / (1L << 53));
    }

    private static double[] Cumulative(double[] probabilities)
    {
        var cumulative = new double[probabilities.Length];
        var sum = 0.0;
        for (var i = 0; i < cumulative.Length; i++)
        {
            cumulative[i] = sum += probabilities[i];
        }

        return [.. cumulative.Select(c => c / sum)];
    }

    private static int FirstAbove(double[] cumulative, double value)
    {
        var (low, high) = (0, cumulative.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = cumulative[middle] > value ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
