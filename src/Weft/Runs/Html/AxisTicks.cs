namespace Weft.Runs.Html;

/// <summary>The ticks of an axis at round numbers (1, 2, 2.5 or 5 times a power of ten) that enclose the data.</summary>
/// <param name="Low">The axis' lower end.</param>
/// <param name="High">The axis' upper end, above <paramref name="Low"/>.</param>
/// <param name="Step">The distance between ticks.</param>
/// <param name="Values">The ticks, ascending.</param>
internal sealed record AxisTicks(double Low, double High, double Step, IReadOnlyList<double> Values)
{
    private static readonly double[] Rounds = [1, 2, 2.5, 5, 10];

    /// <summary>Chooses ticks that enclose a range, the ends included.</summary>
    /// <param name="low">Smallest value; what is not finite counts as 0.</param>
    /// <param name="high">Largest value; a range without width is widened, so that a single value gets an axis too.</param>
    /// <param name="wanted">About how many steps.</param>
    public static AxisTicks Enclosing(double low, double high, int wanted = 4)
    {
        (low, high) = Sane(low, high);
        var step = RoundStep((high - low) / wanted, Rounds);
        var first = Math.Floor((low / step) + 1e-9);
        var last = Math.Ceiling((high / step) - 1e-9);
        var count = (int)Math.Clamp(last - first, 1, 50);
        var values = Enumerable.Range(0, count + 1).Select(i => (first + i) * step).ToArray();
        return new AxisTicks(values[0], values[^1], step, values);
    }

    /// <summary>Chooses whole-number ticks inside a range whose ends stay as they are: epochs.</summary>
    /// <param name="low">First whole number.</param>
    /// <param name="high">Last whole number.</param>
    /// <param name="wanted">About how many steps.</param>
    public static AxisTicks Whole(double low, double high, int wanted = 5)
    {
        if (!(high > low))
        {
            return new AxisTicks(low - 0.5, low + 0.5, 1, [low]);
        }

        var step = Math.Max(1, RoundStep((high - low) / wanted, [1, 2, 5, 10]));
        var values = new List<double> { low };
        for (var value = (Math.Floor(low / step) + 1) * step; value < high - (step * 0.6); value += step)
        {
            // The first tick is the range's own end: a round number right beside it would print over it.
            if (value - low > step * 0.6)
            {
                values.Add(value);
            }
        }

        values.Add(high);
        return new AxisTicks(low, high, step, values);
    }

    private static (double Low, double High) Sane(double low, double high)
    {
        low = double.IsFinite(low) ? low : 0;
        high = double.IsFinite(high) ? high : 0;
        if (high < low)
        {
            (low, high) = (high, low);
        }

        var width = high - low;
        var least = Math.Max(Math.Abs(high), Math.Abs(low)) * 1e-6;
        if (width > least && double.IsFinite(width))
        {
            return (low, high);
        }

        var pad = Math.Max(Math.Abs(high) * 0.05, 0.01);
        return (low - pad, high + pad);
    }

    private static double RoundStep(double rough, double[] rounds)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return rounds.First(round => round * power >= rough * (1 - 1e-9) || round == rounds[^1]) * power;
    }
}
