using System.Globalization;
using Weft.Runs;

namespace Weft.Cli.Terminal;

/// <summary>Words for an update, as many as fit.</summary>
internal static class ProgressLine
{
    private const string Gap = "  ";

    /// <summary>One line, without control characters.</summary>
    /// <param name="update">Where the work stands.</param>
    /// <param name="rate">Units per second.</param>
    /// <param name="left">Time left.</param>
    /// <param name="width">The most columns it may take.</param>
    internal static string Format(in ProgressUpdate update, double? rate, TimeSpan? left, int width)
    {
        // In the order of reading; the number says which goes first where there is no room: the highest.
        List<(int Expendable, string Text)> parts = [(0, update.Stage)];
        Add(parts, 1, update.Epoch is { } epoch ? $"epoch {epoch}{(update.Epochs is { } epochs ? $"/{epochs}" : "")}" : null);
        Add(parts, 5, update.Phase);
        Add(parts, 4, Count(update));
        Add(parts, 8, rate is { } speed ? $"{Speed(speed)}/s" : null);
        Add(parts, 6, update.Loss is { } loss ? $"loss {Number(loss)}" : null);
        Add(parts, 3, update.Metric is { } metric ? $"{update.MetricName ?? "metric"} {Number(metric)}" : null);
        Add(parts, 7, update.Best is { } best ? $"best {Number(best)}" : null);
        Add(parts, 2, left is { } time ? $"{Duration(time)} left" : null);
        while (parts.Count > 1 && Width(parts) > width)
        {
            parts.Remove(parts.MaxBy(part => part.Expendable));
        }

        return TextWidth.Cut(TextWidth.Clean(string.Join(Gap, parts.Select(part => part.Text))), width);
    }

    /// <summary>Such as <c>0:07</c>, <c>12:34</c>, <c>3:05:10</c> or <c>2 d 4 h</c>.</summary>
    internal static string Duration(TimeSpan time)
    {
        var rounded = TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
        return rounded.TotalDays >= 1 ? $"{(int)rounded.TotalDays} d {rounded.Hours} h"
            : rounded.TotalHours >= 1 ? $"{rounded.Hours}:{rounded.Minutes:00}:{rounded.Seconds:00}"
            : $"{rounded.Minutes}:{rounded.Seconds:00}";
    }

    private static string Count(in ProgressUpdate update) =>
        update.Total > 0 ? $"{update.Done}/{update.Total} {update.Unit}" : $"{update.Done} {update.Unit}";

    private static string Speed(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Number(double value) =>
        Math.Abs(value) is >= 1e-3 and < 1e4 or 0 || !double.IsFinite(value)
            ? value.ToString("0.0000", CultureInfo.InvariantCulture)
            : value.ToString("0.00e0", CultureInfo.InvariantCulture);

    private static void Add(List<(int, string)> parts, int expendable, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            parts.Add((expendable, text));
        }
    }

    private static int Width(List<(int, string Text)> parts) =>
        parts.Sum(part => TextWidth.Of(part.Text)) + (Gap.Length * (parts.Count - 1));
}
