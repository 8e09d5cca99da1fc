using System.Globalization;

namespace Weft.Runs.Html;

/// <summary>How numbers are written for people: independent of the machine's language, with a true minus sign.</summary>
internal static class Numbers
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>A whole number for attributes.</summary>
    public static string Invariant(long value) => value.ToString(Culture);

    /// <summary>A coordinate for SVG attributes.</summary>
    public static string Coordinate(double value) => double.IsFinite(value) ? Math.Round(value, 2).ToString("0.##", Culture) : "0";

    /// <summary>A fixed number of decimals.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return "not a number";
        }

        // Beyond what a number of this kind can mean, its hundreds of digits would only push everything else off the page.
        if (Math.Abs(value) >= 1e15)
        {
            return Power(value);
        }

        var text = Math.Abs(value).ToString("F" + decimals.ToString(Culture), Culture);
        return value < 0 && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? "\u2212" + text : text;
    }

    /// <summary>A fraction as a percentage without the sign, such as <c>87.42</c>.</summary>
    public static string Percent(double fraction, int decimals = 2) => Fixed(fraction * 100, decimals);

    /// <summary>Mean and standard deviation of fractions as percentages, such as <c>87.42 ± 0.15</c>; one value alone has no deviation.</summary>
    public static string MeanStd(double mean, double? std) =>
        std is { } deviation ? $"{Percent(mean)} ± {Percent(deviation)}" : Percent(mean);

    /// <summary>A signed fraction as points, such as <c>+1.90</c>.</summary>
    public static string SignedPoints(double fraction, int decimals = 2)
    {
        var text = Percent(fraction, decimals);
        return fraction > 0 && double.IsFinite(fraction) ? "+" + text : text;
    }

    /// <summary>A count with thin spaces between thousands.</summary>
    public static string Count(long value)
    {
        var text = value.ToString("#,0", Culture).Replace(",", "\u202F", StringComparison.Ordinal);
        return value < 0 ? "\u2212" + text.TrimStart('-') : text;
    }

    /// <summary>A duration, as fine as is useful: <c>0.42 s</c>, <c>12.3 s</c>, <c>4 min 10 s</c>, <c>3 h 5 min</c>.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds < 0)
        {
            return "unknown";
        }

        if (seconds < 59.95)
        {
            return Fixed(seconds, seconds < 10 ? 2 : 1) + " s";
        }

        if (seconds >= 1e9)
        {
            return Fixed(seconds / 86400, 0) + " days";
        }

        var whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 3600 => Two(whole / 60, "min", whole % 60, "s"),
            < 86400 => Two(whole / 3600, "h", whole % 3600 / 60, "min"),
            _ => Two(whole / 86400, "d", whole % 86400 / 3600, "h"),
        };

        static string Two(long large, string unit, long small, string smaller) =>
            small == 0 ? $"{Invariant(large)} {unit}" : $"{Invariant(large)} {unit} {Invariant(small)} {smaller}";
    }

    /// <summary>A moment, to the minute, in UTC.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", Culture);

    /// <summary>A tick's label: as many decimals as the step between ticks needs.</summary>
    public static string Tick(double value, double step)
    {
        if (Math.Abs(value) >= 1e6 || (step > 0 && step < 1e-5))
        {
            return Power(value);
        }

        // A step of 0.25 needs two decimals although it is above 0.1: its multiples would be rounded otherwise.
        var decimals = 0;
        while (decimals < 6 && Math.Abs((step * Math.Pow(10, decimals)) - Math.Round(step * Math.Pow(10, decimals))) > 1e-6)
        {
            decimals++;
        }

        return Fixed(value, decimals);
    }

    /// <summary>A value in a tooltip: four significant digits.</summary>
    public static string Short(double value) => value switch
    {
        _ when !double.IsFinite(value) => "not a number",
        >= 1e15 or <= -1e15 => Power(value),
        _ => value.ToString("0.####", Culture).Replace("-", "\u2212", StringComparison.Ordinal),
    };

    /// <summary>A count for an axis: <c>950</c>, <c>12.5 k</c>, <c>3.2 M</c>.</summary>
    public static string Thousands(double count) => count switch
    {
        >= 1e9 => Short(Math.Round(count / 1e9, 2)) + " G",
        >= 1e6 => Short(Math.Round(count / 1e6, 2)) + " M",
        >= 1e3 => Short(Math.Round(count / 1e3, 1)) + " k",
        _ => Short(count),
    };

    private static string Power(double value) => value.ToString("0.##e0", Culture).Replace("-", "\u2212", StringComparison.Ordinal);
}
